import Measurements

/// Makes a run of what was counted: a series for each endpoint, one for everything.
struct K6RunBuilder {
    private var tally: K6Tally
    private let duration: Double?
    /// Which tracks of the timeline belong to a series.
    private var tracks: [K6SeriesKey: [Int]] = [:]
    private var notes: [Note] = []

    /// - Parameter wholeSeconds: whether times are no more exact.
    init(_ tally: K6Tally, wholeSeconds: Bool = false) {
        self.tally = tally
        self.tally.timeline.leastWidth = wholeSeconds ? 1 : 0
        // Without sign, since the whole span of the clock does not fit with one.
        let span = UInt64(bitPattern: tally.last &- tally.first)
        duration = tally.first < tally.last ? Double(span) / 1e9 : nil
    }

    mutating func run(source: String) -> Run {
        let requests = requestsBySeries()
        let knowsFailed = requests[.all]?.failed.count ?? 0 > 0
        let tellsStatus = requests[.all]?.errorsByStatus != nil
        if !knowsFailed, tellsStatus { tally.timeline.errors = .byAnswer }
        if tally.endpoints.count > TimelineRecorder.mostTracks { tally.timeline.foldTracks() }
        var all = Series(Series.all)
        var series: [Series] = []
        let named = requests.map { key, requests in
            var one = Series(key.name, labels: key.labels)
            one.timeline = timeline(of: key)
            return (id: one.id, series: one, requests: requests)
        }
        for (_, one, requests) in named.sorted(by: { $0.id < $1.id }) {
            var one = one
            set(requests, knowsFailed, of: &one)
            if one.name == Series.all { all = one } else { series.append(one) }
        }
        setMetrics(of: &all)
        noteOnErrors(all, knowsFailed)
        var run = Run(source: source, format: "k6-json", tool: .init("k6"), series: [all] + series)
        if tally.first <= tally.last {
            run.start = Double(tally.first / 1_000_000_000) + Double(tally.first % 1_000_000_000) / 1e9
        }
        run.duration = duration
        run.workload = workload
        run.setOpenModelWhereDropped()
        run.notes = notes
        return run
    }

    /// Nil for an endpoint where there are too many of them to tell their courses apart.
    private func timeline(of key: K6SeriesKey) -> Timeline? {
        guard tally.first <= tally.last else { return nil }
        if key == .all { return tally.timeline.timeline(start: tally.first, end: tally.last) }
        guard !tally.timeline.isFolded, let own = tracks[key] else { return nil }
        return tally.timeline.timeline(of: own, start: tally.first, end: tally.last)
    }

    // MARK: - Requests

    /// Takes the accumulators out of the tally, so that they are not kept twice.
    private mutating func requestsBySeries() -> [K6SeriesKey: K6Requests] {
        let names = K6EndpointNames(tally.endpoints.lazy.map(\.name))
        // Names that Unicode holds to be the same are one series, spelled as the first one.
        var spelled: Set<K6SeriesKey> = []
        let keys = tally.endpoints.map { spelled.insert(names.series(of: $0)).memberAfterInsert }
        var requests: [K6SeriesKey: K6Requests] = [:]
        for (key, slot) in tally.slots where K6Tally.isByEndpoint(tally.metrics[key.metric].name) {
            let part = self.requests(key, slot)
            requests[.all, default: K6Requests()].merge(part)
            if key.endpoint == K6Tally.Key.other {
                requests[Self.otherSeries, default: K6Requests()].merge(part)
            } else if key.endpoint >= 0 {
                requests[keys[key.endpoint], default: K6Requests()].merge(part)
                tracks[keys[key.endpoint], default: []].append(slot.track)
            }
        }
        return requests
    }

    private static var otherSeries: K6SeriesKey {
        var key = K6SeriesKey()
        key.endpoint = K6Tally.otherName
        return key
    }

    private mutating func requests(_ key: K6Tally.Key, _ slot: K6Tally.Slot) -> K6Requests {
        var part = K6Requests()
        switch (tally.metrics[key.metric].name, slot.kind) {
        case ("http_reqs", .counter):
            part.requests = tally.counters[slot.index]
            part.statuses[key.outcome.status] = part.requests
        case ("http_req_failed", .rate): part.failed = tally.counters[slot.index]
        case ("http_req_duration", .trend):
            part.durations[key.outcome.success] = tally.trends[slot.index]
            tally.trends[slot.index] = Recorder()
        default: break
        }
        return part
    }

