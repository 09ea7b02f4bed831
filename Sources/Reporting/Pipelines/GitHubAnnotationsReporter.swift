import Analysis
import Measurements

/// Workflow commands that make annotations of GitHub Actions, at the line of the budget where there is one.
/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
package struct GitHubAnnotationsReporter: Reporter {
    /// GitHub shows ten of a kind for a step; the tenth says how many more there are.
    package static let most = 9

    package let name = "github-annotations"
    /// A file as it is called from the root of the repository; nil where it is not of it.
    package var path: @Sendable (String) -> String?

    package init(path: @escaping @Sendable (String) -> String? = { $0 }) { self.path = path }

    package func report(_ verdict: Verdict) -> String {
        let annotations = findings(verdict) + failedTests(verdict) + whole(verdict)
        return Level.allCases.map { level in
            limited(annotations.filter { $0.level == level }, level, verdict).map { $0.command + "\n" }.joined()
        }.joined()
    }

    private enum Level: String, CaseIterable { case error, warning, notice }

    private struct Annotation {
        var level: Level
        var title: String
        var message: String
        var place: (file: String, line: Int)?

        var command: String {
            let place = place.map { [("file", $0.file), ("line", String($0.line))] } ?? []
            let properties = (place + [("title", title)]).map { "\($0)=\(Self.property($1))" }
            return "::\(level.rawValue) \(properties.joined(separator: ","))::\(Self.data(message))"
        }

        /// As `@actions/core` escapes them.
        private static func data(_ text: String) -> String {
            text.unicodeScalars.map { ["%": "%25", "\r": "%0D", "\n": "%0A"][$0] ?? String($0) }.joined()
        }

        private static func property(_ text: String) -> String {
            data(text).map { [":": "%3A", ",": "%2C"][$0] ?? String($0) }.joined()
        }
    }

    private func findings(_ verdict: Verdict) -> [Annotation] {
        verdict.attention.map { check in
            let limit = check.tellingLimit
            let file = limit.flatMap { $0.file.isEmpty ? nil : path($0.file) }
            return Annotation(
                level: level(check, verdict), title: "Performance: \(check.sentenceName)",
                message: check.sentence, place: file.map { ($0, limit?.line ?? 1) })
        }
    }

    /// What fails the job is an error.
    private func level(_ check: Check, _ verdict: Verdict) -> Level {
        let isTold = check.status != .inconclusive && check.status != .notComparable
        switch check.level {
        case .critical: return isTold || verdict.outcome == .inconclusive ? .error : .warning
        case .warning: return .warning
        case .target, .info: return .notice
        }
    }

    private func failedTests(_ verdict: Verdict) -> [Annotation] {
        (verdict.tests?.failures ?? []).map { failure in
            let first = failure.message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            let message = first.allSatisfy(\.isWhitespace) ? "failed" : Printable.line(first, columns: 300)
            return Annotation(
                level: .error, title: "Test failed: \(Printable.line(failure.fullName, columns: 160))", message: message
            )
        }
    }

    /// Why nothing was judged, or why a job fails although no check did; and what lowers the trust.
    private func whole(_ verdict: Verdict) -> [Annotation] {
        let isSilent = verdict.testsFailed == 0 && !verdict.attention.contains { level($0, verdict) == .error }
        let reason =
            verdict.exitCode != 0 && isSilent
            ? [Annotation(level: .error, title: "Performance", message: Headline(verdict).plain)] : []
        return reason
            + verdict.distrust.map {
                Annotation(level: .warning, title: "Performance", message: Printable.line($0, columns: 500))
            }
    }

    private func limited(_ all: [Annotation], _ level: Level, _ verdict: Verdict) -> [Annotation] {
        // Of failed tests at most some are kept with their names.
        let unnamed = level == .error ? max(0, verdict.testsFailed - (verdict.tests?.failures.count ?? 0)) : 0
        let more = all.count + unnamed - Self.most
        guard more > 0 else { return all }
        return all.prefix(Self.most) + [
            Annotation(level: level, title: "Performance", message: "and \(more) more; the summary has all")
        ]
    }
}
