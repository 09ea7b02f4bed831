import Measurements

/// One series of a k6 summary: the metrics of one set of tags put together.
struct K6SummarySeries {
    private(set) var series: Series
    private(set) var notes: [Note] = []
    /// Names of metrics without samples. k6 writes 0 for them, which is neither fast nor free of errors.
    private(set) var empty: [String] = []
    /// Names of trends of which the file does not say the unit.
    private(set) var unitless: [String] = []
    private let source: String
    /// Of the test, in seconds.
    private let duration: Double?

    /// `expected`: http_req_duration of the answers that the script expected.
    init(
        _ key: K6SeriesKey, _ metrics: [String: K6SummaryMetric], expected: K6SummaryMetric?, _ source: String,
        _ duration: Double?
    ) throws(FormatError) {
        series = Series(key.name, labels: key.labels)
        self.source = source
        self.duration = duration
        try count(metrics)
        try setLatency(.latency, metrics["http_req_duration"], count: series.requests)
        let succeeded = series.requests.flatMap { requests in series.errors.map { requests - $0 } }
        try setLatency(.okLatency, expected, count: succeeded)
        for (name, metric) in metrics.sorted(by: { $0.key < $1.key }) where !Self.counted.contains(name) {
            set(metric)
        }
        if let errors = series.errors, let requests = series.requests, key == .all, hasFlatteredLatency {
            notes += [Note.latencyIncludesFailures(errors, of: requests)].compactMap { $0 }
        }
    }

    private static let counted: Set = ["http_reqs", "http_req_failed", "http_req_duration"]

    private var hasFlatteredLatency: Bool {
        series.measurements[Metric.latency.name] != nil && series.measurements[Metric.okLatency.name] == nil
    }

    var isEmpty: Bool { series.measurements.isEmpty && series.requests == nil && series.errors == nil }

    var distributions: [(name: String, distribution: Distribution)] {
        series.measurements.sorted { $0.key < $1.key }.compactMap { name, measurement in
            guard case .distribution(let distribution) = measurement.value else { return nil }
            return (name, distribution)
        }
    }

    /// Requests, failed ones, and requests per second.
    private mutating func count(_ metrics: [String: K6SummaryMetric]) throws(FormatError) {
        if case .rate(let hits, let total) = metrics["http_req_failed"]?.values, total > 0 {
            series.requests = total
            series.errors = hits
        } else if case .trend(let statistics) = metrics["http_req_duration"]?.values {
            series.requests = statistics["count"].flatMap { Int(exactly: $0) }
        }
        if case .counter(let total, let perSecond) = metrics["http_reqs"]?.values {
            guard let requests = Int(exactly: total), (0...JSONNode.largestCount).contains(requests),
                perSecond ?? 0 >= 0
            else {
                throw FormatError(source, "http_reqs of \(series.id): expected a count of requests, found \(total)")
            }
            series.requests = requests
            series.throughput = perSecond
        }
        if let requests = series.requests, let errors = series.errors, errors > requests {
            throw FormatError(source, "http_req_failed of \(series.id): \(errors) failed of \(requests) requests")
        }
        if series.throughput == nil, let requests = series.requests, let duration, duration > 0 {
            series.throughput = Double(requests) / duration
        }
    }

    /// A duration of 0 throughout means that no request got an answer, not that answers were fast.
    private mutating func setLatency(
        _ metric: Metric, _ found: K6SummaryMetric?, count: Int?
    ) throws(FormatError) {
        guard let found, case .trend(let statistics) = found.values else { return }
        if let negative = statistics.values.first(where: { $0 < 0 }) {
            throw FormatError(
                source, "http_req_duration of \(series.id): expected times of 0 or more, found \(negative)")
        }
        guard K6Trend.isZero(statistics) else {
            return series.set(metric, .distribution(K6Trend.distribution(statistics, scale: 0.001, count: count)))
        }
        if metric == .latency {
            let why = "http_req_duration of \(series.id) is 0 throughout: no request got an answer"
            notes.append(Note("latency.absent", why))
        }
    }

    private mutating func set(_ found: K6SummaryMetric) {
        var isRate = false
        if case .rate = found.values { isRate = true }
        let metric = K6BuiltIn.metric(found.name, contains: found.contains, isRate: isRate)
        let scale = metric.unit == .seconds ? 0.001 : 1
        switch found.values {
        case .counter(let total, let perSecond):
            let rate = perSecond ?? duration.flatMap { $0 > 0 ? total / $0 : nil }
            series.set(metric, .counter(total: total * scale, perSecond: rate.map { $0 * scale }))
        case .gauge(let last, let min, let max):
            series.set(metric, .gauge(last: last * scale, min: min.map { $0 * scale }, max: max.map { $0 * scale }))
        case .rate(_, 0): empty.append(found.name)
        case .rate(let hits, let total): series.set(metric, .ratio(hits: hits, total: total))
        case .trend(let statistics): setTrend(metric, statistics, scale)
        }
    }

    private mutating func setTrend(_ metric: Metric, _ statistics: [String: Double], _ scale: Double) {
        // Phases of answered requests are truly 0 where connections are kept; of other trends only a count can say so.
        let isPhase = K6BuiltIn.isPhase(metric.name)
        let isMeasured = isPhase ? series.measurements[Metric.latency.name] != nil : statistics["count"] ?? 0 > 0
        guard isMeasured || !K6Trend.isZero(statistics) else { return empty.append(metric.name) }
        if metric.unit == .unknown, metric.direction == .neither { unitless.append(metric.name) }
        let count = isPhase ? series.requests : nil
        series.set(metric, .distribution(K6Trend.distribution(statistics, scale: scale, count: count)))
    }
}