    private mutating func set(_ found: K6Requests, _ knowsFailed: Bool, of series: inout Series) {
        let durations = found.durations.values.reduce(into: Recorder()) { $0.merge($1) }
        let counted = found.requests.count > 0 ? found.requests.total : durations.count
        if counted > 0 || series.name == Series.all { series.requests = counted > 0 ? counted : nil }
        series.errors = knowsFailed ? (found.failed.count > 0 ? found.failed.nonzero : nil) : found.errorsByStatus
        if let duration, let requests = series.requests { series.throughput = Double(requests) / duration }
        setLatency(durations, found.durations[.succeeded], of: &series)
        let known = found.withStatus
        guard known > 0 else { return }
        for (name, status) in [("4xx", K6Outcome.Status.clientError), ("5xx", .serverError)] {
            series.set(
                Metric(name, unit: .ratio, direction: .lower),
                .ratio(hits: found.statuses[status]?.total ?? 0, total: known))
        }
    }

    /// A duration of 0 throughout means that no request got an answer, not that answers were fast.
    private mutating func setLatency(_ durations: Recorder, _ succeeded: Recorder?, of series: inout Series) {
        guard let distribution = durations.distribution else { return }
        if distribution.min == 0, distribution.max == 0 {
            let why = "http_req_duration of \(series.id) is 0 throughout: no request got an answer"
            notes.append(Note("latency.absent", why))
            return
        }
        series.set(.latency, .distribution(distribution))
        guard let succeeded, succeeded.count > 0 else { return }
        // Where nothing failed both are the same values, kept once.
        let isAll = succeeded.count == durations.count
        if let ok = isAll ? distribution : succeeded.distribution { series.set(.okLatency, .distribution(ok)) }
    }

    private mutating func noteOnErrors(_ all: Series, _ knowsFailed: Bool) {
        guard let requests = all.requests else { return }
        if !knowsFailed {
            let how =
                all.errors == nil
                ? "there are no tags of status either, so errors are not known"
                : "errors are answers with a status of 400 or more, and requests without an answer"
            notes.append(Note("errors.by-status", "the metric http_req_failed is not in this file; \(how)"))
        }
        if let errors = all.errors, all.measurements[Metric.okLatency.name] == nil,
            all.measurements[Metric.latency.name] != nil
        {
            notes += [Note.latencyIncludesFailures(errors, of: requests)].compactMap { $0 }
        }
        if tally.isFull {
            let message =
                "more than \(tally.endpointLimit) endpoints: those that came later are together in the series \"\(K6Tally.otherName)\"; give requests a name (k6: URL grouping)"
            notes.append(Note("series.folded", message))
        }
    }

    // MARK: - Other metrics

    private mutating func setMetrics(of series: inout Series) {
        let slots = tally.slots.map { (metric: tally.metrics[$0.key.metric], slot: $0.value) }
            .filter { !K6Tally.isByEndpoint($0.metric.name) }.sorted { $0.metric.name < $1.metric.name }
        var unitless: [String] = []
        for ((name, declaration), slot) in slots {
            if K6BuiltIn.isPhase(name), series.measurements[Metric.latency.name] == nil { continue }
            if Self.reserved.contains(name) {
                notes.append(
                    Note(
                        "metric.shadowed",
                        "the script's own metric \(name) is left out: the name means something else here"))
                continue
            }
            let metric = K6BuiltIn.metric(name, contains: declaration.contains, isRate: declaration.kind == .rate)
            guard let value = value(slot) else { continue }
            if case .distribution = value, metric.unit == .unknown, metric.direction == .neither {
                unitless.append(name)
            }
            series.set(metric, value)
        }
        if !unitless.isEmpty {
            let names = unitless.joined(separator: ", ")
            let message = "the file does not say the unit of \(names); values are as the script gave them"
            notes.append(Note("unit.unknown", message))
        }
    }

    /// Names that this reader gives to what it measures itself.
    private static let reserved: Set = [Metric.latency.name, Metric.okLatency.name, "4xx", "5xx"]

    private func value(_ slot: K6Tally.Slot) -> Measurement.Value? {
        switch slot.kind {
        case .trend: return tally.trends[slot.index].distribution.map { .distribution($0) }
        case .rate:
            let rate = tally.counters[slot.index]
            return rate.count > 0 ? .ratio(hits: rate.nonzero, total: rate.count) : nil
        case .counter:
            let counter = tally.counters[slot.index]
            let total = counter.sum.value
            return counter.count > 0 && total.isFinite
                ? .counter(total: total, perSecond: duration.map { total / $0 }) : nil
        case .gauge:
            let gauge = tally.gauges[slot.index]
            return gauge.min <= gauge.max ? .gauge(last: gauge.last, min: gauge.min, max: gauge.max) : nil
        }
    }

    /// Whether arrivals were open or closed the file does not say: k6 drops iterations in closed models too, at the end of their time.
    private var workload: Workload {
        var workload = Workload()
        for name in ["vus", "vus_max"] where workload.virtualUsers == nil {
            guard let metric = tally.metric(name),
                let slot = tally.slots[.init(metric: metric, endpoint: K6Tally.Key.everything, outcome: .unknown)],
                slot.kind == .gauge, let users = Int(exactly: tally.gauges[slot.index].max), users > 0
            else { continue }
            workload.virtualUsers = users
        }
        return workload
    }
}
