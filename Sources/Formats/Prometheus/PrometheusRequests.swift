import Measurements

/// The requests of an exposition by method and route, whatever their status: counted by a counter where there is one, else by the durations.
struct PrometheusRequests {
    struct Endpoint: Hashable {
        var name: String
        var labels: [String: String]

        /// The endpoint that labels name, and the status among them.
        static func of(_ labels: [String: String]) -> (endpoint: Endpoint, status: String?) {
            if let other = labels[PrometheusNames.folded] {
                return (Endpoint(name: other, labels: [:]), labels["status"])
            }
            var rest = labels
            func take(_ keys: [String]) -> String? {
                guard let (key, value) = PrometheusNames.label(keys, in: rest) else { return nil }
                rest[key] = nil
                return value
            }
            let status = take(PrometheusNames.status)
            let parts = [take(PrometheusNames.method), take(PrometheusNames.route)].compactMap { $0 }
            let name = parts.isEmpty ? Series.all : parts.joined(separator: " ")
            return (Endpoint(name: name, labels: rest), status)
        }
    }

    struct Tally {
        var latency = LatencyTally()
        /// Of answers with a status below 400.
        var good = LatencyTally()
        /// By the durations, and by the counter.
        var timed = RequestTally()
        var counted: RequestTally?

        func fill(_ series: inout Series, seconds: Double?) {
            (counted ?? timed).fill(&series, seconds: seconds)
            if let known = latency.distribution { series.set(.latency, .distribution(known)) }
            // Only where there are others: it is the same otherwise.
            if good.count < latency.count, let known = good.distribution {
                series.set(.okLatency, .distribution(known))
            }
        }
    }

    /// The family of durations that the latencies are taken from: a histogram rather than a summary.
    let durations: MetricFamily?
    let counters: MetricFamily?
    private(set) var endpoints: [Endpoint] = []
    private(set) var all = Tally()
    private var tallies: [Endpoint: Tally] = [:]

    init(_ exposition: Exposition) {
        let timed = exposition.families.filter {
            PrometheusNames.isRequestDuration($0.name) && ($0.kind == .histogram || $0.kind == .summary)
        }
        durations = timed.first { $0.kind == .histogram } ?? timed.first
        counters = exposition.families.first { PrometheusNames.isRequestCount($0.name) }
        let unit = durations.flatMap { PrometheusNames.unit(of: $0.name) }
        for child in durations?.children ?? [] { add(child, unit) }
        for child in counters?.children ?? [] {
            let (endpoint, status) = Endpoint.of(child.labels)
            update(endpoint) { $0.counted = ($0.counted ?? RequestTally()).adding(child.value ?? 0, status: status) }
        }
    }

    private mutating func add(_ child: MetricFamily.Child, _ unit: UnitName?) {
        let (endpoint, status) = Endpoint.of(child.labels)
        let count = child.count ?? child.buckets(.seconds)?.total ?? 0
        update(endpoint) { tally in
            tally.latency.add(child, unit)
            tally.timed = tally.timed.adding(count, status: status)
            if let status, !RequestTally.isFailure(status) { tally.good.add(child, unit) }
        }
    }

    /// Changes what is known of an endpoint, and of all of them.
    private mutating func update(_ endpoint: Endpoint, _ change: (inout Tally) -> Void) {
        if tallies[endpoint] == nil { endpoints.append(endpoint) }
        change(&tallies[endpoint, default: Tally()])
        change(&all)
    }

    func tally(of endpoint: Endpoint) -> Tally { tallies[endpoint] ?? Tally() }

    var notes: [Note] {
        var notes: [Note] = []
        if (all.counted ?? all.timed).hasStatus {
            notes.append(Note("errors.definition", "failed are answers with status 400 and above"))
        }
        if all.latency.isLossy || tallies.values.contains(where: \.latency.isLossy) {
            let what = "quantiles of several summaries, or of different buckets, cannot be added; they are left out"
            notes.append(Note("latency.not-mergeable", what))
        }
        if durations?.kind == .histogram {
            let what = "percentiles are interpolated within the histogram's buckets, as histogram_quantile does"
            notes.append(Note("latency.buckets", what))
        }
        if case .buckets(let buckets)? = all.latency.distribution?.shape, buckets.quantile(0.99) == nil {
            let what = "p99 lies above the highest bound of the buckets: how far is not known"
            notes.append(Note("percentile.above-buckets", what))
        }
        return notes
    }
}
