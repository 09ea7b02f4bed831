import Analysis
import Measurements

/// The pipeline's tests: by phase, what failed and what it said, what was flaky, what took longest.
struct TestsSection {
    let verdict: Verdict
    private static let mostFailures = 50

    var html: HTML {
        guard let tests = verdict.tests, tests.tests > 0 || !tests.failures.isEmpty else { return "" }
        return """
            <section id="tests" aria-labelledby="h-tests"><h2 id="h-tests">Tests</h2>
            \(phases)\(failures(tests))\(flaky(tests))\(slowest)</section>

            """
    }

    private var phases: HTML {
        let total = verdict.tests.map { ("all", $0, nil as Double?) }
        let named = verdict.testPhases.map { ($0.name, $0.summary, $0.duration) }
        let rows = ((named.isEmpty ? [total].compactMap { $0 } : named)).map { name, summary, duration -> HTML in
            let counts = [
                summary.tests, summary.passed, summary.failed, summary.errors, summary.flaky, summary.skipped,
            ]
            let cells = counts.map { count -> HTML in "<td class=\"num\">\(count)</td>" }
            return
                "<tr><th scope=\"row\">\(Shown.name(name))</th>\(cells)<td class=\"num\">\(duration.map { Quantity.text($0, .seconds) } ?? "–")</td></tr>"
        }
        return """
            <div class="card table" tabindex="0" role="region" aria-label="Tests by phase"><table class="plain"><thead><tr><th scope="col">Phase</th><th scope="col" class="num">Tests</th><th scope="col" class="num">Passed</th><th scope="col" class="num">Failed</th><th scope="col" class="num">Broken</th><th scope="col" class="num">Flaky</th><th scope="col" class="num">Skipped</th><th scope="col" class="num">Time</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private func failures(_ tests: TestSummary) -> HTML {
        guard !tests.failures.isEmpty else { return "" }
        let shown = tests.failures.prefix(Self.mostFailures).map { failure -> HTML in
            let message = Shown.lines(failure.message)
            return """
                <li>\(Icon.html(.bad))<div><b>\(Shown.name(failure.fullName, columns: 200))</b>\(message.isEmpty ? "" : "<pre tabindex=\"0\">\(message)</pre>" as HTML)</div></li>

                """
        }
        let more = tests.failed + tests.errors - shown.count
        let rest: HTML = more > 0 ? "<p class=\"note\">…and \(more) more.</p>" : ""
        return "<h3>Failed</h3><ul class=\"said card\">\(shown)</ul>\(rest)"
    }

    private func flaky(_ tests: TestSummary) -> HTML {
        guard !tests.flakyTests.isEmpty else { return "" }
        let names = tests.flakyTests.prefix(20).map { name -> HTML in
            "<li>\(Icon.html(.warn))<div>\(Shown.name(name, columns: 200))</div></li>"
        }
        return "<h3>Flaky: passed only when tried again</h3><ul class=\"said card\">\(names)</ul>"
    }

    private var slowest: HTML {
        guard !verdict.slowestTests.isEmpty else { return "" }
        let rows = verdict.slowestTests.map { test -> HTML in
            "<li><div><b>\(Quantity.text(test.duration, .seconds))</b> \(Shown.name(test.name, columns: 200)) <small>\(Printable.line(test.phase))</small></div></li>"
        }
        return "<h3>Slowest</h3><ul class=\"said card\">\(rows)</ul>"
    }
}
