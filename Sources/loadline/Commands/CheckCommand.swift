import Analysis
import ArgumentParser
import Formats
import Measurements
import Reporting

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judges results against budgets and a baseline; the exit status is the verdict.",
        discussion: """
            Several results are several runs of the candidate. Three runs a side find changes of about 10 %, five are good.

            Examples:
              loadline check k6-summary.json --budget budgets/checkout.yml
              loadline check run-*.json.gz --baseline main/*.json.gz --budget budgets --markdown comment.md --json verdict.json
              loadline check run.json --history perf/history
              loadline check run.json --junit build/test-results
              loadline check --junit unit=build/test smoke=reports/smoke.xml
            """)

    @Argument(help: "Result files, directories or globs; - is standard input.")
    var results: [String] = []

    @Option(
        parsing: .upToNextOption, help: "JUnit XML files or directories, or PHASE=FILE: a failed test fails the check.")
    var junit: [String] = []

    @Option(parsing: .upToNextOption, help: "Budget files, or directories of them; - is standard input.")
    var budget: [String] = []

    @Option(parsing: .upToNextOption, help: "Results or kept runs to compare with.")
    var baseline: [String] = []

    @OptionGroup var past: BaselineOptions
    @OptionGroup var reviewing: ReviewOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var reading: ReadingOptions

    func validate() throws {
        if results.isEmpty, junit.isEmpty, reading.live.prometheus == nil {
            throw ValidationError("Name at least one result file, or --junit FILE.")
        }
        let junit = junit.map { TestPhaseOption.parse($0).path }
        try reading.readOnce(results + junit + baseline + budget + reviewing.inputs)
        try reports.validate(inputs: results + junit + budget + baseline)
    }

    func run() throws {
        var report = Report(options: reports) { TextReporter(color: $0, width: $1) }
        let budget = try report.attempt { () throws(Failure) in try BudgetFiles.read(self.budget) }
        report.suite = reports.suite ?? budget?.suite ?? report.suite
        let review = try report.attempt { () throws(Failure) in
            try reviewing.review(besides: self.budget, suite: report.suite)
        }
        let evidence = try report.attempt { () throws(Failure) in
            var evidence = try Evidence(head: results, base: baseline, reading: reading)
            try evidence.addTests(junit, reading: reading)
            try evidence.addHistory(past, commit: report.provenance.headCommit, budget: budget)
            evidence.diagnostics += try reviewing.changes(in: budget, self.budget, since: evidence.baseCommit)
            evidence.diagnostics += review.objections(to: evidence.inputs)
            return evidence
        }
        try report.conclude(evidence, budget: budget, review: review.review)
    }
}
