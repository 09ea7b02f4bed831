import Foundation
import History
import Measurements

/// Runs and stores made for tests.
enum Kept {
    static let kinds = HistoryStores.all.map(\.name)

    static let root: URL = {
        let root = FileManager.default.temporaryDirectory.appending(path: "loadline-history-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: Kept.root) }
        return root
    }()

    static func path(_ kind: String) -> String {
        root.appending(path: UUID().uuidString + (kind == "sqlite" ? ".sqlite" : "")).path
    }

    static func store(_ kind: String) throws -> any HistoryStore {
        try HistoryStores.open(path(kind), creating: true)
    }

    /// Of every kind of measurement; other numbers are other runs.
    static func run(
        _ number: Int, start: Double? = 1.7e9, branch: String? = "main", now: Double = 1.8e9
    ) throws -> RecordedRun {
        let value = 1 + Double(number) / 1000
        var run = Run(source: "run-\(number).json", format: "test", tool: .init("tool", version: "1.2"))
        run.start = start
        run.duration = 60.5
        run.branch = branch
        run.commit = "0123456789abcdef0123456789abcdef01234567"
        run.workload = Workload(model: .closed, virtualUsers: 10, rate: 2.5, scenario: "\u{1F600}\n\"")
        run.environment = ["cpu": "Z80", "os": "CP/M"]
        run.notes = [Note("some.note", "said")]
        var histogram = Histogram()
        for step in 0..<50 { histogram.add(value * Double(step - 3)) }
        histogram.add(0)
        var series = Series("GET /a", labels: ["method": "GET"], requests: 1000 + number, errors: 3, throughput: 9.5)
        series.set(.latency, .distribution(Distribution(count: 51, min: 0, shape: .histogram(histogram))))
        series.set(.okLatency, .distribution(Distribution(printed: [0.5: value, 0.95: 2 * value], mean: value)))
        series.set(
            Metric("few", unit: .count, direction: .higher), .distribution(.init(shape: .samples([1, value, 9]))))
        series.set(Metric("checks", unit: .ratio, direction: .higher), .ratio(hits: 1, total: 2))
        series.set(Metric("share", unit: .ratio, direction: .neither), .share(0.25))
        series.set(Metric("sent", unit: .bytes, direction: .neither), .counter(total: 1e12, perSecond: nil))
        series.set(Metric("users", unit: .count, direction: .neither), .gauge(last: -1, min: -2, max: nil))
        var all = Series(Series.all, requests: 1000 + number)
        all.timeline = Timeline(
            start: -0.25, width: 30.5, end: 60.5,
            slices: [.init(requests: 1000, errors: 1, p50: value, p95: 2, p99: 3, users: 4), .init(requests: number)])
        run.series = [series, all]
        return try RecordedRun(recording: run, now: now)
    }
}
