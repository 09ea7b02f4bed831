import Analysis
import ArgumentParser
import Reporting

struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Says of a history how noisy its figures are, and which changes can be found in them.",
        discussion: """
            For each figure that is judged: how much runs differ while nothing changes, how much they resemble the run before, \
            how often the gate would cry wolf (its runs judged again against each other), and the smallest change that 1, 3, 5 \
            and 10 new runs would show. Only the present level of a figure counts.

            Exit status 2: the history is too short.

            Examples:
              loadline calibrate --history perf/history
              loadline calibrate --history perf.sqlite --branch main --budget budgets --json
            """)

    @OptionGroup var past: PastOptions

    @Flag(help: "Write JSON.")
    var json = false

    func run() throws {
        let budget = try BudgetFiles.read(past.budget)
        let history = try past.runs(like: budget?.compare.conditions ?? Conditions())
        guard let calibration = Calibration(history.runs, budget: budget) else {
            let message =
                history.runs.count < Calibration.leastRuns
                ? "\(history.count) of \(Calibration.leastRuns) that a calibration needs at least; record more"
                : "its runs hold no figure that is judged"
            throw Failure(.noVerdict, "\(past.store.history): \(message)\(history.leftOut)")
        }
        let report = CalibrationReport(calibration, discarded: history.discarded)
        try Output.writeToStandardOutput(json ? report.json : report.text(width: Terminal.width ?? 200))
    }
}
