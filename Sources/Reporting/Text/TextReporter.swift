import Analysis
import Measurements

/// The verdict of a check for a terminal: headline, what did not pass, warnings, all checks, the exit status.
package struct TextReporter: Reporter {
    package let name = "text"
    /// Whether to colour; the caller knows whether a terminal reads it and whether NO_COLOR is set.
    package var color: Bool
    /// Columns of the terminal.
    package var width: Int

    package init(color: Bool = false, width: Int = 100) {
        self.color = color
        self.width = max(width, 60)
    }

    package func report(_ verdict: Verdict) -> String {
        let attention = Self.table(verdict.attention, intervals: true).lines(width: width - 2, palette: palette)
        let told = Set(verdict.attention.map(\.id))
        let rest = verdict.checks.filter { (!$0.limits.isEmpty || $0.change != nil) && !told.contains($0.id) }
        let sections = [
            TextParts.opening(verdict, width: width, palette),
            verdict.attention.isEmpty ? [] : titled("Did not pass", attention) + remarks(verdict),
            TextParts.setAside(verdict, width: width, palette), TextParts.warnings(verdict, width: width, palette),
            failedTests(verdict), phases(verdict),
            rest.isEmpty
                ? []
                : titled(
                    told.isEmpty ? "Checks" : "Other checks",
                    Self.table(rest, intervals: false).lines(width: width - 2, palette: palette)),
            verdict.untold.isEmpty ? [] : [palette.paint("Cannot tell", .bold)] + untold(verdict),
            TextParts.closing(verdict, width: width),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var palette: Palette { Palette(color: color) }

    private func titled(_ title: String, _ lines: [String]) -> [String] {
        [palette.paint(title, .bold)] + lines.map { "  " + $0 }
    }

    private func remarks(_ verdict: Verdict) -> [String] {
        verdict.remarks.flatMap { remark in
            let name = Printable.line("\(remark.check.seriesName) \(remark.check.metric.description)")
            return TextParts.wrapped("\(name): \(Printable.line(remark.text, columns: 500))", width: width, first: "  ")
        }
    }

    /// Of a few checks that could not be told, what would settle them.
    private func untold(_ verdict: Verdict) -> [String] {
        verdict.untold.prefix(3).flatMap { check, text in
            let name = Printable.line("\(check.seriesName) \(check.metric.description)")
            return TextParts.wrapped("\(name): \(text)", width: width, first: "  ")
        }
    }

    private func failedTests(_ verdict: Verdict) -> [String] {
        guard let tests = verdict.tests, tests.failed + tests.errors > 0 else { return [] }
        let shown = tests.failures.prefix(20)
        let lines = shown.flatMap { failure in
            let message = failure.message.split(whereSeparator: \.isNewline).first.map {
                Printable.line(String($0), columns: width - 4)
            }
            return [palette.paint("✗ ", .red) + Printable.line(failure.fullName, columns: width - 4)]
                + [message].compactMap { $0 }.map { "  " + $0 }
        }
        let more = tests.failed + tests.errors - shown.count
        return titled("Failed tests", lines + (more > 0 ? ["…and \(more) more"] : []))
    }

    /// Where a pipeline has several phases, a row each.
    private func phases(_ verdict: Verdict) -> [String] {
        guard verdict.testPhases.count > 1 else { return [] }
        let titles = ["", "phase", "tests", "passed", "failed", "flaky", "skipped", "time"]
        let table = TextTable(
            columns: titles.enumerated().map { .init(title: $1, alignment: $0 < 2 ? .left : .right) },
            rows: verdict.testPhases.map { phase in
                let summary = phase.summary
                let counts = [
                    summary.tests, summary.passed, summary.failed + summary.errors, summary.flaky, summary.skipped,
                ]
                return [
                    .init(summary.ok ? "ok" : "failed", summary.ok ? nil : .red),
                    .init(Printable.line(phase.name, columns: 40)),
                ]
                    + counts.map { .init($0 == 0 ? nil : String($0)) } + [.init(phase.duration.map(DurationText.text))]
            })
        return titled("Tests", table.lines(width: width - 2, palette: palette))
    }

    /// Intervals take much room; they are told of what did not pass.
    private static func table(_ checks: [Check], intervals: Bool) -> TextTable {
        TextTable(
            columns: [
                .init(title: ""), .init(title: "endpoint", least: 15), .init(title: "metric", least: 10),
                .init(title: "base", alignment: .right), .init(title: "head", alignment: .right),
                .init(title: "change", alignment: .right), .init(title: ""), .init(title: "budget", least: 8),
            ],
            rows: checks.map { row($0, intervals: intervals) })
    }

    private static func row(_ check: Check, intervals: Bool) -> [TextTable.Cell] {
        let sides = Quantity.pair(check.base?.value, check.head?.value, check.unit, unlike: check.tellingLimit?.bound)
        return [
            .init(check.statusWords, check.style), .init(Printable.line(check.seriesName, columns: 120)),
            .init(Printable.line(check.metric.description)), .init(sides.base), .init(sides.head),
            .init(check.changeText, check.style), .init(intervals ? check.intervalText : nil, .dim),
            .init(check.tellingLimit?.bounds),
        ]
    }
}

extension Check {
    var style: Style? {
        switch status {
        case .regressed, .overBudget, .missing: level == .critical ? .red : .yellow
        case .inconclusive, .notComparable, .waived: .yellow
        case .improved: .green
        case .passed, .noBaseline: nil
        }
    }
}
