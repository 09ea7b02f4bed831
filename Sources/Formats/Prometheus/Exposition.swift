import Measurements

/// What a service answers to a scrape, by families, in the order of the file.
struct Exposition {
    private(set) var families: [MetricFamily] = []
    private var positions: [String: Int] = [:]
    /// Time stamps of the samples, in seconds since 1970; empty where there are none.
    var times: (first: Double, last: Double)?
    /// Samples that stand more than once, with different times; the last one counts.
    var repeated = 0
    /// Whether there were more combinations of labels than are told apart.
    var isFolded = false
    /// Whether there were more samples than it is known of that none stands twice.
    var isUnchecked = false

    subscript(name: String) -> MetricFamily? { positions[name].map { families[$0] } }

    mutating func update(_ name: String, _ kind: MetricFamily.Kind, _ change: (inout MetricFamily) -> Void) {
        change(&families[position(of: name, kind)])
    }

    /// Of a family that is made if it is not there.
    mutating func position(of name: String, _ kind: MetricFamily.Kind) -> Int {
        if let position = positions[name] { return position }
        positions[name] = families.count
        families.append(MetricFamily(name, kind))
        return families.count - 1
    }

    @inline(__always)
    mutating func update(at position: Int, _ change: (inout MetricFamily) -> Void) { change(&families[position]) }

    /// Takes samples of an undeclared name to the family that later samples show them to belong to, in its place or, where that is there, to it.
    mutating func move(_ before: Place, to after: Place) {
        guard before.part == .value, let old = positions[before.family] else { return }
        let children = families[old].children
        positions[before.family] = nil
        if positions[after.family] == nil {
            positions[after.family] = old
            families[old] = MetricFamily(after.family, after.kind)
        } else {
            families[old] = MetricFamily("", after.kind)
        }
        update(after.family, after.kind) { family in
            for child in children {
                guard let value = child.value else { continue }
                switch after.part {
                case .sum: family.update(child.labels) { $0.sum = value }
                case .count: family.update(child.labels) { $0.count = value }
                case .value, .bucket, .quantile, .created: break
                }
            }
        }
    }

    /// Families whose samples went elsewhere.
    mutating func removeMoved() {
        guard families.contains(where: \.name.isEmpty) else { return }
        families.removeAll { $0.name.isEmpty }
        positions = Dictionary(families.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    mutating func see(time: Double) {
        times = (min(times?.first ?? time, time), max(times?.last ?? time, time))
    }

    init() {}

    /// Samples by family; their names tell the kinds: buckets with a bound are a histogram, "_total" a counter.
    init(_ samples: [ExpositionSample]) {
        var kinds: [String: MetricFamily.Kind] = [:]
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
        let place = Place(of: sample.name, kinds)
        if place.part == .created { return }
        var labels = sample.labels
        update(place.family, place.kind) { family in
            switch place.part {
            case .bucket:
                guard let bound = labels.removeValue(forKey: "le").flatMap(ExpositionLineReader.bound) else { return }
                family.update(labels) { $0.cumulative.append((bound, sample.value)) }
            case .quantile:
                guard let rank = labels.removeValue(forKey: "quantile").flatMap(Double.init) else { return }
                family.update(labels) { $0.quantiles[rank] = sample.value }
            case .sum: family.update(labels) { $0.sum = sample.value }
            case .count: family.update(labels) { $0.count = sample.value }
            case .value, .created: family.update(labels) { $0.value = sample.value }
            }
        }
    }

    /// The family that samples of a name belong to, and what they say of it.
    struct Place: Equatable {
        /// A counter is known by its sample's name, in both formats.
        var family: String
        var kind: MetricFamily.Kind
        var part: MetricFamily.Part

        init(of name: String, _ kinds: [String: MetricFamily.Kind]) {
            let (base, suffix) = Exposition.split(name, kinds)
            kind = kinds[base] ?? (name.hasSuffix("_total") ? .counter : .untyped)
            family = kind == .counter ? name : base
            part =
                switch (kind, suffix) {
                case (_, "_created"): .created
                case (.histogram, "_bucket"), (.gaugehistogram, "_bucket"): .bucket
                case (_, "_sum"), (_, "_gsum"): .sum
                case (_, "_count"), (_, "_gcount"): .count
                case (.summary, _): .quantile
                default: .value
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

extension Exposition {
    /// What is not exact of a large one.
    var notes: [Note] {
        var notes: [Note] = []
        if isFolded {
            let what =
                "more than \(ExpositionTally.limit) combinations of labels: counters and histograms of those that came later are together in the series \"\(ManyNames.other)\", their gauges and quantiles are left out"
            notes.append(Note("series.folded", what))
        }
        if isUnchecked {
            let what = "so many samples that not all were compared: one that is there twice may count twice"
            notes.append(Note("prometheus.unchecked", what))
        }
        return notes
    }
}
