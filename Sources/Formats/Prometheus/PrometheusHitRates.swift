import Measurements

/// How many of a cache's look-ups found something, from two counters or from one with a label.
enum PrometheusHitRates {
    /// What the counters of one series add, by their names: "cache_hits_total" and "cache_misses_total" make "cache_hit_rate"; PostgreSQL's blks_hit
    /// and blks_read (as its exporter has them) "blks_hit_rate".
    static func rates(of measurements: [String: Measurement]) -> [(
        metric: Metric, value: Measurement.Value, origin: String
    )] {
        measurements.keys.sorted().compactMap { name in
            guard let (hit, miss, rate) = words.first(where: { name.contains($0.hit) }) else { return nil }
            let other = name.replacing(hit, with: miss)
            guard case .counter(let hits, _)? = measurements[name]?.value,
                case .counter(let misses, _)? = measurements[other]?.value, let value = share(hits, misses)
            else { return nil }
            var base = name.replacing(hit, with: rate)
            if base.hasSuffix("_total") { base.removeLast(6) }
            return (metric(base), value, "\(name) and \(other)")
        }
    }

    private static let words = [("hits", "misses", "hit_rate"), ("blks_hit", "blks_read", "blks_hit_rate")].map {
        (hit: $0.0, miss: $0.1, rate: $0.2)
    }

    /// Of a counter with a label that says "hit" or "miss", as Micrometer's cache_gets_total{result="hit"}: by its other labels, and without them all
    /// together.
    static func rates(
        of family: MetricFamily
    ) -> [(metric: Metric, value: Measurement.Value, labels: [String: String], origin: String)] {
        var counts: [[String: String]: (hits: Double, misses: Double)] = [:]
        var order: [[String: String]] = []
        for child in family.children {
            guard let (key, word) = PrometheusNames.label(labels, in: child.labels), let value = child.value,
                let isHit = answers[word.lowercased()]
            else { continue }
            var rest = child.labels
            rest[key] = nil
            for labels in rest.isEmpty ? [rest] : [rest, [:]] {
                if counts[labels] == nil { order.append(labels) }
                counts[labels, default: (0, 0)].hits += isHit ? value : 0
                counts[labels, default: (0, 0)].misses += isHit ? 0 : value
            }
        }
        let name = name(of: family.name)
        return order.compactMap { labels in
            guard let (hits, misses) = counts[labels], let value = share(hits, misses) else { return nil }
            return (metric(name), value, labels, "\(family.name) by its label hit or miss")
        }
    }

    static let labels = ["result", "outcome", "status", "state", "type"]
    static let answers = ["hit": true, "hits": true, "miss": false, "misses": false]

    /// "cache_gets_total" -> "cache_hit_rate".
    private static func name(of counter: String) -> String {
        var words = counter.split(separator: "_")
        if words.last == "total" { words.removeLast() }
        if let last = words.last, words.count > 1,
            ["gets", "requests", "lookups", "operations", "accesses"].contains(last)
        {
            words.removeLast()
        }
        return (words + ["hit", "rate"]).joined(separator: "_")
    }

    private static func metric(_ name: String) -> Metric { Metric(name, unit: .ratio, direction: .higher) }

    /// Nil where nothing was looked up.
    private static func share(_ hits: Double, _ misses: Double) -> Measurement.Value? {
        guard hits >= 0, misses >= 0, hits + misses > 0, (hits + misses).isFinite else { return nil }
        if let whole = Int(exactly: hits), let all = Int(exactly: hits + misses), all <= JSONNode.largestCount {
            return .ratio(hits: whole, total: all)
        }
        return .share(hits / (hits + misses))
    }
}
