import Analysis
import Measurements

/// The tests of a pipeline: a row a phase, the flaky ones, the slowest. Folded unless one failed.
enum TestTables {
    private static let mostFlaky = 10

    /// The table of phases, where a test failed.
    static func visible(_ verdict: Verdict) -> [String] {
        guard let tests = verdict.tests, !tests.ok, !verdict.testPhases.isEmpty else { return [] }
        return [phases(verdict.testPhases)]
    }

    /// What is worth a look when all is well.
    static func folded(_ verdict: Verdict) -> [String] {
        guard let tests = verdict.tests else { return [] }
        let showsPhases = tests.ok && verdict.testPhases.count > 1
        var parts = showsPhases ? [phases(verdict.testPhases)] : []
        if !tests.flakyTests.isEmpty { parts.append(flaky(tests)) }
        if !verdict.slowestTests.isEmpty { parts.append(slowest(verdict)) }
        let title = showsPhases ? "Tests by phase, and the slowest" : "Flaky and slow tests"
        return parts.isEmpty ? [] : MarkdownReporter.folded(title, parts.joined(separator: "\n\n"))
    }

    private static func phases(_ phases: [TestPhase]) -> String {
        let rows = phases.map { phase in
            let summary = phase.summary
            let counts = [
                summary.tests, summary.passed, summary.failed + summary.errors, summary.flaky, summary.skipped,
            ]
            let cells =
                [summary.ok ? "✅" : "❌", MarkdownText.name(phase.name, columns: 40, inTable: true)]
                + counts.map { $0 == 0 ? "" : String($0) } + [phase.duration.map(DurationText.text) ?? ""]
            return "| " + cells.joined(separator: " | ") + " |"
        }
        return
            (["| | phase | tests | passed | failed | flaky | skipped | time |", "|---|---|--:|--:|--:|--:|--:|--:|"]
            + rows)
            .joined(separator: "\n")
    }

    private static func flaky(_ tests: TestSummary) -> String {
        let names = tests.flakyTests.prefix(mostFlaky).map { "- " + MarkdownText.name($0, columns: 160) }
        let more = tests.flaky - names.count
        return (["Passed only when tried again:", ""] + names + (more > 0 ? ["- …and \(more) more"] : []))
            .joined(separator: "\n")
    }

    private static func slowest(_ verdict: Verdict) -> String {
        let named = verdict.testPhases.count > 1
        let rows = verdict.slowestTests.map { test in
            let cells =
                [MarkdownText.name(test.name, columns: 160, inTable: true)]
                + (named ? [MarkdownText.name(test.phase, columns: 40, inTable: true)] : [])
            return "| " + (cells + [DurationText.text(test.duration)]).joined(separator: " | ") + " |"
        }
        let head =
            named ? ["| slowest tests | phase | time |", "|---|---|--:|"] : ["| slowest tests | time |", "|---|--:|"]
        return (head + rows).joined(separator: "\n")
    }
}
