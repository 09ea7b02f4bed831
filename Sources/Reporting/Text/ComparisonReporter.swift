import Analysis
import Measurements

/// Two sides beside each other, for a developer who compares branches: one row per check, "~" where nothing can be told.
package struct ComparisonReporter: Reporter {
    package let name = "compare"
    package var color: Bool
    /// Columns of the terminal.
    package var width: Int

    package init(color: Bool = false, width: Int = 100) {
        self.color = color
        self.width = max(width, 60)
    }

    package func report(_ verdict: Verdict) -> String {
        let palette = Palette(color: color)
        let sections = [
            TextParts.opening(verdict, width: width, palette),
            verdict.checks.isEmpty ? [] : table(verdict).lines(width: width, palette: palette),
            TextParts.setAside(verdict, width: width, palette), TextParts.warnings(verdict, width: width, palette),
            TextParts.closing(verdict, width: width),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private func table(_ verdict: Verdict) -> TextTable {
        let mean = verdict.judging.geometricMeanChange.map { change in
            [
                TextTable.Cell("geometric mean"), .init("latency"), .init(nil), .init(nil), .init(nil),
                .init(nil),
                .init(Quantity.percent(change), .bold), .init(nil), .init(nil),
            ]
        }
        return TextTable(
            columns: [
                .init(title: "endpoint", least: 15), .init(title: "metric", least: 10),
                .init(title: "base", alignment: .right), .init(title: ""), .init(title: "head", alignment: .right),
                .init(title: ""), .init(title: "change", alignment: .right), .init(title: ""), .init(title: ""),
            ],
            rows: verdict.checks.map(row) + [mean].compactMap { $0 })
    }

    private func row(_ check: Check) -> [TextTable.Cell] {
        let sides = Quantity.pair(check.base?.value, check.head?.value, check.unit)
        let cannotTell = check.status == .inconclusive || check.status == .notComparable
        return [
            .init(Printable.line(check.seriesName, columns: 120)), .init(Printable.line(check.metric.description)),
            .init(sides.base), .init(check.base?.spread, .dim), .init(sides.head), .init(check.head?.spread, .dim),
            .init(cannotTell ? "~" : check.changeText, check.style), .init(check.intervalText, .dim),
            .init(cannotTell || check.status == .passed ? nil : check.status.words, check.style),
        ]
    }
}

extension Check.Side {
    /// "±3.1 %": the standard deviation of the runs' values over their mean; nil for one run.
    fileprivate var spread: String? {
        let mean = values.reduce(0, +) / Double(runs)
        guard runs >= 2, mean > 0 else { return nil }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return "±" + Quantity.percent((squares / Double(runs - 1)).squareRoot() / mean, signed: false)
    }
}
