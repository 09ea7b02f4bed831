import Measurements

/// Gathers the metrics of a k6 summary into a run: one series for each set of tags, one for everything.
struct K6SummaryBuilder {
    let source: String
    var duration: Double?
    var start: Double?
    var version: String?
    var scenario: String?
    private var metrics: [K6SeriesKey: [String: K6SummaryMetric]] = [:]
    private var notes: [Note] = []

    init(source: String) { self.source = source }

    /// Adds a metric by its name as in the file, with tags.
    mutating func add(_ key: String, _ node: JSONNode) throws(FormatError) {
        let (name, series) = K6SeriesKey.split(key)
        let metric = try K6SummaryMetric(name: name, node)
        metrics[series, default: [:]][name] = metric
        for expression in metric.brokenThresholds {
            let subject = Credentials.removed(from: key)
            notes.append(Note("k6.threshold", "k6's own threshold failed: \(subject): \(expression)"))
        }
    }

    mutating func run() throws(FormatError) -> Run {
        guard !metrics.isEmpty else { throw FormatError(source, "the k6 summary holds no metrics") }
        inferDuration()
        shortenNames()
        var all: [K6SummarySeries] = []
        for key in Set(metrics.keys.map(\.series)).sorted() {
            let one = try K6SummarySeries(
                key, metrics[key] ?? [:], expected: metrics[key.expected]?["http_req_duration"], source, duration)
            if !one.isEmpty { all.append(one) }
        }
        guard !all.isEmpty else { throw FormatError(source, "the k6 summary holds no samples: nothing was measured") }
        var run = Run(
            source: source, format: "k6-summary", tool: .init("k6", version: version), series: all.map(\.series))
        run.start = start
        run.duration = duration
        run.workload = workload
        run.setOpenModelWhereDropped()
        run.notes = notes + all.flatMap(\.notes) + notesOnEverything(all)
        return run
    }

    /// As in k6's raw output, so that a summary and raw samples are of the same series.
    private mutating func shortenNames() {
        let names = K6EndpointNames(metrics.keys.lazy.map(\.endpoint))
        let shortened = metrics.map { key, metrics in
            var key = key
            key.endpoint = names.name(key.endpoint)
            return (key, metrics)
        }
        guard Set(shortened.map(\.0)).count == shortened.count else { return }
        metrics = Dictionary(uniqueKeysWithValues: shortened)
    }

    /// The flat form does not say how long the test took; k6 divides by it to get a counter's rate.
    private mutating func inferDuration() {
        for name in ["http_reqs", "iterations"] where duration == nil {
            if case .counter(let total, let rate?) = metrics[.all]?[name]?.values, total > 0, rate > 0 {
                duration = total / rate
            }
        }
    }

    private var workload: Workload {
        var workload = Workload(scenario: scenario)
        for name in ["vus", "vus_max"] where workload.virtualUsers == nil {
            guard case .gauge(let last, _, let max) = metrics[.all]?[name]?.values else { continue }
            workload.virtualUsers = Int(exactly: max ?? last).flatMap { $0 > 0 ? $0 : nil }
        }
        return workload
    }

    private func notesOnEverything(_ all: [K6SummarySeries]) -> [Note] {
        var notes: [Note] = []
        let empty = Set(all.flatMap(\.empty)).sorted().joined(separator: ", ")
        if !empty.isEmpty { notes.append(Note("metric.no-samples", "without samples, left out: \(empty)")) }
        let unitless = Set(all.flatMap(\.unitless)).sorted().joined(separator: ", ")
        if !unitless.isEmpty {
            notes.append(
                Note(
                    "unit.unknown", "the file does not say the unit of \(unitless); values are as the script gave them")
            )
        }
        // Every trend has the same statistics, so that one of them tells.
        let trends = all.flatMap(\.distributions)
        let telling = trends.first { $0.name == Metric.latency.name } ?? trends.first
        return notes + [Note.absentPercentiles(of: telling?.distribution)].compactMap { $0 }
    }
}
