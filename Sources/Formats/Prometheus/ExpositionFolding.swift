import Measurements

/// What is added up of combinations of labels that are not told apart: counts, by what divides requests and look-ups of caches.
struct ExpositionFolding {
    private struct Key: Hashable {
        var family: Int
        /// Class of the status: "1" to "5".
        var status: UInt8?
        var isHit: Bool?
    }

    fileprivate struct Sum {
        var family: Int
        var child: Int
        /// How many were added up for each bound.
        var parts: [Int] = []
        /// Position of the bound that is expected next.
        var next = 0
    }

    /// No histogram has so many bounds.
    private static let boundLimit = 1_000

    private var sums: [Sum] = []
    private var numbers: [Key: Int] = [:]
    /// The last sample's family, labels and number, as the next one is likely to have them.
    private var last: (family: Int, hash: UInt64, number: Int) = (-1, 0, 0)
    /// Whether families are of requests, which are divided by status.
    private var requests: [Int: Bool] = [:]
    private let statusKeys = PrometheusNames.status.map(SampleScanner.hash(ofKey:))
    private let answerKeys = PrometheusHitRates.labels.map(SampleScanner.hash(ofKey:))

    mutating func add(
        _ sample: ExpositionTally.Sample, _ mark: Double, _ scanner: SampleScanner, _ bytes: RawSpan,
        to exposition: inout Exposition
    ) {
        let (part, kind) = (sample.place.part, sample.place.kind)
        // Values of gauges, and quantiles, cannot be added up.
        if part == .quantile || (part == .value && kind != .counter) { return }
        if last.family != sample.family || last.hash != sample.labels.own {
            let number = number(of: key(sample, scanner, bytes), &exposition)
            last = (sample.family, sample.labels.own, number)
        }
        exposition.update(at: sample.family) { family in
            family.update(at: sums[last.number].child) { child in
                switch part {
                case .value: child.value = (child.value ?? 0) + scanner.value
                case .sum: child.sum = (child.sum ?? 0) + scanner.value
                case .count: child.count = (child.count ?? 0) + scanner.value
                case .bucket: sums[last.number].add(mark, scanner.value, to: &child.cumulative, Self.boundLimit)
                case .quantile, .created: break
                }
            }
        }
    }

    private mutating func number(of key: Key, _ exposition: inout Exposition) -> Int {
        if let number = numbers[key] { return number }
        var child = 0
        exposition.update(at: key.family) { child = $0.position(of: Self.labels(status: key.status, isHit: key.isHit)) }
        numbers[key] = sums.count
        sums.append(Sum(family: key.family, child: child))
        return sums.count - 1
    }

    /// Histograms whose parts have other bounds, or too many, are none.
    func finish(_ exposition: inout Exposition) {
        for sum in sums where Set(sum.parts).count > 1 || sum.parts.count >= Self.boundLimit {
            exposition.update(at: sum.family) { $0.update(at: sum.child) { $0.cumulative = [] } }
        }
    }

    // MARK: Labels

    /// - Parameter status: its first character.
    static func labels(status: UInt8?, isHit: Bool?) -> [String: String] {
        var labels = [PrometheusNames.folded: ManyNames.other]
        if let status { labels["status"] = "\(Character(UnicodeScalar(status)))xx" }
        if let isHit { labels["result"] = isHit ? "hit" : "miss" }
        return labels
    }

    /// - Parameter first: of a status; nil where it is of no class.
    static func statusClass(_ first: UInt8?) -> UInt8? {
        first.flatMap { (UInt8(ascii: "1")...UInt8(ascii: "5")).contains($0) ? $0 : nil }
    }

    private mutating func key(_ sample: ExpositionTally.Sample, _ scanner: SampleScanner, _ bytes: RawSpan) -> Key {
        var key = Key(family: sample.family)
        let name = sample.place.family
        let isRequest =
            requests[sample.family] ?? (PrometheusNames.isRequestDuration(name) || PrometheusNames.isRequestCount(name))
        requests[sample.family] = isRequest
        if isRequest, let status = scanner.value(of: statusKeys) {
            key.status = Self.statusClass(status.isEmpty ? nil : bytes.byte(at: status.lowerBound))
        }
        if sample.place.kind == .counter, let answer = scanner.value(of: answerKeys), answer.count <= 6 {
            let word = bytes.text(answer)
            key.isHit = PrometheusHitRates.answers[word.lowercased()]
        }
        return key
    }
}

extension ExpositionFolding.Sum {
    fileprivate mutating func add(
        _ bound: Double, _ count: Double, to cumulative: inout [(bound: Double, count: Double)], _ limit: Int
    ) {
        if next >= cumulative.count || cumulative[next].bound != bound {
            next = cumulative.firstIndex { $0.bound == bound } ?? cumulative.count
        }
        if next == cumulative.count {
            guard next < limit else { return }
            cumulative.append((bound, 0))
            parts.append(0)
        }
        cumulative[next].count += count
        parts[next] += 1
        next += 1
        if next == cumulative.count { next = 0 }
    }
}
