/// Counts of times in log-linear bins, 64 to each power of two: as `Histogram`, but a quarter as fine, for one slice of a timeline. What is taken
/// from a bin's middle is off by at most 1/129 (0.78 %) of itself.
package struct SliceSketch: Sendable, Equatable {
    /// Counts by bin, from bin `first` on; grows by whole powers of two.
    @usableFromInline package var counts: [UInt32] = []
    @usableFromInline package var first = 0
    package var zeros: UInt32 = 0
    @usableFromInline package var total = 0

    /// Times below a microsecond are 0; those above 2²⁹ seconds (17 years) count as that. So a sketch never takes more than 13 KB.
    @usableFromInline package static let smallest = 0x1p-20
    private static let highest = Int((0x1p29).bitPattern >> 46)

    @inlinable package init() {}

    /// Adds a time in seconds.
    @inlinable package mutating func add(_ value: Double) {
        total &+= 1
        let bin = Int(truncatingIfNeeded: value.bitPattern &>> 46) &- first
        if value >= Self.smallest, bin >= 0, bin < counts.count, counts[bin] < .max {
            counts[bin] &+= 1
        } else {
            addSlowly(value)
        }
    }

    @usableFromInline package mutating func addSlowly(_ value: Double) {
        guard value >= Self.smallest else { return zeros = Self.sum(zeros, 1) }
        add(bin: min(Int(value.bitPattern >> 46), Self.highest), times: 1)
    }

    /// Counts stop at 2³², whatever the order.
    private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }

    private mutating func add(bin: Int, times: UInt32) {
        counts.makeRoom(for: bin, first: &first)
        counts[bin - first] = Self.sum(counts[bin - first], times)
    }

    package mutating func merge(_ other: SliceSketch) {
        guard other.total > 0 else { return }
        if total == 0 { return self = other }
        total += other.total
        zeros = Self.sum(zeros, other.zeros)
        for (index, count) in other.counts.enumerated() where count > 0 { add(bin: index + other.first, times: count) }
    }

    /// Quantiles of ascending ranks (0...1): the values at (n - 1) p, the nearest one. Nil where there are none.
    package func quantiles(_ ranks: [Double]) -> [Double]? {
        let counted = counts.reduce(Int(zeros)) { $0 + Int($1) }
        guard counted > 0 else { return nil }
        var (below, bin) = (Int(zeros), -1)
        return ranks.map { rank in
            let position = Int((rank * Double(counted - 1)).rounded())
            while position >= below, bin + 1 < counts.count {
                bin += 1
                below += Int(counts[bin])
            }
            return bin < 0 ? 0 : Self.middle(of: bin + first)
        }
    }

    private static func middle(of bin: Int) -> Double {
        (Double(bitPattern: UInt64(bin) << 46) + Double(bitPattern: UInt64(bin + 1) << 46)) / 2
    }
}
