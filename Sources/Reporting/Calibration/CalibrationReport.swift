import Analysis
import Foundation
import Measurements

/// What `loadline calibrate` found, for people and for machines.
package struct CalibrationReport {
    let calibration: Calibration
    /// Runs of the history that were left out, by their reasons.
    let discarded: [(reason: String, runs: Int)]

    package init(_ calibration: Calibration, discarded: [String: Int]) {
        self.calibration = calibration
        self.discarded = discarded.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Aligned, the worst figure first, then the sentences.
    package func text(width: Int = 100) -> String {
        let sections = [opening, table(width), sentences, suggestion]
        let lines = sections.map { section in
            section.flatMap { $0.hasPrefix(" ") ? [$0] : TextParts.wrapped($0, width: width) }
        }
        return lines.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var opening: [String] {
        let of = calibration.branch.map { " of \(Printable.line($0))" } ?? ""
        let present =
            calibration.presentRuns < calibration.runs
            ? "; \(calibration.presentRuns) since a level last changed" : ""
        let family = counted(calibration.family, "figure")
        let first = "\(counted(calibration.runs, "run"))\(of)\(present). \(family) judged together."
        return [first]
            + discarded.map { "\(counted($0.runs, "run")) left out: \(Printable.line($0.reason, columns: 300))." }
    }

    private func table(_ width: Int) -> [String] {
        var columns = [TextTable.Column(title: "endpoint", least: 16), TextTable.Column(title: "metric")]
        let titles =
            ["level", "since", "noise", "lag 1", "false"]
            + Calibration.planned.enumerated().map { $0 == 0 ? "\($1) run" : "\($1) runs" } + ["minimum"]
        columns += titles.map { TextTable.Column(title: $0, alignment: .right) }
        return TextTable(columns: columns, rows: calibration.figures.map(row))
            .lines(width: width, palette: Palette(color: false)).map { " " + $0 }
    }

    private func row(_ figure: CalibratedFigure) -> [TextTable.Cell] {
        let noise =
            figure.isShare ? figure.dispersion.map { "×" + Digits.significant($0, 2) } : figure.noise.map(percent)
        let found = Calibration.planned.map { runs in
            TextTable.Cell(figure.isJudged ? figure.detectable[runs].map { size($0, figure) } ?? "never" : nil)
        }
        let minimum = figure.isJudged ? figure.suggestedMinimum.map(percent) : "few requests"
        return [
            .init(SeriesName.shown(figure.series)), .init(figure.metric.description),
            .init(Quantity.text(figure.level, figure.unit)),
            .init(figure.runs < calibration.runs ? String(figure.runs) : nil), .init(noise),
            .init(figure.autocorrelation.map { Digits.fixed($0, decimals: 1) }),
            .init(figure.falseAlarms > 0 ? String(figure.falseAlarms) : nil),
        ] + found + [.init(minimum)]
    }

    private func size(_ change: Double, _ figure: CalibratedFigure) -> String {
        figure.isShare ? Digits.significant(change * 100, 2) + " pp" : percent(change)
    }

    private func percent(_ share: Double) -> String { Quantity.percent(share, signed: false) }

    private var sentences: [String] {
        [
            "noise: how much runs differ while nothing changes (of shares: how many times as much as by chance); lag 1: how much a run "
                + "resembles the one before it, from −1 to 1; 1 run, 3 runs…: smallest change that so many new runs show nine times of "
                + "ten; minimum: smallest change worth a finding; since: runs of the present level, where it changed; false: findings among "
                + "the verdicts below.",
            alarms, health,
        ] + outliers
    }

    private var outliers: [String] {
        OutlierRun.warnings(calibration.outliers, most: 5).map { Printable.line($0, columns: 500) }
    }

    private var alarms: String {
        let told = calibration.falseAlarms.filter { $0.verdicts > 0 }
        guard !told.isEmpty else {
            return "False alarms: no stretch without a change is long enough to count them."
        }
        let counts = told.map { row in
            "\(row.alarms) in \(counted(row.verdicts, "verdict")) on \(counted(row.runs, "run"))"
                + (row.limit.map { " (at most \(percent($0)), with 95 % confidence)" } ?? "")
        }
        return
            "False alarms: \(counts.joined(separator: ", ")), each judged against the rest of a stretch without a change; "
            + "\(percent(calibration.intendedFalseAlarms)) is intended."
    }

    private var health: String {
        let health = calibration.health
        let replayed =
            "\(counted(health.verdicts, "verdict")) judged again as they came, \(health.verdictsWithFindings) with findings"
        switch health.kind {
        case .unknown:
            return "Gate health: \(replayed); too few to tell whether they are made again or rotate like noise."
        case .steady, .mixed, .rotating:
            let share =
                "\(health.repeated) of \(health.findings) findings were made by the next run too "
                + "(\(Digits.fixed(health.expected, decimals: 1)) by chance)"
            let words =
                switch health.kind {
                case .steady: "they are of something that stays"
                case .mixed: "some are of something, some of noise"
                default: "they rotate like noise: do not trust single ones, and see to a quieter measurement"
                }
            return "Gate health: \(replayed); \(share): \(words)."
        }
    }

    private var suggestion: [String] {
        let minimums = calibration.suggestedMinimums
        guard !minimums.isEmpty else { return ["The budget's minimum effects suffice."] }
        let pairs = minimums.map { "\($0.metric.description): \(Digits.fixed($0.change * 100, decimals: 0))%" }
        return [
            "Suggested for the budget, as three of four endpoints stray by no more while nothing changes:",
            "  compare:", "    minimum_change: { \(pairs.joined(separator: ", ")) }",
        ]
    }
}

/// The name of a series in a table.
enum SeriesName {
    static func shown(_ id: String) -> String { id == Series.all ? "all requests" : Printable.line(id, columns: 120) }
}
