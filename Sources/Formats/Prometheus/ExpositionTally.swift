import Measurements

/// Adds samples up to an exposition as they come. The first combinations of labels are told apart; those that come later are added up to one for each
/// family and status, so that totals stay right and the memory does not grow with the scrape.
struct ExpositionTally {
    /// Combinations of a family and labels that are told apart.
    static let limit = 5_000

    private struct ChildPlace {
        var family: Int
        var child: Int
    }

    private var exposition = Exposition()
    /// The scrape that this one is compared with: what is told apart there is so here.
    private let earlier: Exposition?
    private var room: NameRoom
    private var places: [UInt64: ChildPlace] = [:]
    private var folding = ExpositionFolding()
    /// The last child: its family, hash and position, which is nil where it has no place of its own.
    private var last: (family: Int, hash: UInt64, child: Int?) = (-1, 0, nil)

    init(earlier: Exposition?, limit: Int) {
        self.earlier = earlier
        room = NameRoom(limit: limit)
    }

    /// Where one sample belongs.
    struct Sample {
        var place: Exposition.Place
        /// Its position.
        var family: Int
        var labels: LabelHashes
        /// Whether it is there again, with another time.
        var isRepeated: Bool
    }

    /// Position of a family.
    mutating func family(_ place: Exposition.Place) -> Int { exposition.position(of: place.family, place.kind) }

    /// - Parameter scanner: what it found in the bytes.
    mutating func add(_ sample: Sample, _ scanner: SampleScanner, _ bytes: RawSpan) {
        let part = sample.place.part
        if part == .created { return }
        var (hash, own) = (sample.labels.own, -1)
        var mark = Double.nan
        if let le = sample.labels.le {
            if part == .bucket { own = le } else { hash &+= scanner.labels[le].hash }
        }
        if let quantile = sample.labels.quantile {
            if part == .quantile { own = quantile } else { hash &+= scanner.labels[quantile].hash }
        }
        if part == .bucket || part == .quantile {
            guard own >= 0, let number = SampleScanner.mark(part, bytes, scanner.labels[own].value) else { return }
            mark = number
        }
        if last.family != sample.family || last.hash != hash {
            last = (sample.family, hash, child(sample, hash, own, scanner, bytes))
        }
        if let child = last.child {
            exposition.update(at: sample.family) { family in
                family.update(at: child) { $0.set(part, mark, scanner.value, isRepeated: sample.isRepeated) }
            }
        } else if !sample.isRepeated {
            folding.add(sample, mark, scanner, bytes, to: &exposition)
        }
    }

    // MARK: Children

    /// Nil where there is no room for one more.
    private mutating func child(
        _ sample: Sample, _ hash: UInt64, _ own: Int, _ scanner: SampleScanner, _ bytes: RawSpan
    ) -> Int? {
        var key = Self.key(sample.family, hash)
        if places[key] == nil, !room.isThere(), earlier == nil {
            exposition.isFolded = true
            return nil
        }
        let labels = scanner.labels(bytes, without: own)
        while let place = places[key] {
            if place.family == sample.family, exposition.families[place.family].children[place.child].labels == labels {
                return place.child
            }
            key &+= 1
        }
        guard isToldApart(sample.place.family, labels) else {
            exposition.isFolded = true
            return nil
        }
        var child = 0
        exposition.update(at: sample.family) { child = $0.position(of: labels) }
        places[key] = ChildPlace(family: sample.family, child: child)
        return child
    }

    private mutating func isToldApart(_ family: String, _ labels: [String: String]) -> Bool {
        if let earlier {
            if earlier[family]?[labels] != nil { return true }
            if earlier.isFolded { return false }
        }
        return room.take(PrometheusRun.name(labels))
    }

    private static func key(_ family: Int, _ hash: UInt64) -> UInt64 {
        hash &+ UInt64(truncatingIfNeeded: family) &* 0x9E37_79B9_7F4A_7C15
    }

    // MARK: Families that show themselves late

    mutating func move(_ moves: [(before: Exposition.Place, after: Exposition.Place)]) {
        for (before, after) in moves { exposition.move(before, to: after) }
        last = (-1, 0, nil)
        places = [:]
        for (index, family) in exposition.families.enumerated() {
            for (child, known) in family.children.enumerated() {
                var key = Self.key(index, SampleScanner.hash(of: known.labels))
                while places[key] != nil { key &+= 1 }
                places[key] = ChildPlace(family: index, child: child)
            }
        }
    }

    mutating func finish() -> Exposition {
        folding.finish(&exposition)
        exposition.removeMoved()
        return exposition
    }
}

extension MetricFamily.Child {
    /// What one sample says; `mark`: the bound or the rank. Of several times the last one counts.
    @inline(__always)
    fileprivate mutating func set(_ part: MetricFamily.Part, _ mark: Double, _ value: Double, isRepeated: Bool) {
        switch part {
        case .value: self.value = value
        case .sum: sum = value
        case .count: count = value
        case .bucket:
            if isRepeated { cumulative.removeAll { $0.bound == mark } }
            cumulative.append((mark, value))
        case .quantile: quantiles[mark] = value
        case .created: break
        }
    }
}
