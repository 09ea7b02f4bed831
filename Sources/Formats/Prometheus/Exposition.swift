import Measurements

/// What a service answers to a scrape, by families, in the order of the file.
struct Exposition {
    private(set) var families: [MetricFamily] = []
    private var positions: [String: Int] = [:]
    /// Time stamps of the samples, in seconds since 1970; empty where there are none.
    var times: (first: Double, last: Double)?
    /// Samples that stand more than once, with different times; the last one counts.
    var repeated = 0

    subscript(name: String) -> MetricFamily? { positions[name].map { families[$0] } }

    mutating func update(_ name: String, _ kind: MetricFamily.Kind, _ change: (inout MetricFamily) -> Void) {
        if let position = positions[name] {
            change(&families[position])
        } else {
            positions[name] = families.count
            families.append(MetricFamily(name, kind))
            change(&families[families.count - 1])
        }
    }

    mutating func see(time: Double) {
        times = (min(times?.first ?? time, time), max(times?.last ?? time, time))
    }

    /// Samples by family. What is not declared follows from the names: buckets with a bound are a histogram, "_total" a counter.
    init(_ samples: [ExpositionSample], kinds: [String: MetricFamily.Kind]) {
        var kinds = kinds
        for sample in samples where sample.labels["le"] != nil && sample.name.hasSuffix("_bucket") {
            let base = String(sample.name.dropLast(7))
            if kinds[base] == nil { kinds[base] = .histogram }
        }
        for sample in samples where sample.labels["quantile"] != nil && kinds[sample.name] == nil {
            kinds[sample.name] = .summary
        }
        for sample in samples { add(sample, kinds) }
    }

    private mutating func add(_ sample: ExpositionSample, _ kinds: [String: MetricFamily.Kind]) {
        let (base, suffix) = Self.split(sample.name, kinds)
        let kind = kinds[base] ?? (sample.name.hasSuffix("_total") ? .counter : .untyped)
        if suffix == "_created" { return }
        var labels = sample.labels
        // A counter is known by its sample's name, in both formats.
        update(kind == .counter ? sample.name : base, kind) { family in
            switch (kind, suffix) {
            case (.histogram, "_bucket"), (.gaugehistogram, "_bucket"):
                guard let bound = labels.removeValue(forKey: "le").flatMap(ExpositionLineReader.bound) else { return }
                family.update(labels) { child in
                    // Of several times the last one counts.
                    if sample.time != nil { child.cumulative.removeAll { $0.bound == bound } }
                    child.cumulative.append((bound, sample.value))
                }
            case (_, "_sum"), (_, "_gsum"): family.update(labels) { $0.sum = sample.value }
            case (_, "_count"), (_, "_gcount"): family.update(labels) { $0.count = sample.value }
            case (.summary, _):
                guard let rank = labels.removeValue(forKey: "quantile").flatMap(Double.init) else { return }
                family.update(labels) { $0.quantiles[rank] = sample.value }
            default: family.update(labels) { $0.value = sample.value }
            }
        }
    }

    /// The family that a sample belongs to, and what its name adds to the family's.
    static func split(_ name: String, _ kinds: [String: MetricFamily.Kind]) -> (base: String, suffix: String) {
        if kinds[name] != nil { return (name, "") }
        for suffix in ["_bucket", "_sum", "_count", "_total", "_created", "_info", "_gsum", "_gcount"]
        where name.hasSuffix(suffix) {
            let base = String(name.dropLast(suffix.count))
            if let kind = kinds[base], suffixes[kind]?.contains(suffix) == true { return (base, suffix) }
        }
        return (name, "")
    }

    static let suffixes: [MetricFamily.Kind: Set<String>] = [
        .counter: ["_total", "_created"], .histogram: ["_bucket", "_sum", "_count", "_created"],
        .summary: ["_sum", "_count", "_created"], .info: ["_info"], .gaugehistogram: ["_bucket", "_gsum", "_gcount"],
    ]
}
