import ArgumentParser
import Foundation
import History
import Measurements
import Reporting

struct HistoryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists kept runs, the newest last.",
        discussion: "Example:\n  loadline history list --history perf/history --branch main --last 10")

    @OptionGroup var store: StoreOptions
    @OptionGroup var selection: SelectionOptions

    @Option(help: "At most so many, the newest.")
    var last = 20

    func run() throws {
        let selected = try selection.select(store.history, last: last)
        var text = selected.runs.map(Self.line).joined()
        if selected.runs.isEmpty { text = "No run of the history is so.\n" }
        try Output.writeToStandardOutput(text)
    }

    /// "2026-11-21 07:05:12  919ad74c3b21  main  1f0c…  42 series  verdict=fail".
    private static func line(_ recorded: RecordedRun) -> String {
        let run = recorded.run
        let time = Date(timeIntervalSince1970: recorded.time).ISO8601Format(
            .iso8601(timeZone: .gmt, dateTimeSeparator: .space))
        let labels = run.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let facts = [
            time, run.commit.map { String($0.prefix(12)) } ?? "-", run.branch ?? "-", String(recorded.id.prefix(12)),
            "\(run.series.count) series", recorded.unfitness ?? "",
        ]
        return (facts + labels).filter { !$0.isEmpty }.map { Printable.line($0) }.joined(separator: "  ") + "\n"
    }
}

/// Which runs of a history are meant.
struct SelectionOptions: ParsableArguments {
    @Option(help: "Only runs of this branch.")
    var branch: String?

    @Option(help: "Only runs of this commit, or of those that begin so.")
    var commit: String?

    @Option(help: "Only runs with this label, as name=value; may be repeated.")
    var label: [String] = []

    @Option(help: "Only runs of the last so many days.")
    var days: Double?

    func validate() throws {
        if let commit, commit.utf8.count < HistoryEntry.leastCommit {
            throw ValidationError("--commit \(commit): expected \(HistoryEntry.leastCommit) characters or more.")
        }
        if let days, !(days > 0) { throw ValidationError("--days \(days): expected a number above 0.") }
    }

    /// What is damaged is said on standard error.
    func select(_ path: String, last: Int?, fit: Bool = false) throws(Failure) -> Selected<RecordedRun> {
        try select(path, last) { store, selection throws(HistoryError) in
            try store.select(selection) { fit ? $0.unfitness : nil }
        }
    }

    /// Some figures of the runs that can serve as a baseline.
    func selectFigures(_ path: String, of metrics: [MetricName], last: Int?) throws(Failure) -> Selected<RunFigures> {
        try select(path, last) { store, selection throws(HistoryError) in
            try store.selectFigures(selection, of: metrics)
        }
    }

    private func select<Found>(
        _ path: String, _ last: Int?,
        _ select: (any HistoryStore, Selection) throws(HistoryError) -> Selected<Found>
    ) throws(Failure) -> Selected<Found> {
        if let last, last < 1 { throw Failure(.usage, "--last \(last): expected 1 or more") }
        var selection = Selection(branch: branch, last: last)
        selection.commit = commit
        selection.labels = try Labels.parse(label)
        selection.since = days.map { Date().timeIntervalSince1970 - $0 * 86_400 }
        do throws(HistoryError) {
            let selected = try select(try HistoryStores.open(path), selection)
            for error in selected.damaged { Output.writeToStandardError("loadline: \(error), and was left out\n") }
            return selected
        } catch {
            throw Failure(error)
        }
    }
}
