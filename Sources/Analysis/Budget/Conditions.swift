/// Which conditions both sides of a comparison have to share, as the budget says (`comparable:`).
package struct Conditions: Sendable, Equatable {
    /// What may differ between two measurements besides the code.
    package enum Field: String, Sendable, CaseIterable {
        case tool
        case toolVersion = "tool_version"
        /// Closed or open.
        case loadModel = "load_model"
        case virtualUsers = "virtual_users"
        /// Arrivals per second.
        case rate
        case duration
        case scenario
        /// Processor, cores, architecture.
        case machine
        /// Operating system, runner image, runtime, and whatever else a tool says of where it ran.
        case system
    }

    /// What follows where a condition differs.
    package enum Policy: Sendable, Equatable {
        /// The sides are not compared.
        case require
        /// They are compared, with a warning and with this much more noise: the standard deviation of a logarithm.
        case widen(Double)
        /// They are compared as usual, with a warning.
        case warn
        /// Nothing is said.
        case ignore
    }

    /// What `widen` stands for: two machines of one label differ by about this much.
    package static let usualWidening = 0.10

    private var policies: [Field: Policy] = [
        .toolVersion: .widen(usualWidening), .machine: .widen(usualWidening), .system: .warn,
    ]

    package init() {}

    package subscript(field: Field) -> Policy {
        get { policies[field] ?? .require }
        set { policies[field] = newValue }
    }
}
