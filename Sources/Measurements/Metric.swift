/// What is measured: its name, the base unit of its values, and which way is better.
package struct Metric: Sendable, Hashable {
    /// The field's name where there is one ("latency"), else the name that the tool gave it.
    package var name: String
    package var unit: Unit
    package var direction: Direction

    package init(_ name: String, unit: Unit, direction: Direction) {
        self.name = name
        self.unit = unit
        self.direction = direction
    }

    /// Time from request to last byte of the answer, of all requests, failed ones too.
    package static let latency = Metric("latency", unit: .seconds, direction: .lower)
    /// The same of the successful requests alone: fast failures cannot flatter it.
    package static let okLatency = Metric("latency_ok", unit: .seconds, direction: .lower)
    /// Duration of a test or a suite of tests.
    package static let duration = Metric("duration", unit: .seconds, direction: .lower)
    /// Iterations that a tool with an open load model could not start in time.
    package static let droppedIterations = Metric("dropped_iterations", unit: .count, direction: .lower)
}

/// Base units. Values are kept in these; only a report scales them.
package enum Unit: String, Sendable, Codable, Hashable, CaseIterable {
    case seconds = "s"
    case bytes = "B"
    case bytesPerSecond = "B/s"
    case perSecond = "1/s"
    /// A share, 0...1.
    case ratio = "ratio"
    case count = "count"
    /// The tool did not say.
    case unknown = ""
}

/// Which way is better.
package enum Direction: String, Sendable, Hashable {
    case lower, higher, neither
}
