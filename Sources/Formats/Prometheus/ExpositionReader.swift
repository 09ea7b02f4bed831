import Measurements

/// Reads an exposition line by line, strictly: what Prometheus itself would refuse to take is an error here. Whether it is OpenMetrics only its end
/// says; until then the first problem of each kind of text is kept.
struct ExpositionReader {
    /// Names of metrics, of which no service has so many.
    private static let familyLimit = 50_000

    private let source: String
    private var names = SampleNames()
    private var tally: ExpositionTally
    private var keys = SampleKeys()
    private var order = FamilyOrder()
    private var scanner = SampleScanner()
    private var units: [String: String] = [:]
    private var helped: Set<String> = []
    private var samples = 0
    private var times: (first: Double, last: Double)?
    private var repeated = 0
    /// "# EOF" was there, perhaps not as OpenMetrics has it.
    private var hasEnded = false
    private var isOpen = false
    /// What is wrong if this is OpenMetrics, and if it is not.
    private var openProblem: FormatError?
    private var textProblem: FormatError?
    private var number = 0
    private let leKey = SampleScanner.hash(ofKey: "le")
    private let quantileKey = SampleScanner.hash(ofKey: "quantile")

    /// - Parameters:
    ///   - earlier: the scrape that this one is compared with.
    ///   - limit: combinations of a family and labels that are told apart.
    static func read(
        _ input: Input, earlier: Exposition? = nil, limit: Int = ExpositionTally.limit
    ) throws(FormatError) -> Exposition {
        var reader = ExpositionReader(source: input.name, ExpositionTally(earlier: earlier, limit: limit))
        var lines = try LineStream(input)
        while let line = try lines.nextRange() {
            let span = unsafe lines.buffer.span.bytes
            var end = line.upperBound
            while end > line.lowerBound, span.byte(at: end - 1) == UInt8(ascii: "\r") { end -= 1 }
            try reader.add(span, line.lowerBound..<end)
        }
        return try reader.finish()
    }

    private init(source: String, _ tally: ExpositionTally) {
        self.source = source
        self.tally = tally
    }

    // MARK: Lines

    @inline(__always)
    private mutating func add(_ bytes: RawSpan, _ line: Range<Int>) throws(FormatError) {
        number += 1
        if !hasEnded, scanner.scan(bytes, line) {
            try addSample(bytes)
        } else {
            try addOdd(bytes.text(line))
        }
    }

    private mutating func addOdd(_ line: String) throws(FormatError) {
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
        if openProblem == nil, let wrong = OpenMetricsRules.problem(ofSpacing: line[...]) { refuseOpen(wrong) }
        switch read {
        case .sample(let sample):
            var text: [UInt8] = []
            scanner.take(sample, &text)
            try addSample(unsafe text.span.bytes)
        case .type(let family, let word): try declare(family, word)
        case .help(let family):
            guard helped.insert(family).inserted else { throw problem("a second # HELP for \(family)") }
            if names.hasSample(family) { refuseOpen("# HELP of \(family) after its samples") }
        case .unit(let family, let unit):
            guard units.updateValue(unit, forKey: family) == nil else { throw problem("a second # UNIT for \(family)") }
            guard unit.isEmpty || family.hasSuffix("_" + unit) else {
                throw problem("\(family) does not end with its unit")
            }
        case .end:
            hasEnded = true
            isOpen = line == "# EOF"
        case .blank: refuseOpen("OpenMetrics has no blank lines")
        case .comment: refuseOpen("OpenMetrics has no comments but HELP, TYPE and UNIT")
        }
        try checkNumberOfFamilies()
    }

    private mutating func declare(_ family: String, _ word: String) throws(FormatError) {
        guard let kind = MetricFamily.Kind(rawValue: word) else {
            throw problem("expected a type such as counter, gauge, histogram or summary for \(family)")
        }
        guard names.kinds[family] == nil else { throw problem("a second # TYPE for \(family)") }
        guard !names.hasSamples(of: family, kind) else { throw problem("# TYPE of \(family) after its samples") }
        names.declare(family, kind)
    }

    private func checkNumberOfFamilies() throws(FormatError) {
        let most = max(names.count, names.kinds.count, helped.count, units.count)
        if most > Self.familyLimit { throw problem("more than \(Self.familyLimit) metrics in one scrape") }
    }

    // MARK: Samples

