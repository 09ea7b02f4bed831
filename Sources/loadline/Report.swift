import Analysis
import Foundation
import Measurements
import Reporting

/// What a judging command has read.
struct Evidence {
    var head: [Run] = []
    var base: [Run] = []
    var history = HistoryBaseline()
    var inputs: [InputRecord] = []
    var diagnostics: [Diagnostic] = []

    /// - Parameter merging: the sides that `--merge` is said of.
    init(
        head: [String], base: [String], reading: ReadingOptions, merging: Set<InputRecord.Side> = [.head]
    ) throws(Failure) {
        let reader = try reading.reader(merging: merging)
        if !head.isEmpty || reading.live.prometheus != nil { self.head = add(try reader.read(head, as: .head)) }
        if !base.isEmpty { self.base = add(try reader.read(base, as: .base)) }
    }

    mutating func addTests(_ paths: [String], reading: ReadingOptions) throws(Failure) {
        for path in paths {
            let (phase, path) = TestPhaseOption.parse(path)
            var runs = add(try ResultReader(format: "junit").read([path], as: .tests))
            if let phase { for index in runs.indices { runs[index].labels[TestPhase.label] = phase } }
            head += runs
        }
    }

    /// - Parameter commit: of the candidate, as far as the user or CI says.
    mutating func addHistory(_ options: BaselineOptions, commit: String?, budget: Budget?) throws(Failure) {
        if options.history != nil, options.machine { noteMachine() }
        let conditions = budget?.compare.conditions ?? Conditions()
        history = try HistoryBaseline(options, head: head, commit: commit, conditions, isAlone: base.isEmpty)
        diagnostics += history.diagnostics
    }

    /// Results are taken to be measured where they are checked, as where they are recorded; what they say themselves counts more.
    private mutating func noteMachine() {
        let facts = Machine.description
        for index in head.indices where head[index].tests == nil {
            head[index].environment.merge(facts) { own, _ in own }
        }
    }

    /// Commit of the newest run of the baseline, or else of the history, that tells it.
    var baseCommit: String? {
        let told = (base.isEmpty ? history.runs : base).filter { $0.commit != nil }
        return told.max { ($0.start ?? 0) < ($1.start ?? 0) }?.commit
    }

    private mutating func add(_ result: ResultReader.Result) -> [Run] {
        inputs += result.inputs
        diagnostics += result.skipped.map {
            Diagnostic(.info, "input.skipped", "\($0) was passed over: not a result of a known format")
        }
        return result.runs
    }
}

/// The end of `check` and `compare`: judges, writes the reports, ends with the status. On an error too, the JSON is written.
struct Report {
    var suite = Verdict.unnamedSuite
    private let options: ReportOptions
    let provenance: Provenance
    /// What is written to standard output, coloured or not, so many columns wide.
    private let text: (_ color: Bool, _ width: Int?) -> any Reporter

    init(options: ReportOptions, text: @escaping (_ color: Bool, _ width: Int?) -> any Reporter) {
        self.options = options
        let surroundings = Surroundings(ProcessInfo.processInfo.environment)
        var provenance = surroundings.provenance
        provenance.headCommit = options.commit ?? provenance.headCommit
        provenance.runID = options.runID ?? provenance.runID
        provenance.link = options.link ?? provenance.link
        provenance.command = ShellWords.command(NativePath.arguments)
        self.provenance = provenance
        suite = options.suite ?? suite
        self.text = text
    }

    /// Runs a step; where it fails, an error verdict is written before the command ends.
    func attempt<Value>(_ step: () throws(Failure) -> Value) throws -> Value {
        do throws(Failure) {
            return try step()
        } catch {
            var verdict = Verdict(outcome: .error, suite: suite)
            verdict.exitCode = Int(error.status.rawValue)
            verdict.diagnostics = [Diagnostic(.error, "input.unreadable", error.message)]
            verdict.provenance = provenance
            try writeFiles(verdict)
            pipeline.report(verdict)
            throw error
        }
    }

    /// - Parameter review: what people and an earlier verdict say of the findings.
    func conclude(_ evidence: Evidence, budget: Budget?, review: Review? = nil) throws {
        let judge = Judge(
            head: evidence.head, base: evidence.base, budget: budget, history: evidence.history.runs)
        var verdict = judge.namingOutliers(in: judge.verdict(review))
        verdict.baseline.discarded = evidence.history.discarded
        verdict.suite = suite
        verdict.inputs = evidence.inputs
        verdict.diagnostics += evidence.diagnostics
        verdict.provenance = provenance
        if options.html != nil { verdict.pictures = judge.pictures(of: verdict) }
        let status = ExitStatus(verdict.outcome)
        verdict.exitCode = Int(status.rawValue)
        do throws(Failure) {
            try writeFiles(verdict)
            if !isQuiet { try Output.writeToStandardOutput(text(isColored, Terminal.width).report(verdict)) }
        } catch {
            correctFiles(&verdict, error)
            throw error
        }
        pipeline.report(verdict)
        if status != .pass { throw ExitStatus.Ended(status: status) }
    }

    private func writeFiles(_ verdict: Verdict) throws(Failure) {
        for file in options.files { try Output.write(file.reporter().report(verdict), to: file.path) }
    }

    /// What was written before an output failed must not say that all went well.
    private func correctFiles(_ verdict: inout Verdict, _ failure: Failure) {
        verdict.exitCode = Int(failure.status.rawValue)
        verdict.diagnostics.append(Diagnostic(.error, "output.unwritable", failure.message))
        for file in options.files where file.path != "-" {
            try? Output.write(file.reporter().report(verdict), to: file.path)
        }
    }

    /// Standard output is a report's, or nobody's.
    private var isQuiet: Bool { options.quiet || options.files.contains { $0.path == "-" } }

    private var pipeline: Pipeline {
        Pipeline(
            options: options.pipeline, files: options.files, environment: ProcessInfo.processInfo.environment,
            logsToErrors: isQuiet)
    }

    private var isColored: Bool {
        switch options.color {
        case .always: return true
        case .never: return false
        case .auto:
            let environment = ProcessInfo.processInfo.environment
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            return Terminal.isOutput && !isRefused && environment["TERM"] != "dumb"
        }
    }
}

enum Terminal {
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error can show a line that is written anew.
    static var showsProgress: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns; nil where no terminal reads it.
    static var width: Int? { columns(of: STDOUT_FILENO) }
    static var errorWidth: Int? { columns(of: STDERR_FILENO) }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
