import Measurements

/// Makes a run of an exposition: requests by method and route, queries by operation and table, everything else by its labels.
struct PrometheusRun {
    private let exposition: Exposition
    /// Time that the counters cover, where known.
    let seconds: Double?
    private var order: [String] = []
    private var series: [String: Series] = [:]
    var notes: [Note] = []
    /// When the run began, in seconds since 1970; courses count from there.
    var origin = 0.0
    /// Gauges that were seen over time; they take the place of the last value.
    var gaugesOverTime: [PrometheusPools.Gauge] = []
    /// Of all pools together, by the name of the figure.
    private var fullest: [String: [PrometheusAnswer.Point]] = [:]

    init(_ exposition: Exposition, seconds: Double? = nil) {
        self.exposition = exposition
        self.seconds = seconds.flatMap { $0 >= 1e-3 && $0.isFinite ? $0 : nil }
    }

    mutating func run(source: String, format: String) throws(FormatError) -> Run {
        update(Series.all, [:]) { _ in }
        let requests = PrometheusRequests(exposition)
        addRequests(requests)
        for family in exposition.families where family.name != requests.durations?.name {
            if PrometheusNames.isQueryDuration(family.name), addQueries(family) { continue }
            // The requests of each label set are those of the endpoints already.
            addGeneral(family, onlyTotal: family.name == requests.counters?.name)
        }
        for gauge in gaugesOverTime { addOverTime(gauge) }
        addRatios()
        if exposition.repeated > 0 {
            notes.append(
                Note(
                    "prometheus.repeated",
                    "\(exposition.repeated) samples are there again with a later time; the last ones count"))
        }
        notes += exposition.notes
        var run = Run(source: source, format: format, tool: .init("Prometheus"))
        run.duration = seconds
        run.start = Timestamp.plausible(exposition.times?.first)
        run.series = order.compactMap { series[$0] }.filter {
            !$0.measurements.isEmpty || $0.requests != nil || $0.throughput != nil || !$0.courses.isEmpty
        }
        run.notes = notes
        guard !run.series.isEmpty else { throw FormatError(source, "no sample has a number that could be judged") }
        return run
    }

    mutating func update(_ name: String, _ labels: [String: String], _ change: (inout Series) -> Void) {
        var one = Series(name, labels: labels)
        let id = one.id
        if let known = series[id] { one = known } else { order.append(id) }
        change(&one)
        series[id] = one
    }

    private mutating func addRequests(_ requests: PrometheusRequests) {
        guard !requests.endpoints.isEmpty else { return }
        let seconds = seconds
        for endpoint in requests.endpoints where endpoint.name != Series.all || !endpoint.labels.isEmpty {
            update(endpoint.name, endpoint.labels) { requests.tally(of: endpoint).fill(&$0, seconds: seconds) }
        }
        update(Series.all, [:]) { requests.all.fill(&$0, seconds: seconds) }
        notes += requests.notes
    }

    // MARK: Queries

    /// False where the family tells neither operation nor table.
    private mutating func addQueries(_ family: MetricFamily) -> Bool {
        guard family.kind == .histogram || family.kind == .summary else { return false }
        let unit = PrometheusNames.unit(of: family.name)
        var tallies: [String: LatencyTally] = [:]
        var found: [(id: String, name: String, labels: [String: String])] = []
        for child in family.children {
            var labels = child.labels
            var words: [String] = []
            for keys in [PrometheusNames.operation, PrometheusNames.table] {
                guard let (key, value) = PrometheusNames.label(keys, in: labels) else { continue }
                labels[key] = nil
                words.append(value)
            }
            if let other = labels[PrometheusNames.folded] { (labels, words) = ([:], [other]) }
            guard !words.isEmpty else { return false }
            labels["kind"] = "database"
            let name = words.joined(separator: " ")
            let id = Series(name, labels: labels).id
            if tallies[id] == nil { found.append((id, name, labels)) }
            tallies[id, default: LatencyTally()].add(child, unit)
        }
        for (id, name, labels) in found {
            guard let tally = tallies[id], let latency = tally.distribution else { continue }
            update(name, labels) { series in
                series.set(.latency, .distribution(latency))
                series.requests = latency.count
            }
        }
        return true
    }

    // MARK: Everything else

    private mutating func addGeneral(_ family: MetricFamily, onlyTotal: Bool) {
        if family.kind == .info || family.name.hasSuffix("_info") || family.name.hasSuffix("_created") { return }
        let unit = PrometheusNames.unit(of: family.name)
        let isLatency = family.kind == .histogram || family.kind == .summary || family.kind == .gaugehistogram
        var (total, foldedTotal) = (LatencyTally(), LatencyTally())
        var (sum, folded) = (0.0, 0.0)
        for child in family.children {
            let isFolded = child.labels[PrometheusNames.folded] != nil
            if isLatency {
                var tally = isFolded ? foldedTotal : LatencyTally()
                tally.add(child, unit)
                if isFolded { foldedTotal = tally }
                total.add(child, unit)
                guard let known = tally.distribution else { continue }
                set(PrometheusNames.metric(family.name), .distribution(known), child.labels)
            } else if let value = child.value.map({ unit?.base($0) ?? $0 }), value.magnitude <= UnitName.largest {
                sum += value
                if isFolded { folded += value }
                if !onlyTotal || child.labels.isEmpty { set(family, isFolded ? folded : value, child.labels) }
            }
        }
        guard family.children.allSatisfy({ !$0.labels.isEmpty }), !family.children.isEmpty else { return }
        // Of all labels together, where the name promises that they can be added.
        if family.kind == .histogram, let known = total.distribution {
            set(PrometheusNames.metric(family.name), .distribution(known), [:])
        }
        if family.kind == .counter, family.name.hasSuffix("_total") { set(family, sum, [:]) }
    }