    private mutating func addSample(_ bytes: RawSpan) throws(FormatError) {
        samples += 1
        let name = names.name(bytes.extracting(scanner.name))
        let labels = LabelHashes(scanner, le: leKey, quantile: quantileKey)
        if labels.le != nil || labels.quantile != nil { infer(name, labels) }
        let family = try family(of: name)
        let isRepeated = try see(name, labels)
        try check(name, labels, bytes)
        if let time = scanner.time { times = (min(times?.first ?? time, time), max(times?.last ?? time, time)) }
        let sample = ExpositionTally.Sample(
            place: name.place, family: family, labels: labels, isRepeated: isRepeated)
        tally.add(sample, scanner, bytes)
    }

    /// What is not declared follows from the samples: buckets with a bound are a histogram, quantiles a summary.
    private mutating func infer(_ name: SampleName, _ labels: LabelHashes) {
        let text = name.text
        if labels.le != nil, name.place.part != .bucket, text.hasSuffix("_bucket") {
            let base = String(text.dropLast(7))
            if !names.isKnown(base) { move(names.infer(base, .histogram)) }
        }
        if labels.quantile != nil, !names.isKnown(text) { move(names.infer(text, .summary)) }
    }

    private mutating func move(_ moves: [(before: Exposition.Place, after: Exposition.Place)]) {
        guard !moves.isEmpty else { return }
        tally.move(moves)
        names.forgetFamilies()
    }

    /// Position of the family that a name belongs to.
    @inline(__always)
    private mutating func family(of name: SampleName) throws(FormatError) -> Int {
        if let family = name.family { return family }
        try checkNumberOfFamilies()
        let family = name.place.part == .created ? -1 : tally.family(name.place)
        name.family = family
        return family
    }

    /// The same sample twice is an error, unless the times differ; whether it is there again.
    @inline(__always)
    private mutating func see(_ name: SampleName, _ labels: LabelHashes) throws(FormatError) -> Bool {
        guard case .again(let earlier) = keys.see(name.hash &+ labels.all, time: scanner.time) else {
            return false
        }
        let wrong = "\(name.text) with the same labels a second time"
        guard let time = scanner.time, let earlier, time >= earlier else { throw problem(wrong) }
        if time == earlier { refuseText(wrong) }
        repeated += 1
        return true
    }

    @inline(__always)
    private mutating func check(_ name: SampleName, _ labels: LabelHashes, _ bytes: RawSpan) throws(FormatError) {
        if let wrong = scanner.problem(name, labels, bytes) { throw problem(wrong) }
        if let wrong = scanner.textProblem { refuseText(wrong) }
        guard openProblem == nil else { return }
        if let wrong = scanner.openProblem(name) { return refuseOpen(wrong) }
        if name.declared.kind != nil, !order.isTogether(name.familyHash, labels.own) {
            refuseOpen("samples of \(name.declared.base) do not stand together")
        }
    }

    private mutating func refuseOpen(_ wrong: String) {
        if openProblem == nil { openProblem = problem(wrong) }
    }

    private mutating func refuseText(_ wrong: String) {
        if textProblem == nil { textProblem = problem(wrong) }
    }

    private func problem(_ text: String) -> FormatError { FormatError(source, at: .line(number, column: nil), text) }

    // MARK: The whole

    private mutating func finish() throws(FormatError) -> Exposition {
        guard samples > 0 else { throw FormatError(source, "the exposition holds no samples") }
        if !isOpen, !units.isEmpty || names.kinds.values.contains(where: { Self.onlyOpenMetrics.contains($0) }) {
            throw FormatError(source, "no # EOF at the end, as OpenMetrics has it: the file is cut off")
        }
        if isOpen, let name = OpenMetricsRules.clash(in: names.kinds) {
            throw FormatError(source, "\(name) is a family, and a sample of another one")
        }
        if let wrong = isOpen ? openProblem : textProblem { throw wrong }
        var exposition = tally.finish()
        exposition.repeated = repeated
        exposition.isUnchecked = keys.isFull || (isOpen && order.isFull)
        let unit = isOpen ? 1.0 : 1000
        exposition.times = times.map { ($0.first / unit, $0.last / unit) }
        for family in exposition.families { try check(family) }
        return exposition
    }

    private static let onlyOpenMetrics: Set<MetricFamily.Kind> = [.unknown, .info, .stateset, .gaugehistogram]

    private func check(_ family: MetricFamily) throws(FormatError) {
        guard family.kind == .histogram || family.kind == .gaugehistogram, names.kinds[family.name] != nil else {
            return
        }
        for child in family.children where child.labels[PrometheusNames.folded] == nil {
            let wrong = child.problemOfBuckets ?? (isOpen ? OpenMetricsRules.problem(of: child) : nil)
            guard let wrong else { continue }
            let labels = child.labels.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            throw FormatError(source, "histogram \(family.name)\(labels): \(wrong)")
        }
    }
}
