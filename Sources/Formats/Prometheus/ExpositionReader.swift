import Measurements

/// Reads a whole exposition, strictly: what Prometheus itself would refuse to take is an error here.
struct ExpositionReader {
    private let source: String
    private var samples: [ExpositionSample] = []
    private var lineOfSample: [Int] = []
    private var kinds: [String: MetricFamily.Kind] = [:]
    private var units: [String: String] = [:]
    private var helped: Set<String> = []
    private var hasEnded = false
    /// Whether it ends as OpenMetrics does, and so has to keep its rules.
    private var isOpen = false
    private var number = 0

    static func read(_ input: Input) throws(FormatError) -> Exposition {
        var reader = ExpositionReader(source: input.name)
        let lines = try input.lines()
        reader.isOpen = lines.last { !$0.allSatisfy(\.isWhitespace) } == "# EOF"
        for line in lines {
            reader.number += 1
            try reader.add(line)
        }
        return try reader.finish()
    }

    private init(source: String) { self.source = source }

    private mutating func add(_ line: Substring) throws(FormatError) {
        let read: ExpositionLine
        do throws(ExpositionLineReader.Failure) {
            read = try ExpositionLineReader.read(line)
        } catch {
            throw FormatError(source, at: .line(number, column: error.column), error.problem)
        }
        if hasEnded {
            if case .blank = read { return }
            throw problem("nothing may follow # EOF")
        }
        if isOpen, let wrong = OpenMetricsRules.problem(ofSpacing: line) { throw problem(wrong) }
        switch read {
        case .sample(let sample):
            samples.append(sample)
            lineOfSample.append(number)
        case .type(let family, let word):
            guard let kind = MetricFamily.Kind(rawValue: word) else {
                throw problem("expected a type such as counter, gauge, histogram or summary for \(family)")
            }
            guard kinds.updateValue(kind, forKey: family) == nil else { throw problem("a second # TYPE for \(family)") }
            let names = samples.suffix(1).map { Exposition.split($0.name, [family: kind]).base }
            guard !names.contains(family) else { throw problem("# TYPE of \(family) after its samples") }
        case .help(let family):
            guard helped.insert(family).inserted else { throw problem("a second # HELP for \(family)") }
            if isOpen, samples.last?.name == family { throw problem("# HELP of \(family) after its samples") }
        case .unit(let family, let unit):
            guard units.updateValue(unit, forKey: family) == nil else { throw problem("a second # UNIT for \(family)") }
            guard unit.isEmpty || family.hasSuffix("_" + unit) else {
                throw problem("\(family) does not end with its unit")
            }
        case .end: hasEnded = true
        case .blank: if isOpen { throw problem("OpenMetrics has no blank lines") }
        case .comment: if isOpen { throw problem("OpenMetrics has no comments but HELP, TYPE and UNIT") }
        }
    }

    private mutating func finish() throws(FormatError) -> Exposition {
        guard !samples.isEmpty else { throw FormatError(source, "the exposition holds no samples") }
        if !isOpen, !units.isEmpty || kinds.values.contains(where: { Self.onlyOpenMetrics.contains($0) }) {
            throw FormatError(source, "no # EOF at the end, as OpenMetrics has it: the file is cut off")
        }
        if isOpen, let name = OpenMetricsRules.clash(in: kinds) {
            throw FormatError(source, "\(name) is a family, and a sample of another one")
        }
        var exposition = Exposition(samples, kinds: kinds)
        try checkRepetitions(&exposition)
        for (index, sample) in samples.enumerated() {
            number = lineOfSample[index]
            try check(sample)
            if let time = sample.time, time.isFinite { exposition.see(time: isOpen ? time : time / 1000) }
        }
        for family in exposition.families { try check(family) }
        return exposition
    }

    private static let onlyOpenMetrics: Set<MetricFamily.Kind> = [.unknown, .info, .stateset, .gaugehistogram]

