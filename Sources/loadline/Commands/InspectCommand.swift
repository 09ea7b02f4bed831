import Analysis
import ArgumentParser
import Formats
import Reporting

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Shows what was read: format, series, metrics, and what is missing.",
        discussion: """
            Examples:
              loadline inspect k6-summary.json
              loadline inspect --json results/*.json.gz
              k6 run --out json=- test.js | loadline inspect -
            """)

    @Argument(help: "Result files, directories or globs; - is standard input.")
    var files: [String] = []

    @OptionGroup var reading: ReadingOptions

    @Flag(help: "Write JSON.")
    var json = false

    @Option(name: .shortAndLong, help: "Where to write; - is standard output.")
    var output = "-"

    func validate() throws { try reading.validate(results: files) }

    func run() throws {
        let result = try reading.reader().read(files, as: .head)
        let inspection = Inspection(runs: result.runs)
        try Output.write(json ? inspection.json : inspection.text(width: Terminal.width), to: output)
        for path in result.skipped {
            Output.writeToStandardError("loadline: \(path): passed over, not a result of a known format\n")
        }
    }
}
