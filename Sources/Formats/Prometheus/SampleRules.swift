/// Hashes of a sample's labels, and where those are that say a bound or a rank.
struct LabelHashes {
    /// Of all but these two.
    private(set) var own: UInt64 = 0
    private(set) var all: UInt64 = 0
    private(set) var le: Int?
    private(set) var quantile: Int?

    /// - Parameters: hashes of the two names.
    @inline(__always)
    init(_ scanner: SampleScanner, le leKey: UInt64, quantile quantileKey: UInt64) {
        for (index, label) in scanner.labels.enumerated() {
            all &+= label.hash
            if label.keyHash == leKey {
                le = index
            } else if label.keyHash == quantileKey {
                quantile = index
            } else {
                own &+= label.hash
            }
        }
    }
}

/// What has to be true of one sample.
extension SampleScanner {
    /// What is wrong in both formats.
    @inline(__always)
    func problem(_ name: SampleName, _ labels: LabelHashes, _ bytes: RawSpan) -> String? {
        let (_, suffix, kind) = name.declared
        if let time, !time.isFinite { return "expected a finite time stamp" }
        if suffix == "_bucket", !hasBound(labels, bytes) { return "expected a bound in label le" }
        if kind == .summary, suffix.isEmpty, !hasRank(labels, bytes) {
            return "expected a quantile from 0 to 1 in label quantile"
        }
        let counts = kind == .counter || suffix == "_bucket" || suffix == "_count"
        if counts, suffix != "_created", !(value >= 0) { return "expected a count of 0 or more" }
        if kind == .info, value != 1 { return "an info is always 1" }
        if kind == .stateset {
            if value != 0, value != 1 { return "a state is 0 or 1" }
            if self.value(of: [name.familyHash]) == nil { return "expected the state in label \(name.declared.base)" }
        }
        if hasExemplar, suffix != "_bucket", suffix != "_total" { return Self.misplacedExemplar }
        return nil
    }

    /// What is wrong in the text format only.
    var textProblem: String? {
        if let time, Int(exactly: time) == nil { return "expected a time stamp in milliseconds" }
        return hasExemplar ? Self.misplacedExemplar : nil
    }

    /// What is wrong in OpenMetrics only.
    @inline(__always)
    func openProblem(_ name: SampleName) -> String? {
        let (base, suffix, kind) = name.declared
        guard let kind else { return nil }
        if kind == .counter, suffix.isEmpty { return "expected \(base)_total, as OpenMetrics has counters" }
        if let wrong = OpenMetricsRules.problem(of: value, kind, suffix) { return wrong }
        if kind == .histogram || kind == .gaugehistogram, suffix.isEmpty {
            return "expected \(base)_bucket, _sum or _count"
        }
        return nil
    }

    private static let misplacedExemplar = "an exemplar stands at buckets and counters of OpenMetrics only"

    private func hasBound(_ labels: LabelHashes, _ bytes: RawSpan) -> Bool {
        labels.le.map { self.labels[$0].value }.flatMap { Self.mark(.bucket, bytes, $0) } != nil
    }

    private func hasRank(_ labels: LabelHashes, _ bytes: RawSpan) -> Bool {
        let rank = labels.quantile.map { self.labels[$0].value }.flatMap { Self.mark(.quantile, bytes, $0) }
        return rank.map((0...1).contains) == true
    }

    /// The bound or the rank that a label says.
    @inline(__always)
    static func mark(_ part: MetricFamily.Part, _ bytes: RawSpan, _ value: Range<Int>) -> Double? {
        if let (number, end) = DecimalNumber.read(bytes, at: value.lowerBound, end: bytes.byteCount),
            end == value.upperBound
        {
            return number.value(shift: 0)
        }
        return oddMark(part, bytes.array(value))
    }

    @inline(never)
    private static func oddMark(_ part: MetricFamily.Part, _ bytes: [UInt8]) -> Double? {
        let text = String(decoding: bytes, as: UTF8.self)
        return part == .bucket ? ExpositionLineReader.bound(text) : Double(text)
    }
}
