import Measurements
import Yams

/// Reads one block of limits: metrics and what must hold of them.
struct RuleReader {
    private let pattern: SeriesPattern
    private let context: ReadingContext
    /// Words that may stand here beside metrics.
    private let words: [String]

    init(_ pattern: SeriesPattern, _ context: ReadingContext, words: [String]) {
        self.pattern = pattern
        self.context = context
        self.words = words
    }

    private var problems: Problems { context.problems }

    func rules(_ pairs: [(key: Node, value: Node)]) -> [Rule] {
        var rules: [Rule] = []
        var seen: Set<MetricName> = []
        var optional = false
        for (key, value) in pairs {
            if key.plainText == "optional", words.contains("optional") {
                optional = problems.attempt(at: value) { () throws(Misread) in try context.flag(value) } ?? false
            } else if let rule = rule(key, value) {
                if !seen.insert(rule.metric).inserted {
                    problems.add("\(rule.metric.description) is here more than once", at: key)
                }
                rules.append(rule)
            }
        }
        if rules.isEmpty, !pairs.isEmpty, pairs.allSatisfy({ $0.key.plainText == "optional" }) {
            problems.add("there are no limits for \(pattern)", at: pairs[0].key)
        }
        guard optional else { return rules }
        return rules.map { rule in
            var rule = rule
            rule.optional = true
            return rule
        }
    }

    private func rule(_ key: Node, _ value: Node) -> Rule? {
        let name = problems.attempt(at: key) { () throws(Misread) in
            guard let text = key.plainText else { throw Misread("expected the name of a metric") }
            try refuseMisplaced(text)
            return try KnownMetrics.name(text, words: words)
        }
        guard let name else { return nil }
        var rule = Rule(
            pattern: pattern, metric: name, limits: [], file: problems.file, line: key.mark?.line ?? 1,
            column: key.mark?.column ?? 1)
        if value.plainText == "none", isEndpoint { return rule }
        let reading = LimitReader(name, context).read(value)
        rule.limits = reading.limits
        rule.optional = reading.optional
        rule.message = reading.message
        return rule
    }

    /// `none` exempts an endpoint from a default; elsewhere there is nothing to exempt from.
    private var isEndpoint: Bool { pattern != .total && pattern != .every }

    /// Words that have their place elsewhere would make strange metrics.
    private func refuseMisplaced(_ text: String) throws(Misread) {
        if LimitReader.words.contains(text) {
            throw Misread("\(text): belongs to the limits of one metric, as in \(LimitReader.example(text))")
        }
        if ComparisonReader.words.contains(text) { throw Misread("\(text): belongs under compare:") }
        if BudgetReader.topWords.contains(text) { throw Misread("\(text): belongs to the top of the file") }
    }
}
