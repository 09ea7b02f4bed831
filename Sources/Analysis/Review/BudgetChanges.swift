import Measurements

/// What a branch changed in its own limits, so that nobody loosens a gate unseen.
package struct BudgetChanges {
    private let before: Budget
    private let after: Budget

    package init(before: Budget, after: Budget) {
        self.before = before
        self.after = after
    }

    /// One for each limit that was loosened, tightened or removed, in the order of the earlier budget.
    package var diagnostics: [Diagnostic] {
        var seen: Set<Place> = []
        let places = (before.rules + after.rules).map { Place(pattern: $0.pattern, metric: $0.metric) }
        var found = places.filter { seen.insert($0).inserted }.flatMap(changes)
        if !before.compare.sameSettings(as: after.compare) {
            let message = "How changes are judged (compare:) was changed in this branch."
            found.append(Diagnostic(.warning, "budget.changed", message))
        }
        return found
    }

    private struct Place: Hashable {
        var pattern: SeriesPattern
        var metric: MetricName

        /// "POST /checkout p95".
        var text: String { "\(pattern == .total ? "all requests" : pattern.description) \(metric.description)" }
    }

    private func changes(at place: Place) -> [Diagnostic] {
        let (old, new) = (Self.rules(before, place), Self.rules(after, place))
        var found: [Diagnostic] = []
        for line in Line.all(old) { found += change(of: line, at: place, Line.all(old), Line.all(new)) }
        let (wasRequired, isRequired) = (old.contains { !$0.optional }, new.contains { !$0.optional })
        if wasRequired, !isRequired, let rule = new.first, !rule.limits.isEmpty {
            found.append(
                .init(.warning, "budget.loosened", "\(place.text): made optional in this branch\(Self.place(rule))."))
        }
        return found
    }

    /// What holds at a place. For a single endpoint that is also what defaults and patterns say, unless it has limits of its own.
    private static func rules(_ budget: Budget, _ place: Place) -> [Rule] {
        if case .exact(let name) = place.pattern {
            return budget.rules(for: Series(name)).filter { $0.metric == place.metric }
        }
        return budget.rules.filter { $0.pattern == place.pattern && $0.metric == place.metric }
    }

    private func change(of old: Line, at place: Place, _ before: [Line], _ after: [Line]) -> [Diagnostic] {
        // A limit of a higher level keeps what one of this level kept.
        let level = old.limit.level
        let rivals = after.filter { $0.kind == old.kind && $0.limit.level >= level }
        let same = rivals.first { $0.isSame(as: old) }
        guard let new = same ?? rivals.min(by: { $0.isStricter(than: $1) }) else {
            let lasting = after.filter { $0.kind.untimed == old.kind.untimed && $0.limit.level >= level }
            return [lasting.first.map { retimed(old, $0, place) } ?? removed(old, place)]
        }
        let isLooser = old.isStricter(than: new)
        // What stands for itself at a higher level, as it did before, is not what became of this one.
        let stoodBefore = new.limit.level > level && before.contains { $0.limit.level > level && $0.isSame(as: new) }
        if isLooser, stoodBefore { return [removed(old, place)] }
        guard isLooser || new.isStricter(than: old) && new.limit.level == level else { return [] }
        let verb = old.kind.bounds == .equal ? "changed" : new.value > old.value ? "raised" : "lowered"
        let text =
            "\(place.text): \(old.levelText)limit \(verb) from \(old.boundText(beside: new)) to \(new.limit.boundText)"
            + " in this branch\(Self.place(new.rule))."
        return [Diagnostic(.warning, isLooser ? "budget.loosened" : "budget.tightened", text)]
    }

    private func removed(_ old: Line, _ place: Place) -> Diagnostic {
        let text =
            "\(place.text): \(old.levelText)limit \(old.limit.text) removed in this branch (was at \(old.rule.file):\(old.rule.line))."
        return Diagnostic(.warning, "budget.removed", text)
    }

    /// What has to be broken for some time, or for longer, is kept more easily; without a time it asks for another figure.
    private func retimed(_ old: Line, _ new: Line, _ place: Place) -> Diagnostic {
        let isLonger = new.limit.duration.map { $0 > old.limit.duration ?? 0 }
        let code = isLonger.map { $0 ? "budget.loosened" : "budget.tightened" } ?? "budget.changed"
        let text =
            "\(place.text): \(old.levelText)limit changed from \"\(old.limit.text)\" to \"\(new.limit.text)\" "
            + "in this branch\(Self.place(new.rule))."
        return Diagnostic(.warning, code, text)
    }

    private static func place(_ rule: Rule) -> String { " (\(rule.file):\(rule.line))" }
}

/// A limit and where it stands.
private struct Line {
    /// Limits of one kind can be told stricter or looser.
    struct Kind: Hashable {
        enum Bounds { case above, below, equal }

        var bounds: Bounds
        var unit: Unit?
        var isRelative: Bool
        /// Seconds for which it has to be broken.
        var duration: Double?

        /// The same however long it has to be broken.
        var untimed: Kind { Kind(bounds: bounds, unit: unit, isRelative: isRelative) }
    }

    var rule: Rule
    var limit: Limit

    /// The strictest of each kind and level.
    static func all(_ rules: [Rule]) -> [Line] {
        let lines = rules.flatMap { rule in rule.limits.map { Line(rule: rule, limit: $0) } }
        return lines.indices.filter { index in
            let one = lines[index]
            return !lines.indices.contains { other in
                let rival = lines[other]
                guard rival.kind == one.kind, rival.limit.level == one.limit.level else { return false }
                let isStricter = one.kind.bounds != .equal && rival.isStricter(than: one)
                return isStricter || other < index && rival.value == one.value
            }
        }.map { lines[$0] }
    }

    var value: Double {
        switch limit.bound {
        case .absolute(let value, _), .relative(let value), .relativeAbsolute(let value, _): value
        }
    }

    var kind: Kind {
        let bounds: Kind.Bounds = limit.comparison.isUpper ? .above : limit.comparison.isLower ? .below : .equal
        switch limit.bound {
        case .absolute(_, let unit):
            return Kind(bounds: bounds, unit: unit, isRelative: false, duration: limit.duration)
        case .relative: return Kind(bounds: bounds, unit: nil, isRelative: true)
        case .relativeAbsolute(_, let unit): return Kind(bounds: bounds, unit: unit, isRelative: true)
        }
    }

    /// "warning ", or nothing for the level that limits have where none is named.
    var levelText: String { limit.level == .critical ? "" : "\(limit.level) " }

    func isSame(as other: Line) -> Bool {
        kind == other.kind && limit.comparison == other.limit.comparison && value == other.value
    }

    /// Of what must be equal, another number is neither; it counts as looser, since something else is asked for.
    func isStricter(than other: Line) -> Bool {
        switch kind.bounds {
        case .above: value < other.value
        case .below: value > other.value
        case .equal: value != other.value || limit.comparison != other.limit.comparison
        }
    }

    /// "500" beside "800 ms", "500 ms" beside "1 s".
    func boundText(beside other: Line) -> String {
        let (own, others) = (limit.boundText.split(separator: " "), other.limit.boundText.split(separator: " "))
        guard own.count == 2, others.count == 2, own[1] == others[1] else { return limit.boundText }
        return String(own[0])
    }
}
