import Analysis
import Measurements

/// Two sides beside each other, for a developer who compares branches: one row per check, "~" where nothing can be told.
package struct ComparisonReporter: Reporter {
    package let name = "compare"
    package var color: Bool
    private let room: TextRoom
    private var width: Int { room.width }

    /// - Parameter width: columns of the terminal; nil where none reads it, and then no name is cut.
    package init(color: Bool = false, width: Int? = 100) {
        self.color = color
        room = TextRoom(width)
    }

    package func report(_ verdict: Verdict) -> String {
        let palette = Palette(color: color)
        let sections = [
            TextParts.opening(verdict, width: width, palette),
            verdict.checks.isEmpty ? [] : table(verdict).lines(width: room.table, palette: palette),
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
                .init(title: "endpoint", least: 11), .init(title: "metric", least: 10),
                .init(title: "base", alignment: .right, expendable: 1), .init(title: "", expendable: 4),
                .init(title: "head", alignment: .right), .init(title: "", expendable: 3),
                .init(title: "change", alignment: .right), .init(title: "", expendable: 2), .init(title: ""),
            ],
            rows: verdict.checks.map(row) + [mean].compactMap { $0 })
    }

    private func row(_ check: Check) -> [TextTable.Cell] {
        let sides = Quantity.pair(check.base?.value, check.head?.value, check.unit)
        let cannotTell = check.status == .inconclusive || check.status == .notComparable
        return [
            .init(Printable.line(check.seriesName, columns: room.name)),
            .init(Printable.line(check.metric.description, columns: room.metric)),
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
