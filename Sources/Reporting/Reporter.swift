import Analysis

/// Writes a verdict for one kind of reader. It only says what the verdict holds; it never judges.
package protocol Reporter: Sendable {
    /// What a user calls it: "json", "markdown".
    var name: String { get }

    /// The whole report, ending in a line break. The same verdict gives the same bytes.
    func report(_ verdict: Verdict) -> String
}

/// All reporters; one more is one file and one line here.
package enum Reporters {
    package static let all: [any Reporter] = [
        JSONReporter(),
        MarkdownReporter(),
        TextReporter(),
        ComparisonReporter(),
        JUnitReporter(),
        CodeQualityReporter(),
        LoadPerformanceReporter(),
        OpenMetricsReporter(),
        DotenvReporter(),
        GitHubOutputsReporter(),
        GitHubAnnotationsReporter(),
    ]

    package static func named(_ name: String) -> (any Reporter)? { all.first { $0.name == name } }
}

/// What reports call the program that made them.
package enum Product {
    package static let name = "loadline"
    package static let version = "0.1.0"
}
