import Analysis
import ArgumentParser
import Reporting

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compares the runs of two branches; no budget needed.",
        discussion: """
            Measure both in turn (A B B A …) on one machine, at least three runs a side; five are good.

            Examples:
              loadline compare main/*.json.gz --with branch/*.json.gz
              loadline compare main --with branch --markdown comparison.md
            """)

    @Argument(help: "Results of the base: files, directories or globs.")
    var base: [String]

    @Option(parsing: .upToNextOption, help: "Results of the head, compared with the base.")
    var with: [String] = []

    @OptionGroup var reports: ReportOptions
    @OptionGroup var reading: ReadingOptions

    func validate() throws {
        if with.isEmpty, reading.live.prometheus == nil {
            throw ValidationError("Name the results to compare with the base: --with HEAD...")
        }
        try reading.readOnce(base + with)
        try reports.validate(inputs: base + with)
    }

    func run() throws {
        let report = Report(options: reports) { ComparisonReporter(color: $0, width: $1) }
        let evidence = try report.attempt { () throws(Failure) in
            try Evidence(head: with, base: base, reading: reading, merging: [.head, .base])
        }
        try report.conclude(evidence, budget: nil)
    }
}
