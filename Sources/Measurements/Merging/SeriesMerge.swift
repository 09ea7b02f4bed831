/// The same thing as each shard has it, with the shard's name for messages.
struct Shards<Value> {
    let parts: [(source: String, value: Value)]

    init(_ parts: [(source: String, value: Value)]) { self.parts = parts }

    func map<Other>(_ transform: (Value) -> Other) -> Shards<Other> {
        Shards<Other>(parts.map { ($0.source, transform($0.value)) })
    }
}

extension Shards<Int?> {
    /// Nil where one of them is not known: a sum of what is known would be too small.
    func sum(_ what: String) throws(Unmergeable) -> Int? {
        var sum = 0
        for (source, value) in parts {
            guard let value else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(value)
            if overflow { throw Unmergeable(source, "\(what): the sum is too large to be counted") }
            sum = next
        }
        return sum
    }
}

extension Shards<Series> {
    /// One series of all shards that have it; a generator that never asked for an endpoint adds nothing to it.
    func merged() throws(Unmergeable) -> Series {
        guard let first = parts.first else { throw Unmergeable("", "a series of no shard") }
        if parts.count == 1 { return first.value }
        var series = Series(first.value.name, labels: first.value.labels)
        series.requests = try map(\.requests).sum("\(series.id): requests")
        series.errors = try map(\.errors).sum("\(series.id): errors")
        let rates = parts.compactMap(\.value.throughput)
        series.throughput = rates.count == parts.count ? ShardMerge.exactSum(rates) : nil
        for name in Set(parts.flatMap(\.value.measurements.keys)).sorted() {
            let found = parts.compactMap { part in part.value.measurements[name].map { (part.source, $0) } }
            do throws(Unmergeable) {
                series.measurements[name] = try Shards<Measurement>(found).merged()
            } catch {
                throw Unmergeable(error.source, "\(series.id): \(name): \(error.problem)")
            }
        }
        return series
    }
}

extension Shards<Measurement> {
    func merged() throws(Unmergeable) -> Measurement {
        guard let first = parts.first else { throw Unmergeable("", "a metric of no shard") }
        if parts.count == 1 { return first.value }
        for part in parts where part.value.metric.unit != first.value.metric.unit {
            throw Unmergeable(
                part.source,
                "in \(Self.word(part.value.metric.unit)), but in \(Self.word(first.value.metric.unit)) in \(first.source)"
            )
        }
        var metric = first.value.metric
        if parts.contains(where: { $0.value.metric.direction != metric.direction }) { metric.direction = .neither }
        return Measurement(metric, try value(metric.name))
    }

    private static func word(_ unit: Unit) -> String { unit == .unknown ? "a unit that is not told" : unit.rawValue }

    private func value(_ name: String) throws(Unmergeable) -> Measurement.Value {
        switch parts[0].value.value {
        case .distribution:
            return .distribution(
                try only { if case .distribution(let found) = $0 { found } else { nil } }.merged())
        case .ratio:
            let counts = try only { if case .ratio(let hits, let total) = $0 { (hits, total) } else { nil } }
            let (hits, total) = (try counts.map { $0.0 }.sum("hits"), try counts.map { $0.1 }.sum("total"))
            return .ratio(hits: hits ?? 0, total: total ?? 0)
        case .share:
            throw Unmergeable(
                parts[0].source, "only the quotient is known, and not of how many: shares cannot be added")
        case .counter:
            let counters = try only { if case .counter(let total, let rate) = $0 { (total, rate) } else { nil } }
            let rates = counters.parts.compactMap { $0.value.1 }
            return .counter(
                total: ShardMerge.exactSum(counters.parts.map { $0.value.0 }),
                perSecond: rates.count == parts.count ? ShardMerge.exactSum(rates) : nil)
        case .gauge:
            let gauges = try only { if case .gauge(let last, let min, let max) = $0 { (last, min, max) } else { nil } }
            return Self.gauge(parts[0].value.metric, gauges.parts.map(\.value))
        }
    }

    /// All of one kind, else the one that is not is named.
    private func only<Kind>(_ kind: (Measurement.Value) -> Kind?) throws(Unmergeable) -> Shards<Kind> {
        var found: [(String, Kind)] = []
        for part in parts {
            guard let value = kind(part.value.value) else {
                throw Unmergeable(part.source, "of another kind than in \(parts[0].source)")
            }
            found.append((part.source, value))
        }
        return Shards<Kind>(found)
    }

    /// Users are added. Of anything else that goes up and down the generators saw the same thing or each its own: the extremes are known, and of the last
    /// values the worst one counts.
    private static func gauge(
        _ metric: Metric, _ gauges: [(last: Double, min: Double?, max: Double?)]
    ) -> Measurement.Value {
        let (lasts, lows, highs) = (gauges.map(\.last), gauges.compactMap(\.min), gauges.compactMap(\.max))
        let (hasLows, hasHighs) = (lows.count == gauges.count, highs.count == gauges.count)
        if metric.name == "vus" || metric.name == "vus_max" {
            return .gauge(
                last: ShardMerge.exactSum(lasts), min: hasLows ? ShardMerge.exactSum(lows) : nil,
                max: hasHighs ? ShardMerge.exactSum(highs) : nil)
        }
        let last = metric.direction == .higher ? lasts.min() : lasts.max()
        return .gauge(last: last ?? 0, min: hasLows ? lows.min() : nil, max: hasHighs ? highs.max() : nil)
    }
}

extension Shards<Int> {
    fileprivate func sum(_ what: String) throws(Unmergeable) -> Int? { try map { Int?($0) }.sum(what) }
}
