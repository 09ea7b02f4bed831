/// The best split of a stretch of a series where the right-hand part may end early.
///
/// Of all `start < split < stop ≤ end`, the one with the largest energy statistic of `start..<split` against
/// `split..<stop`; the earliest split, then the earliest stop, of equals (Matteson & James 2014, section 3.1; as Apache
/// Otava 0.8.0 computes it). O(n²) time and O(n) memory.
struct WindowedSplit {
    let index: Int
    let statistic: Double

    /// Nil for fewer than two values.
    init?(_ values: [Double], _ range: Range<Int>) {
        guard range.count > 1 else { return nil }
        let count = range.count
        // Sums of the distances within start..<k, and within k..<stop for the stop reached so far.
        var within = [Double](repeating: 0, count: count + 1)
        var later = [Double](repeating: 0, count: count + 1)
        var best = (split: count, stop: 0, statistic: -Double.infinity)
        for stop in 2...count {
            let newest = values[range.lowerBound + stop - 1]
            var toNewest = 0.0
            for split in stride(from: stop - 2, through: 0, by: -1) {
                toNewest += abs(values[range.lowerBound + split] - newest)
                later[split] += toNewest
            }
            within[stop] = within[stop - 1] + toNewest
            for split in 1..<stop {
                let statistic = Self.statistic(
                    n: Double(split), m: Double(stop - split), all: within[stop], left: within[split],
                    right: later[split])
                let isEarlier = (split, stop) < (best.split, best.stop)
                if statistic > best.statistic || (statistic == best.statistic && isEarlier) {
                    best = (split, stop, statistic)
                }
            }
        }
        index = range.lowerBound + best.split
        statistic = best.statistic
    }

    /// The energy statistic of n values against m, from the sums of the distances of all pairs and of those on each side.
    private static func statistic(n: Double, m: Double, all: Double, left: Double, right: Double) -> Double {
        let between = 2 / (n + m) * (all - left - right)
        let withinLeft = n > 1 ? 2 * m / ((n + m) * (n - 1)) * left : 0
        let withinRight = m > 1 ? 2 * n / ((n + m) * (m - 1)) * right : 0
        return between - withinLeft - withinRight
    }
}
