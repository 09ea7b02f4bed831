import Analysis
import Measurements
import Reporting
import Testing

/// The ten rules of the comment, as far as a snapshot does not say them better.
@Suite struct CommentTests {
    private func lines(_ verdict: Verdict) -> [String] {
        MarkdownReporter().report(verdict).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func beginsWithMarkerAndHeadline() {
        let lines = lines(Samples.trouble)
        #expect(lines[0] == "<!-- loadline key=api head=0c4f1d2e5b6a79881234567890abcdef01234567 run=9182736450 -->")
        #expect(lines[1].hasPrefix("### ❌ Performance: 2 regressions, 1 budget exceeded"))
        #expect(lines[1].hasSuffix(" — POST /checkout p95 +31 % (412 → 540 ms)"))
    }

    @Test func markerHoldsNoSpaceAndNoEnd() {
        let marker = CommentMarker(Samples.hostile).text
        #expect(marker.hasPrefix("<!-- loadline key=api%20-%2D%3E%20%3C%21-%2D%20x head="))
    }

    @Test func passIsShort() {
        let visible = lines(Samples.pass).filter { !$0.isEmpty }.prefix { !$0.hasPrefix("<details>") }
        #expect(visible.count == 3)
    }

    @Test func firstRunIsNoPlainGreen() {
        #expect(lines(Samples.firstRun)[1] == "### 🆕 Performance: budgets met, **nothing compared** — no baseline yet")
        var verdict = Samples.firstRun
        verdict.outcome = .pass
        #expect(lines(verdict)[1].hasSuffix("**nothing compared** — no baseline yet"))
    }

    @Test func atMostTenRowsAndSaysSo() {
        var verdict = Samples.large
        verdict.checks = Array(verdict.checks.prefix(30))
        let visible = lines(verdict).prefix { !$0.hasPrefix("<details>") }
        #expect(visible.count { $0.hasPrefix("| ❌") } == 10)
        #expect(visible.contains("…and 20 more that did not pass."))
    }

    @Test func warningsAreNotFolded() throws {
        let visible = lines(Samples.trouble).prefix { !$0.hasPrefix("<details>") }
        #expect(visible.contains { $0.hasPrefix("> ⚠️ The baseline ran on AMD EPYC 7763") })
        #expect(visible.contains { $0.contains("virtualUsers 50 → 60") })
        #expect(
            lines(Samples.warn).prefix { !$0.hasPrefix("<details>") }.contains {
                $0.hasPrefix("> ⚠️ Few runs: 1 run compared with 7 baseline runs")
            })
    }

    @Test func linksOnlyToTheWeb() {
        #expect(!MarkdownReporter().report(Samples.hostile).contains("[run]("))
        #expect(
            MarkdownReporter().report(Samples.pass).contains(
                "[run](https://github.com/acme/shop/actions/runs/9182736450)"))
        var verdict = Samples.pass
        verdict.provenance.link = "https://user:secret@example.org/run"
        #expect(!MarkdownReporter().report(verdict).contains("secret"))
    }

    /// What the last comment said already is not told as news.
    @Test func repeatsAreNotNew() {
        let first = MarkdownReporter().report(Samples.regression)
        func news(_ verdict: Verdict) -> String? {
            MarkdownReporter(previous: CommentFindings(comment: first)).report(verdict).split(separator: "\n")
                .first { $0.hasPrefix("Since the last comment") }.map(String.init)
        }
        #expect(news(Samples.regression) == "Since the last comment: nothing new, 1 known.")
        #expect(news(Samples.trouble) == "Since the last comment: **6 new findings**, 1 known.")
        #expect(news(Samples.pass) == "Since the last comment: nothing new, 1 gone.")
        #expect(
            !MarkdownReporter(previous: CommentFindings(comment: "nothing")).report(Samples.trouble).contains(
                "Since the"))
    }

    @Test func theWorstTrendIsDrawn() {
        let text = MarkdownReporter().report(Samples.trouble)
        #expect(text.contains("    title \"POST /checkout p95\"\n    x-axis [\"-7\", "))
        #expect(text.contains("    bar [405, 409, 398, 411, 415, 409, 412, 540]\n"))
        #expect(text.contains("    line [500, 500, "))
        #expect(!MarkdownReporter().report(Samples.pass).contains("mermaid"))
    }
}
