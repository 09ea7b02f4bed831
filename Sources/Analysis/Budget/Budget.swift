import Measurements

/// What must hold: limits for the series of a run, and how changes against a baseline are judged.
package struct Budget: Sendable, Equatable {
    /// Name of the comment and of the check.
    package var suite: String
    /// In the order of the file.
    package var rules: [Rule]
    package var compare: Comparison
    /// The files it was read from, as the user named them.
    package var sources: [String]

    package init(suite: String, rules: [Rule], compare: Comparison = Comparison(), sources: [String]) {
        self.suite = suite
        self.rules = rules
        self.compare = compare
        self.sources = sources
    }

    /// Several files as one budget. What two files say of one series and metric holds both; how changes are judged can be said only once.
    package static func merged(_ budgets: [Budget]) throws(BudgetError) -> Budget {
        let speaking = budgets.filter { $0.compare.line != nil }
        if let first = speaking.first,
            let other = speaking.first(where: { !$0.compare.sameSettings(as: first.compare) })
        {
            let message = "compare: differs from that of \(first.sources.joined(separator: ", ")); say it in one file"
            throw BudgetError(other.sources.first ?? "", line: other.compare.line, message)
        }
        var suites: [String] = []
        for budget in budgets where !suites.contains(budget.suite) { suites.append(budget.suite) }
        return Budget(
            suite: suites.joined(separator: "+"), rules: budgets.flatMap(\.rules),
            compare: speaking.first?.compare ?? Comparison(), sources: budgets.flatMap(\.sources))
    }
}

/// The limits of one metric for the series that a pattern names.
package struct Rule: Sendable, Equatable {
    package var pattern: SeriesPattern
    package var metric: MetricName
    /// Mildest level first. Empty where an endpoint is exempted from a default (`p99: none`).
    package var limits: [Limit]
    /// Whether the series or the metric may be absent from the results.
    package var optional: Bool
    /// The author's text, shown when a limit is broken.
    package var message: String?
    package var file: String
    /// Counted from 1.
    package var line: Int
    package var column: Int

    package init(
        pattern: SeriesPattern, metric: MetricName, limits: [Limit], optional: Bool = false, message: String? = nil,
        file: String, line: Int, column: Int = 1
    ) {
        self.pattern = pattern
        self.metric = metric
        self.limits = limits
        self.optional = optional
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }

    /// Whether a limit has to be broken for some time.
    var hasDuration: Bool { limits.contains { $0.duration != nil } }

    /// "p95 <= 500 ms".
    package func text(_ limit: Limit) -> String { "\(metric.description) \(limit.text)" }

    /// Every limit: "p95 <= 300 ms (warning), <= 500 ms (critical)".
    package var text: String {
        let parts = limits.map { limits.count == 1 && $0.level == .critical ? $0.text : "\($0.text) (\($0.level))" }
        return "\(metric.description) " + (parts.isEmpty ? "without limit" : parts.joined(separator: ", "))
    }
}
