import Analysis
import ArgumentParser
import Formats
import Measurements

struct DigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "Turns a result into a kept run of some kilobytes, to serve as a baseline.",
        discussion: """
            The kept run holds counts and histograms, so every percentile can still be computed from it.

            Examples:
              loadline digest raw.json.gz --branch main --commit 919ad74 --output baseline/919ad74.json
              loadline digest --merge generator-*.json --output run.json
            """)

    @Argument(
        help: "Result file, or - for standard input, that holds exactly one run; with --merge, all files of one run.")
    var results: [String] = []

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
        try reading.validate(results: results)
        if results.count > 1, !reading.merge {
            throw ValidationError("A kept run is one run: name one result, or say --merge where they are parts of one.")
        }
        if output != "-", results.contains(output) {
            throw ValidationError("\(output) is read and cannot be written to.")
        }
    }

    func run() throws {
        let read = try reading.reader().read(results, as: .head)
        guard read.runs.count == 1, var run = read.runs.first else {
            let names = results.joined(separator: ", ")
            let hint = read.inputs.count > 1 ? "; parts of one run are joined with --merge" : ""
            throw Failure(
                .unreadableInput,
                "\(names): \(read.inputs.count > 1 ? "hold" : "holds") \(read.runs.count) runs; a kept run is one\(hint)"
            )
        }
        run.commit = commit ?? run.commit
        run.branch = branch ?? run.branch
        run.labels.merge(try Labels.parse(label)) { $1 }
        try Output.write(String(decoding: KeptRun.encode(run.withOneTimeline), as: UTF8.self), to: output)
    }
}
