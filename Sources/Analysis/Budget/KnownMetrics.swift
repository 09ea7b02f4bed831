import Measurements

/// What a budget knows of metrics before any run is read: their unit and which way is better.
enum KnownMetrics {
    /// Spellings that a typo is compared with.
    static let words = [
        "p50", "p75", "p90", "p95", "p99", "p99.9", "med", "median", "mean", "avg", "average", "min", "max",
        "error_rate", "errors", "requests", "throughput", "rps", "4xx", "5xx", "dropped_iterations", "checks",
        "duration", "latency", "latency_ok",
    ]

    private static let plain: [String: Metric] = Dictionary(
        uniqueKeysWithValues: [
            .latency, .okLatency, .duration, .droppedIterations,
            Metric("error_rate", unit: .ratio, direction: .lower),
            Metric("4xx", unit: .ratio, direction: .lower),
            Metric("5xx", unit: .ratio, direction: .lower),
            Metric("checks", unit: .ratio, direction: .higher),
            Metric("errors", unit: .count, direction: .lower),
            Metric("requests", unit: .count, direction: .higher),
            Metric("throughput", unit: .perSecond, direction: .higher),
        ].map { ($0.name, $0) })

    /// Unit `unknown` and direction `neither` for custom metrics: their limits have to say it.
    static func metric(_ name: MetricName) -> Metric {
        let custom = Metric(name.description, unit: .unknown, direction: .neither)
        guard var known = plain[name.measurement] else { return custom }
        known.name = name.description
        switch name.statistic {
        case .count: return Metric(known.name, unit: .count, direction: .neither)
        case .rate where known.unit != .ratio: return Metric(known.name, unit: .perSecond, direction: known.direction)
        default: return known
        }
    }

    /// The metric of a name as people write it. What is nearly a known word is taken for a typo; a custom metric of such a name is written with
    /// its statistic ("error.value").
    static func name(_ text: String, words more: [String] = []) throws(Misread) -> MetricName {
        let name = MetricName(parsing: text)
        if name.measurement == "latency" || name.measurement == "latency_ok", name.statistic == nil {
            throw Misread("which figure of \(text)? Write p95, mean or max, or \(name.measurement).p95")
        }
        guard plain[name.measurement] == nil, name.statistic == nil else { return name }
        guard !text.isEmpty, text.count <= 200 else { throw Misread("expected the name of a metric") }
        if MetricName.Statistic.isImpossiblePercentile(text) {
            throw Misread(
                "\"\(text)\": expected a percentile from p0 to p100 with at most six decimals, such as p99.9")
        }
        let candidates = more + words
        if let meant = Spelling.nearest(to: text, in: candidates) {
            throw Misread(
                "unknown word \"\(text)\"; did you mean \"\(meant)\"? (A custom metric is also found by \(text).value)")
        }
        return name
    }
}
