import Measurements

/// Which rules hold for which series of a run.
package struct Assignment: Sendable, Equatable {
    /// For each series asked about, in that order: the rules that hold, each with limits, in the order of the files.
    package var rules: [[Rule]]
    /// Rules whose pattern matched no series at all; those not `optional` are findings.
    package var unmatched: [Rule]
}

extension Budget {
    /// Resolves defaults and overrides, metric by metric and file by file: an endpoint's rule replaces the default's, an exact name's that of a pattern, a
    /// later one the earlier. What two files say holds both.
    package func assignment(to series: [Series]) -> Assignment {
        let groups = ruleGroups
        var matched = Set<Int>()
        let rules = series.map { one in
            var heard: [Place: Rule] = [:]
            for (index, group) in groups.enumerated() where group.matcher.matches(one) {
                matched.insert(index)
                for rule in group.rules { heard[Place(file: rule.file, metric: rule.metric)] = rule }
            }
            return inFileOrder(heard.values.filter { !$0.limits.isEmpty })
        }
        let unmatched = groups.indices.filter { !matched.contains($0) }.flatMap { groups[$0].rules }
        return Assignment(rules: rules, unmatched: inFileOrder(unmatched))
    }

    package func rules(for series: Series) -> [Rule] { assignment(to: [series]).rules.first ?? [] }

    private struct Place: Hashable {
        var file: String
        var metric: MetricName
    }

    private struct Group {
        var matcher: SeriesMatcher
        var rules: [Rule]
    }

    /// Rules of one pattern together, those that say least first.
    private var ruleGroups: [Group] {
        var order: [SeriesPattern] = []
        var byPattern: [SeriesPattern: [Rule]] = [:]
        for rule in rules {
            if byPattern[rule.pattern] == nil { order.append(rule.pattern) }
            byPattern[rule.pattern, default: []].append(rule)
        }
        let ranked = order.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
        return ranked.map { Group(matcher: SeriesMatcher($0.element), rules: byPattern[$0.element] ?? []) }
    }

    private func inFileOrder(_ rules: [Rule]) -> [Rule] {
        let position = Dictionary(sources.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        return rules.sorted {
            (position[$0.file] ?? 0, $0.line, $0.column) < (position[$1.file] ?? 0, $1.line, $1.column)
        }
    }
}
