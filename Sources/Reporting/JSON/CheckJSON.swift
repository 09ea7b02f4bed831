import Analysis
import Measurements

extension Unit {
    /// The document's unit and how many of it make one base unit: durations are in milliseconds, all else as it is.
    fileprivate var inDocument: (name: String?, factor: Double) {
        switch self {
        case .seconds: ("ms", 1000)
        case .unknown: (nil, 1)
        case .bytes, .bytesPerSecond, .perSecond, .ratio, .count: (rawValue, 1)
        }
    }
}

extension Check {
    func json(in verdict: Verdict) -> JSONText {
        let (unitName, factor) = unit.inDocument
        let labels = labels.sorted { $0.key < $1.key }.map { ($0.key, JSONText.string($0.value)) }
        return .members([
            ("id", .string(id)), ("series", .string(series)), ("labels", .object(labels)),
            ("metric", .string(metric.description)), ("unit", unitName.map(JSONText.string)),
            ("direction", .string(direction.rawValue)), ("status", .string(status.rawValue)),
            ("level", .string(level.rawValue)), ("gated", .boolean(gated)),
            ("base", base?.json(factor)), ("head", head?.json(factor)), ("change", change?.json(factor)),
            ("limits", .array(limits.map { $0.json(factor) })),
            ("history", .array(history.compactMap { JSONText.measured($0 * factor) })),
            ("waiver", waiver?.json),
            ("reasons", .strings(reasons)), ("explanation", .strings(Explanation(self, in: verdict).sentences)),
        ])
    }
}

extension Waiver {
    fileprivate var json: JSONText {
        .members([
            ("check", .string(check.description)), ("reason", .string(reason)), ("author", .string(author)),
            ("accepted", .string(accepted.description)), ("expires", expires.map { .string($0.description) }),
            ("commit", commit.map(JSONText.string)), ("file", .string(file)), ("line", .integer(line)),
        ])
    }
}

extension Check.Side {
    fileprivate func json(_ factor: Double) -> JSONText {
        .members([
            ("value", .measured(value * factor)), ("runs", .integer(runs)),
            ("values", .array(values.compactMap { JSONText.measured($0 * factor) })),
        ])
    }
}

extension Check.Change {
    /// Relative numbers are ratios and stay as they are; the absolute one is in the check's unit.
    fileprivate func json(_ factor: Double) -> JSONText {
        .members([
            ("relative", .measured(relative)), ("absolute", .measured(absolute * factor)),
            ("interval", interval.flatMap(Self.bounds)), ("confidence", .measured(confidence)),
            ("minimumEffect", .measured(minimumEffect)), ("minimumDifference", .measured(minimumDifference)),
            ("minimumExtraErrors", .measured(minimumExtraErrors)), ("pValue", .measured(pValue)),
            ("adjustedPValue", .measured(adjustedPValue)), ("detectable", .measured(detectable)),
            ("runsNeeded", runsNeeded.map(JSONText.integer)), ("noise", .measured(noise)),
        ])
    }

    private static func bounds(_ interval: ClosedRange<Double>) -> JSONText? {
        guard interval.lowerBound.isFinite, interval.upperBound.isFinite else { return nil }
        return .array([.number(interval.lowerBound), .number(interval.upperBound)])
    }
}

extension Check.LimitOutcome {
    fileprivate func json(_ factor: Double) -> JSONText {
        .members([
            ("rule", .string(rule)), ("level", .string(level.rawValue)), ("status", .string(status.rawValue)),
            ("bound", .measured(bound.map { $0 * factor })), ("file", .string(file)), ("line", .integer(line)),
            ("message", message.map(JSONText.string)),
        ])
    }
}
