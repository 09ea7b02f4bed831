import Analysis
import ArgumentParser
import Foundation
import History
import Measurements
import Reporting

struct HistoryChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "Finds where a figure changed and stayed, and between which commits.",
        discussion: """
            A level is at least five runs; a spike is no change, nor is a slow wandering. Failed runs are left out.

            Example:
              loadline history changes --history perf/history --branch main --metric p95
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var selection: SelectionOptions

    @Option(help: "Metric to look at; may be repeated (default: p50, p95, p99, error_rate, throughput).")
    var metric: [String] = []

    @Option(help: "At most so many runs, the newest.")
    var last: Int?

    @Option(help: "Smallest relative change that counts.")
    var least = 0.03

    @Flag(help: "Write JSON.")
    var json = false

    func run() throws {
        let metrics = metric.isEmpty ? Comparison().metrics : metric.map { MetricName(parsing: $0) }
        let selected = try selection.selectFigures(store.history, of: metrics, last: last)
        try refuseUnknown(metrics, selected.runs)
        let changes = LevelChanges(selected.runs, of: metrics, leastChange: least).find()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try Output.writeToStandardOutput(String(decoding: try encoder.encode(changes), as: UTF8.self) + "\n")
        }
        let newestFirst = changes.sorted { $0.first.time > $1.first.time }
        let runs = selected.runs.count == 1 ? "1 run" : "\(selected.runs.count) runs"
        let text = newestFirst.map(Self.text).joined()
        try Output.writeToStandardOutput(text.isEmpty ? "No level changed in \(runs).\n" : text)
    }

    /// A metric that no run has is misspelt, most likely.
    private func refuseUnknown(_ metrics: [MetricName], _ runs: [RunFigures]) throws(Failure) {
        func isKnown(_ number: Int) -> Bool {
            runs.reversed().contains { run in run.series.indices.contains { run.figure($0, number) != nil } }
        }
        guard !runs.isEmpty, let unknown = metric.indices.first(where: { !isKnown($0) }) else { return }
        let whole = try selection.select(store.history, last: last, fit: true).runs.map(\.run)
        let usual = Comparison().metrics.filter { metric in
            whole.contains { $0.series.contains { (try? $0.figure(metric)) != nil } }
        }
        let own = Set((whole.last?.series ?? []).flatMap(\.measurements.keys)).sorted()
        let some = (usual.map(\.description) + own).prefix(20).joined(separator: ", ")
        throw Failure(.usage, "--metric \(metric[unknown]): no run has it; there are \(some)")
    }

    /// "over 99.99 %" where the digits would say 100.
    private static func percent(_ confidence: Double) -> String {
        confidence >= 0.9999 ? "over 99.99 %" : String(format: "%.4g %%", confidence * 100)
    }

    /// "GET /a p95 +12 % [+9 %, +15 %] after 919ad74c3b21, with 5999b6b80b2c: 40.1 → 44.9 ms, 20 and 12 runs, confidence 99.99 %".
    private static func text(_ change: LevelChange) -> String {
        let isShare = change.unit == .ratio
        func size(_ value: Double) -> String {
            let digits = String(format: "%+.1f", value * 100)
            return digits + (isShare ? " pp" : " %")
        }
        func place(_ end: LevelChange.End) -> String {
            end.commit.map { String($0.prefix(12)) } ?? "run " + end.id.prefix(12)
        }
        let interval = change.interval.map(size).joined(separator: ", ")
        let levels = Quantity.range(change.oldLevel, change.newLevel, change.unit)
        return Printable.line(
            "\(change.isWorse ? "worse " : "better") \(change.series) \(change.metric) \(size(change.change)) [\(interval)]"
                + " after \(place(change.after)), with or before \(place(change.first)): \(levels), "
                + "\(change.runsBefore) and \(change.runsAfter) runs, "
                + "confidence \(percent(change.confidence))", columns: 400) + "\n"
    }
}