    private mutating func set(_ family: MetricFamily, _ value: Double, _ labels: [String: String]) {
        if family.kind == .counter {
            let perSecond = seconds.map { value / $0 }
            set(PrometheusNames.counter(family.name), .counter(total: value, perSecond: perSecond), labels)
        } else {
            set(PrometheusNames.metric(family.name), .gauge(last: value, min: nil, max: nil), labels)
        }
    }

    private mutating func set(_ metric: Metric, _ value: Measurement.Value, _ labels: [String: String]) {
        update(Self.name(labels), [:]) { $0.set(metric, value) }
    }

    /// "cache=products,shard=1"; without labels the series of all.
    static func name(_ labels: [String: String]) -> String {
        if let other = labels[PrometheusNames.folded] { return other }
        return labels.isEmpty
            ? Series.all : labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    private mutating func addOverTime(_ gauge: PrometheusPools.Gauge) {
        let unit = PrometheusNames.unit(of: gauge.name) ?? .seconds
        let points = gauge.points.map { PrometheusAnswer.Point(time: $0.time, value: unit.base($0.value)) }
        addGauge(PrometheusNames.metric(gauge.name), points, Self.name(gauge.labels), isRange: true)
    }

    // MARK: What is derived

    /// Hit rates of caches and use of pools, with a note that says of what.
    private mutating func addRatios() {
        var origins: [String] = []
        for family in exposition.families where family.kind == .counter {
            for (metric, value, labels, origin) in PrometheusHitRates.rates(of: family) {
                set(metric, value, labels)
                origins.append("\(metric.name) from \(origin)")
            }
        }
        for id in order {
            guard let measurements = series[id]?.measurements else { continue }
            for (metric, value, origin) in PrometheusHitRates.rates(of: measurements) {
                series[id]?.set(metric, value)
                origins.append("\(metric.name) from \(origin)")
            }
        }
        for use in PrometheusPools.use(of: gaugesOverTime.isEmpty ? gauges : gaugesOverTime) {
            origins.append("\(use.name) from \(use.origin)")
            addUse(use)
        }
        guard !origins.isEmpty else { return }
        notes.append(Note("ratio.derived", "computed here: " + Set(origins).sorted().joined(separator: "; ")))
    }

    private var gauges: [PrometheusPools.Gauge] {
        exposition.families.filter { [.gauge, .untyped, .unknown].contains($0.kind) }.flatMap { family in
            family.children.compactMap { child in
                child.value.map { value in
                    PrometheusPools.Gauge(
                        name: family.name, labels: child.labels, points: [.init(time: 0, value: value)])
                }
            }
        }
    }

    /// Of each pool, and the fullest one of all.
    private mutating func addUse(_ use: PrometheusPools.Use) {
        let metric = Metric(use.name, unit: .ratio, direction: .lower)
        addGauge(metric, use.points, Self.name(use.labels), isRange: !gaugesOverTime.isEmpty)
        guard !use.labels.isEmpty else { return }
        var highest = Dictionary(use.points.map { ($0.time, $0.value) }) { max($0, $1) }
        highest.merge((fullest[use.name] ?? []).map { ($0.time, $0.value) }) { max($0, $1) }
        let points = highest.map { PrometheusAnswer.Point(time: $0.key, value: $0.value) }.sorted { $0.time < $1.time }
        fullest[use.name] = points
        addGauge(metric, points, Series.all, isRange: !gaugesOverTime.isEmpty)
    }

    /// A gauge that was seen once, or over time: its last, least and greatest value and its course.
    mutating func addGauge(_ metric: Metric, _ points: [PrometheusAnswer.Point], _ name: String, isRange: Bool) {
        let values = points.map(\.value)
        guard let last = values.last else { return }
        let (origin, end) = (origin, seconds)
        update(name, [:]) { series in
            series.set(
                metric, .gauge(last: last, min: isRange ? values.min() : nil, max: isRange ? values.max() : nil))
            if isRange { series.courses[metric.name] = Course(metric, points, since: origin, end: end) }
        }
    }
}

extension Course {
    /// Of a range, with times since the run's start.
    /// - Parameters:
    ///   - lookBack: seconds before each point that it is the figure of; 0 where it is one of an instant.
    ///   - end: of the run, where known.
    init(
        _ metric: Metric, _ points: [PrometheusAnswer.Point], since start: Double, lookBack: Double = 0, end: Double?
    ) {
        let own = points.map { point in
            let until = point.time - start
            return Point(from: max(until - lookBack, 0), until: until, value: point.value)
        }
        self.init(metric, points: own, end: max(end ?? 0, own.last?.until ?? 0))
    }
}
