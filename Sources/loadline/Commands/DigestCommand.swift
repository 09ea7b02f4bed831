import Analysis
import Analysis
import ArgumentParser
import Formats
import Measurements

struct DigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "Turns a result into a kept run of some kilobytes, to serve as a baseline.",
        discussion: """
            The kept run holds counts and histograms, so every percentile can still be computed from it.

            Example:
              loadline digest raw.json.gz --branch main --commit 919ad74 --output baseline/919ad74.json
            """)

    @Argument(help: "Result file, or - for standard input. It has to hold exactly one run.")
    var result: String

    @Option(name: .shortAndLong, help: "Where to write the kept run; - is standard output.")
    var output = "-"

    @Option(help: "Commit that was measured.")
    var commit: String?

    @Option(help: "Branch that was measured.")
    var branch: String?

    @Option(help: "Label to keep with the run, as name=value; may be repeated.")
    var label: [String] = []

    @OptionGroup var reading: ReadingOptions

    func validate() throws {
        if output == result, output != "-" { throw ValidationError("\(output) is read and cannot be written to.") }
    }

    func run() throws {
        let runs = try reading.reader().read([result], as: .head).runs
        guard runs.count == 1, var run = runs.first else {
            throw Failure(.unreadableInput, "\(result): holds \(runs.count) runs; a kept run is one")
        }
        run.commit = commit ?? run.commit
        run.branch = branch ?? run.branch
        run.labels.merge(try Labels.parse(label)) { $1 }
        try Output.write(String(decoding: KeptRun.encode(run.withOneTimeline), as: UTF8.self), to: output)
    }
}
