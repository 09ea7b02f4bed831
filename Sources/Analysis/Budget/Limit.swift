import Measurements

/// How bad it is when a limit is broken, mildest first.
package enum Level: String, Sendable, Comparable, CaseIterable {
    /// Something to strive for.
    case target
    case warning
    /// Fails the check.
    case critical

    package static func < (a: Level, b: Level) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// One number that a metric must keep to: what is written is what must hold.
package struct Limit: Sendable, Equatable {
    package enum Operator: String, Sendable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case equal = "=="
        case unequal = "!="

        /// Bounds from above.
        var isUpper: Bool { self == .less || self == .atMost }
        /// Bounds from below.
        var isLower: Bool { self == .greater || self == .atLeast }
    }

    package enum Bound: Sendable, Equatable {
        /// In base units; unit `unknown` where a custom metric's limit is a plain number.
        case absolute(Double, unit: Unit)
        /// Share of the baseline: +0.1 is "10 % above the baseline".
        case relative(Double)
        /// Distance from the baseline in base units: +0.02 s, +0.001 (0.1 percentage point).
        case relativeAbsolute(Double, unit: Unit)
    }

    package enum Verdict: Sendable, Equatable {
        case met, broken
        /// The bound is relative, and there is no baseline.
        case needsBaseline
    }

    package var level: Level
    package var comparison: Operator
    package var bound: Bound
    /// The bound as people read it: "500 ms", "baseline + 10 %".
    package var boundText: String
    /// Seconds of the test's course through which the limit has to be broken before it counts as broken; nil where the figure of the whole run is meant.
    package var duration: Double?
    /// The duration as people read it: "30 s".
    package var durationText: String?

    package init(_ level: Level, _ comparison: Operator, _ bound: Bound, text: String) {
        self.level = level
        self.comparison = comparison
        self.bound = bound
        boundText = text
    }

    /// "<= 500 ms".
    package var text: String {
        "\(comparison.rawValue) \(boundText)" + (durationText.map { ", broken for \($0)" } ?? "")
    }

    package var isRelative: Bool {
        if case .absolute = bound { false } else { true }
    }

    /// The number to keep to, in base units; nil for a relative bound without baseline.
    package func threshold(baseline: Double?) -> Double? {
        switch bound {
        case .absolute(let value, _): value
        case .relative(let share): baseline.map { $0 * (1 + share) }
        case .relativeAbsolute(let distance, _): baseline.map { $0 + distance }
        }
    }

    /// Whether a value (base units) keeps the limit. Values that differ by rounding alone (1e-9) are equal.
    package func verdict(value: Double, baseline: Double? = nil) -> Verdict {
        guard let threshold = threshold(baseline: baseline) else { return .needsBaseline }
        guard value.isFinite, threshold.isFinite else { return .broken }
        let equal = abs(value - threshold) <= 1e-9 * max(abs(value), abs(threshold))
        let holds =
            switch comparison {
            case .less: value < threshold && !equal
            case .atMost: value < threshold || equal
            case .greater: value > threshold && !equal
            case .atLeast: value > threshold || equal
            case .equal: equal
            case .unequal: !equal
            }
        return holds ? .met : .broken
    }

    /// Why this limit cannot be held against a figure of that unit, or nil: a limit in bytes says nothing of a time, and a plain number nothing of
    /// a metric that has a unit.
    package func mismatch(with figure: Unit) -> String? {
        let own: Unit
        switch bound {
        case .relative: return nil
        case .absolute(_, let unit), .relativeAbsolute(_, let unit): own = unit
        }
        let numbers: Set<Unit> = [.unknown, .count]
        if own == figure || (numbers.contains(own) && numbers.contains(figure)) { return nil }
        // A plain share (0.7) or rate (100) is as good as 70 % or 100/s.
        if own == .unknown, figure == .ratio || figure == .perSecond { return nil }
        if own == .unknown { return "the limit \(boundText) has no unit, and this metric is \(figure.noun)" }
        return "the limit \(boundText) is \(own.noun), and this metric is \(figure.noun)"
    }
}

extension Unit {
    /// "a time", for messages.
    var noun: String {
        switch self {
        case .seconds: "a time"
        case .bytes: "a size"
        case .bytesPerSecond: "a size per second"
        case .perSecond: "a rate per second"
        case .ratio: "a share"
        case .count: "a count"
        case .unknown: "a plain number"
        }
    }
}
