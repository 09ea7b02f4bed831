import Analysis
import ArgumentParser
import Foundation
import History
import Measurements

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Keeps the runs of results in a history, to be compared with later.",
        discussion: """
            A run is kept once, however often it is recorded, and is on the disk when the command ends. Recorded again, it gets the \
            labels that are given then (--failed is one) and stays on its branch. Several processes may record at once.

            Examples:
              loadline record run-*.json.gz --history perf/history --branch main --commit 919ad74
              loadline record run.json --history perf.sqlite --label tag=v2.1
              loadline record run.json --history perf.sqlite --failed
            """)

    @Argument(help: "Result files, directories or globs; - is standard input.")
    var results: [String] = []

    @Option(help: "History: a directory, or a database (*.sqlite, *.db); made where it is not there.")
    var history: String

    @Option(help: "Branch that was measured (default: of the CI system or the repository).")
    var branch: String?

    @Option(help: "Commit that was measured (default: of the CI system or the repository).")
    var commit: String?

    @Option(help: "Label to keep with the runs, as name=value; may be repeated.")
    var label: [String] = []

    @Flag(help: "The runs failed their check: they are kept, but never serve as a baseline.")
    var failed = false

    @Flag(inversion: .prefixedNo, help: "Keep what is known of this machine: processor, cores, system, runner image.")
    var machine = true

    @OptionGroup var reading: ReadingOptions

    func validate() throws { try reading.validate(results: results) }

    func run() throws {
        let read = try reading.reader().read(results, as: .head).runs
        let (labels, facts) = (try Labels.parse(label), machine ? Machine.description : [:])
        let known = Surroundings(ProcessInfo.processInfo.environment).provenance
        let repository = Repository()
        let now = Date().timeIntervalSince1970
        do throws(HistoryError) {
            var recorded: [RecordedRun] = []
            for run in read {
                var one = try RecordedRun(recording: run, now: now)
                one.run.branch = branch ?? run.branch ?? known.headBranch ?? repository.branch
                one.run.commit = commit ?? run.commit ?? known.headCommit ?? repository.head
                one.run.labels.merge(labels) { $1 }
                if failed { one.run.labels["verdict"] = "fail" }
                one.run.environment.merge(facts) { own, _ in own }
                recorded.append(one)
            }
            let store = try HistoryStores.open(history, creating: true)
            var words = RecordingWords(marksFailed: failed)
            for (entry, one) in zip(try store.keep(recorded), recorded) {
                let isLabelled = try entry.map { entry throws(HistoryError) in try store.label(entry, one.run.labels) }
                words.add(one.run, entry, isLabelled: isLabelled ?? false)
            }
            print(words.sentence(history))
        } catch {
            throw Failure(error)
        }
    }
}
