import Analysis
import ArgumentParser
import Formats
import Foundation
import Reporting

/// Where a verdict goes, and what is known of the change that it judges.
struct ReportOptions: ParsableArguments {
    @Option(help: "Write the Markdown summary to this file; - is standard output.")
    var markdown: String?

    @Option(help: "Comment that is there already (as --markdown wrote it): what it found is not called new.")
    var previousComment: String?

    @Option(help: "Write the verdict as JSON to this file; - is standard output.")
    var json: String?

    @Option(help: "Write a page with charts for a browser to this file; - is standard output.")
    var html: String?

    @Option(help: "Write a JUnit report with a case for each check, for GitLab, Jenkins, Azure, CircleCI, Buildkite.")
    var junitOutput: String?

    @Option(help: "Write the findings as issues of GitLab's code quality report, at the budget's lines.")
    var codeQuality: String?

    @Option(help: "Write what GitLab's load performance widget reads (k6's summary).")
    var gitlabLoadPerformance: String?

    @Option(help: "Write metrics for Prometheus (textfile collector, Pushgateway) or GitLab's metrics report.")
    var openmetrics: String?

    @Option(help: "Write LOADLINE_VERDICT, LOADLINE_EXIT_CODE… for later jobs (default on GitLab: loadline.env).")
    var dotenv: String?

    @OptionGroup var pipeline: PipelineOptions

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
        for (index, file) in files.enumerated() {
            if file.path.isEmpty {
                throw ValidationError("--\(file.name) needs a file's name, or - for standard output.")
            }
            if let other = files[..<index].first(where: { $0.path == file.path }) {
                let place = file.path == "-" ? "standard output" : file.path
                throw ValidationError("--\(other.name) and --\(file.name) cannot both write to \(place).")
            }
        }
    }

    /// Nothing where the file cannot be read: the first comment has none before it.
    private var previousFindings: CommentFindings? {
        previousComment.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }.map(CommentFindings.init(comment:))
    }

    /// A report that is asked for, by the name of its option.
    struct File {
        var name: String
        var path: String
        /// Made when it writes: one reads the comment before.
        var reporter: () -> any Reporter
    }

    var files: [File] {
        let all: [(String, String?, () -> any Reporter)] = [
            ("json", json, { JSONReporter() }),
            ("markdown", markdown, { MarkdownReporter(previous: previousFindings) }),
            ("html", html, { HTMLReporter() }),
            ("junit-output", junitOutput, { JUnitReporter() }),
            ("code-quality", codeQuality, { CodeQualityReporter(path: ProjectFolder.current.name(of:)) }),
            ("gitlab-load-performance", gitlabLoadPerformance, { LoadPerformanceReporter() }),
            ("openmetrics", openmetrics, { OpenMetricsReporter() }), ("dotenv", dotenv, { DotenvReporter() }),
        ]
        return all.compactMap { name, path, reporter in path.map { File(name: name, path: $0, reporter: reporter) } }
    }

    /// An output must not destroy what is read.
    func validate(inputs: [String]) throws {
        for output in files.map(\.path) where output != "-" && inputs.contains(output) {
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

    @Option(
        help:
            "Leave out the beginning of each test, such as 30s, counted from its first value. The input has to have times."
    )
    var warmup: String?

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
        if let warmup, Self.seconds(warmup) == nil {
            throw ValidationError("--warmup: expected a time such as 30s, 1m or 500ms.")
        }
        if warmup != nil, before != nil {
            throw ValidationError("--warmup: what happened between two scrapes has no times; scrape after the warm-up.")
        }
        if warmup != nil, live.prometheus != nil, live.from == nil {
            throw ValidationError("--warmup needs the beginning of the test: --from.")
        }
        if seconds != nil, before == nil { throw ValidationError("--seconds is the time since --before FILE.") }
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds: expected a number above 0.") }
    }

    /// "30s", "1.5m", "500ms", "1h", or seconds without a unit; nil for anything else, and for nothing.
    static func seconds(_ text: String) -> Double? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let units = ["": 1.0, "s": 1, "ms": 0.001, "m": 60, "min": 60, "h": 3600]
        guard let value = Double(number), let unit = units[text.dropFirst(number.count).lowercased()] else {
            return nil
        }
        let seconds = value * unit
        return seconds > 0 && seconds <= 1e9 ? seconds : nil
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
        try readOnce(results)
    }

    /// Standard input can serve one purpose only.
    /// - Parameter paths: of all inputs but those that these options name.
    func readOnce(_ paths: [String]) throws {
        if (paths + [before, mapping].compactMap { $0 }).count(where: { $0 == "-" }) > 1 {
            throw ValidationError("Standard input (-) can be read once only.")
        }
    }

    /// A reader that does as the options say.
    /// - Parameter merging: the sides that `--merge` is said of.
    func reader(merging: Set<InputRecord.Side> = [.head]) throws(Failure) -> ResultReader {
        var reader = ResultReader(
            format: format, before: before, seconds: seconds, merged: merge ? merging : [], live: live,
            progress: progressStyle)
        reader.warmUp = warmup.flatMap(Self.seconds)
        guard let mapping else { return reader }
        let file = try OpenFile(mapping)
        reader.mapping = try Failure.whileReading { () throws(FormatError) in
            let bytes = try Input(name: file.name, descriptor: file.descriptor).document(limit: 1 << 20)
            return try CustomMappingReader.read(bytes, source: file.name)
        }
        return reader
    }
}
