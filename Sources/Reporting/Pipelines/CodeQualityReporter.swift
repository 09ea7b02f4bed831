import Analysis
import Measurements

/// Findings as issues of GitLab's code quality report, at the line of the budget: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
/// A location is asked for there. A finding without a limit stands at the first line of a budget file, or else of an input.
package struct CodeQualityReporter: Reporter {
    package let name = "code-quality"
    /// A file as it is called from the root of the repository; nil where it is not of it.
    package var path: @Sendable (String) -> String?

    package init(path: @escaping @Sendable (String) -> String? = { $0 }) { self.path = path }

    package func report(_ verdict: Verdict) -> String {
        JSONText.array(verdict.attention.map { issue($0, verdict) } + whole(verdict)).text() + "\n"
    }

    private func issue(_ check: Check, _ verdict: Verdict) -> JSONText {
        let limit = check.tellingLimit.flatMap { $0.file.isEmpty ? nil : $0 }
        let place = limit.flatMap { limit in path(limit.file).map { ($0, limit.line) } }
        return issue(
            check.sentence, name: check.status.rawValue, severity: check.level.severity, id: check.id, verdict.suite,
            at: place ?? (fallback(verdict), 1))
    }

    /// Where nothing was judged, an empty list would look like a pass.
    private func whole(_ verdict: Verdict) -> [JSONText] {
        guard verdict.exitCode != 0, verdict.attention.isEmpty, verdict.testsFailed == 0 else { return [] }
        return [
            issue(
                Headline(verdict).plain, name: verdict.outcome.rawValue, severity: "blocker", id: "", verdict.suite,
                at: (fallback(verdict), 1))
        ]
    }

    private func issue(
        _ description: String, name: String, severity: String, id: String, _ suite: String,
        at place: (file: String, line: Int)
    ) -> JSONText {
        .object([
            ("description", .string(description)), ("check_name", .string("\(Product.name).\(name)")),
            ("fingerprint", .string(fingerprint([suite, id, name]))), ("severity", .string(severity)),
            (
                "location",
                .object([
                    ("path", .string(place.file)), ("lines", .object([("begin", .integer(place.line))])),
                ])
            ),
        ])
    }

    /// Of what is found and not of its numbers: the same finding of the next run is the same issue.
    private func fingerprint(_ parts: [String]) -> String {
        var digest = SHA256()
        digest.update(Array(parts.joined(separator: "\u{0}").utf8)[...])
        return digest.hexadecimal()
    }

    private func fallback(_ verdict: Verdict) -> String {
        let files = verdict.checks.flatMap(\.limits).map(\.file) + verdict.inputs.map(\.path)
        return files.lazy.compactMap { $0.isEmpty ? nil : self.path($0) }.first ?? "."
    }
}

extension Check.Level {
    fileprivate var severity: String {
        switch self {
        case .critical: "critical"
        case .warning: "major"
        case .target: "minor"
        case .info: "info"
        }
    }
}
