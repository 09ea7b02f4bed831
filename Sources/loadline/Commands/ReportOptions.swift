import Analysis
import ArgumentParser
import Formats

/// Where a verdict goes, and what is known of the change that it judges.
struct ReportOptions: ParsableArguments {
    @Option(help: "Write the Markdown summary to this file; - is standard output.")
    var markdown: String?

    @Option(help: "Write the verdict as JSON to this file; - is standard output.")
    var json: String?

    @Option(help: "When to colour the text on standard output: auto, always or never. NO_COLOR is honoured.")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "Write no text to standard output.")
    var quiet = false

    @Option(help: "Name of the suite, by which its comment is found again (default: the budget's).")
    var suite: String?

    @Option(help: "Commit that is judged (default: of the CI system, where known).")
    var commit: String?

    @Option(help: "Number of the CI run; a comment of a later run is never overwritten by an earlier one.")
    var runID: String?

    @Option(help: "Address of the CI run, to be linked.")
    var link: String?

    enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    func validate() throws {
        if let markdown, markdown == json {
            throw ValidationError(
                "--markdown and --json cannot both write to \(markdown == "-" ? "standard output" : markdown).")
        }
        if markdown == "" || json == "" {
            throw ValidationError("An output needs a file's name, or - for standard output.")
        }
    }

    /// An output must not destroy what is read.
    func validate(inputs: [String]) throws {
        for output in [markdown, json].compactMap({ $0 }) where output != "-" && inputs.contains(output) {
            throw ValidationError("\(output) is read as an input and cannot be written to.")
        }
    }
}

struct ReadingOptions: ParsableArguments {
    @Option(help: "Read every result as this format whatever its content looks like (see: loadline formats).")
    var format: String?

    @Option(help: "YAML file that says how to read your own JSON or CSV: series, metrics, units.")
    var mapping: String?

    @Option(
        help: "Prometheus scrape from before the test: the results are scrapes after it, and the difference is judged.")
    var before: String?

    @Option(help: "Seconds between both scrapes, for requests per second.")
    var seconds: Double?

    @Flag(
        help:
            "The results are parts of one run, one file of each load generator: counts and histograms are added. Without it, they are repeats."
    )
    var merge = false

    @Flag(
        inversion: .prefixedNo,
        help:
            "Show the progress of long reads on standard error: on a terminal a bar by default, else lines where asked."
    )
    var progress: Bool?

    @OptionGroup(title: "Prometheus") var live: PrometheusOptions

    func validate() throws {
        if seconds != nil, before == nil { throw ValidationError("--seconds is the time since --before FILE.") }
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds: expected a number above 0.") }
    }

    private var progressStyle: ReadProgress.Style {
        switch progress {
        case true: .lines
        case false: .none
        case nil: Terminal.showsProgress ? .bar : .none
        }
    }

    /// Something has to be read.
    func validate(results: [String]) throws {
        if results.isEmpty, live.prometheus == nil {
            throw ValidationError("Name at least one result file, or - for standard input.")
        }
    }

    /// A reader that does as the options say.
    /// - Parameter merging: the sides that `--merge` is said of.
    func reader(merging: Set<InputRecord.Side> = [.head]) throws(Failure) -> ResultReader {
        var reader = ResultReader(
            format: format, before: before, seconds: seconds, merged: merge ? merging : [], live: live,
            progress: progressStyle)
        guard let mapping else { return reader }
        let file = try OpenFile(mapping)
        reader.mapping = try Failure.whileReading { () throws(FormatError) in
            let bytes = try Input(name: file.name, descriptor: file.descriptor).document(limit: 1 << 20)
            return try CustomMappingReader.read(bytes, source: file.name)
        }
        return reader
    }
}