    private func check(_ sample: ExpositionSample) throws(FormatError) {
        let (base, suffix) = Exposition.split(sample.name, kinds)
        let kind = kinds[base]
        if let time = sample.time, !isOpen, Int(exactly: time) == nil {
            throw problem("expected a time stamp in milliseconds")
        }
        if let time = sample.time, !time.isFinite { throw problem("expected a finite time stamp") }
        if sample.hasExemplar, !isOpen || (suffix != "_bucket" && suffix != "_total") {
            throw problem("an exemplar stands at buckets and counters of OpenMetrics only")
        }
        if suffix == "_bucket", sample.labels["le"].flatMap(ExpositionLineReader.bound) == nil {
            throw problem("expected a bound in label le")
        }
        if kind == .summary, suffix.isEmpty {
            guard let rank = sample.labels["quantile"].flatMap(Double.init), (0...1).contains(rank) else {
                throw problem("expected a quantile from 0 to 1 in label quantile")
            }
        }
        let counts = kind == .counter || suffix == "_bucket" || suffix == "_count"
        if counts, suffix != "_created", sample.value.isNaN || sample.value < 0 {
            throw problem("expected a count of 0 or more")
        }
        if isOpen, kind == .counter, suffix.isEmpty {
            throw problem("expected \(base)_total, as OpenMetrics has counters")
        }
        if kind == .info, sample.value != 1 { throw problem("an info is always 1") }
        if kind == .stateset, sample.value != 0, sample.value != 1 { throw problem("a state is 0 or 1") }
        if kind == .stateset, sample.labels[base] == nil { throw problem("expected the state in label \(base)") }
        if isOpen, let wrong = OpenMetricsRules.problem(of: sample.value, kind, suffix) { throw problem(wrong) }
        if isOpen, kind == .histogram || kind == .gaugehistogram, suffix.isEmpty {
            throw problem("expected \(base)_bucket, _sum or _count")
        }
    }

    /// The same sample twice is an error, unless the times differ. OpenMetrics also keeps the samples of a family together.
    private mutating func checkRepetitions(_ exposition: inout Exposition) throws(FormatError) {
        var seen: [String: [[String: String]: Double?]] = [:]
        var closed: Set<ExpositionPlace> = []
        var current = ExpositionPlace(family: "")
        for (index, sample) in samples.enumerated() {
            number = lineOfSample[index]
            let earlier = seen[sample.name, default: [:]].updateValue(sample.time, forKey: sample.labels)
            if let earlier {
                guard let time = sample.time, let before = earlier, time > before || (isOpen && time == before) else {
                    throw problem("\(sample.name) with the same labels a second time")
                }
                exposition.repeated += 1
            }
            if isOpen { try checkOrder(sample, &current, &closed) }
        }
    }

    /// OpenMetrics keeps the samples of a family together, and within it those of each label set.
    private func checkOrder(
        _ sample: ExpositionSample, _ current: inout ExpositionPlace, _ closed: inout Set<ExpositionPlace>
    ) throws(FormatError) {
        let base = Exposition.split(sample.name, kinds).base
        guard kinds[base] != nil else { return }
        let place = ExpositionPlace(
            family: base, labels: sample.labels.filter { $0.key != "le" && $0.key != "quantile" })
        guard place != current else { return }
        closed.insert(current)
        if place.family != current.family { closed.insert(ExpositionPlace(family: current.family)) }
        current = place
        if closed.contains(place) || closed.contains(ExpositionPlace(family: base)) {
            throw problem("samples of \(base) do not stand together")
        }
    }

    private func check(_ family: MetricFamily) throws(FormatError) {
        guard family.kind == .histogram || family.kind == .gaugehistogram, kinds[family.name] != nil else { return }
        for child in family.children {
            let wrong = child.problemOfBuckets ?? (isOpen ? OpenMetricsRules.problem(of: child) : nil)
            guard let wrong else { continue }
            let labels = child.labels.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            throw FormatError(source, "histogram \(family.name)\(labels): \(wrong)")
        }
    }

    private func problem(_ text: String) -> FormatError { FormatError(source, at: .line(number, column: nil), text) }
}

/// A label set of a family; the family itself where there is none.
private struct ExpositionPlace: Hashable {
    var family: String
    var labels: [String: String]?

    init(family: String, labels: [String: String]? = nil) {
        self.family = family
        self.labels = labels
    }
}
