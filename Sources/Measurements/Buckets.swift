/// Counts of values between given bounds: a Prometheus histogram. How many values lie in a bucket is known, where in it they lie is not.
package struct Buckets: Sendable, Equatable {
    /// Upper bounds, each included in its bucket; finite, ascending.
    package let bounds: [Double]
    /// Values in each bucket, the last one above all bounds: one more than there are bounds. Not always whole, where rates were counted.
    package private(set) var counts: [Double]

    package init(bounds: [Double], counts: [Double]) {
        self.bounds = bounds
        self.counts = counts
    }

    package var total: Double { counts.reduce(0, +) }

    package var isSound: Bool {
        counts.count == bounds.count + 1 && bounds.allSatisfy(\.isFinite)
            && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 } && counts.allSatisfy { $0 >= 0 && $0.isFinite }
    }

    /// Linear interpolation within the bucket, the first one starting at 0, as Prometheus's `histogram_quantile` does
    /// (promql/quantile.go, bucketQuantile, v2.42). Nil above the highest bound, where Prometheus answers that bound: the value is unknown there.
    package func quantile(_ rank: Double) -> Double? {
        guard isSound, rank >= 0, rank <= 1, total > 0 else { return nil }
        let wanted = rank * total
        var below = 0.0
        for (index, bound) in bounds.enumerated() {
            if below + counts[index] >= wanted {
                if index == 0, bound <= 0 { return bound }
                let start = index == 0 ? 0 : bounds[index - 1]
                guard counts[index] > 0 else { return start }
                return start + (bound - start) * ((wanted - below) / counts[index])
            }
            below += counts[index]
        }
        return nil
    }

    /// The highest bound as a quantile: so large a share of the values is at most that.
    package var shareBelowTop: Distribution.Quantile? {
        guard let top = bounds.last, let above = counts.last, total > 0 else { return nil }
        return Distribution.Quantile(rank: (total - above) / total, value: top)
    }

    /// Nil where the bounds differ: such counts cannot be added.
    package func adding(_ other: Buckets) -> Buckets? {
        guard bounds == other.bounds, counts.count == other.counts.count else { return nil }
        return Buckets(bounds: bounds, counts: zip(counts, other.counts).map { $0 + $1 })
    }
}
