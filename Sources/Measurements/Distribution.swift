/// What is known of the values of one metric in one run: every value, a histogram of them, or only the figures that a tool printed.
/// Percentiles of several distributions are never averaged; histograms merge, printed figures do not.
package struct Distribution: Sendable, Equatable {
    package enum Shape: Sendable, Equatable {
        /// Every value, ascending.
        case samples([Double])
        case histogram(Histogram)
        /// Only what the tool printed: quantile (0...1) and value, ascending by quantile.
        case quantiles([Quantile])
        /// Counts between a few bounds, as services expose them.
        case buckets(Buckets)
    }

    package struct Quantile: Sendable, Equatable {
        /// 0...1.
        package var rank: Double
        package var value: Double

        package init(rank: Double, value: Double) {
            self.rank = rank
            self.value = value
        }
    }

    /// Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996).
    package enum QuantileDefinition: Int, Sendable {
        /// n p + 1/2, as Artillery 1 does.
        case five = 5
        /// (n + 1) p, as JMeter does.
        case six = 6
        /// (n - 1) p + 1, as k6, NumPy and R do.
        case seven = 7
    }

    /// Number of values; absent where the tool does not say.
    package var count: Int?
    package var min: Double?
    package var max: Double?
    package var mean: Double?
    /// Standard deviation where the tool printed one or all values are known.
    package var standardDeviation: Double?
    /// Width of the steps in which the tool prints quantiles, in the metric's unit; nil where it prints exactly. Two
    /// figures can differ by one step through rounding alone.
    package var resolution: Double?
    /// How quantiles are interpolated between values; nil is `seven`.
    package var definition: QuantileDefinition?
    package var shape: Shape

    package init(
        count: Int? = nil, min: Double? = nil, max: Double? = nil, mean: Double? = nil,
        standardDeviation: Double? = nil, shape: Shape
    ) {
        self.count = count
        self.min = min
        self.max = max
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.shape = shape
    }

    /// Figures that a tool printed; quantiles by rank (0.95), in any order.
    package init(
        printed quantiles: [Double: Double], count: Int? = nil, min: Double? = nil, max: Double? = nil,
        mean: Double? = nil, standardDeviation: Double? = nil
    ) {
        let sorted = quantiles.map { Quantile(rank: $0.key, value: $0.value) }.sorted { $0.rank < $1.rank }
        self.init(
            count: count, min: min, max: max, mean: mean, standardDeviation: standardDeviation,
            shape: .quantiles(sorted))
    }

    /// Percentiles known as such, e.g. [50, 90, 97.5]; empty where every percentile can be computed.
    package var printedPercentiles: [Double] {
        guard case .quantiles(let known) = shape else { return [] }
        return known.map { $0.rank * 100 }
    }

    /// The quantile of a rank (0...1), or nil where it is not known: never the nearest one.
    ///
    /// Samples: linear interpolation between order statistics, by `definition`.
    /// Histogram: the same on bin middles, kept within minimum and maximum; off by at most `Histogram.relativeError`.
    package func quantile(_ rank: Double) -> Double? {
        switch shape {
        case .samples(let values): return interpolated(rank, count: values.count) { values[$0] }
        case .histogram(let histogram): return quantile(rank, of: histogram)
        case .quantiles(let known): return known.first { abs($0.rank - rank) < 1e-9 }?.value
        case .buckets(let buckets): return buckets.quantile(rank)
        }
    }

    /// What surely bounds a quantile that is not known: the nearest printed ones (or minimum and maximum) on both sides. Quantiles rise with rank.
    package func bounds(of rank: Double) -> (lower: Quantile?, upper: Quantile?) {
        if case .buckets(let buckets) = shape, buckets.quantile(rank) == nil, let top = buckets.shareBelowTop {
            return (top, nil)
        }
        guard case .quantiles(let printed) = shape else { return (nil, nil) }
        let known =
            [min.map { Quantile(rank: 0, value: $0) }, max.map { Quantile(rank: 1, value: $0) }].compactMap { $0 }
            + printed
        return (
            known.filter { $0.rank < rank }.max { $0.rank < $1.rank },
            known.filter { $0.rank > rank }.min { $0.rank < $1.rank }
        )
    }

    private func quantile(_ rank: Double, of histogram: Histogram) -> Double? {
        let value = interpolated(rank, count: Int(histogram.count)) { histogram.value(at: UInt64($0)) }
        guard let value else { return nil }
        return Swift.max(min ?? value, Swift.min(max ?? value, value))
    }

    private func interpolated(_ rank: Double, count: Int, at value: (Int) -> Double) -> Double? {
        guard count > 0, rank >= 0, rank <= 1 else { return nil }
        let last = Double(count - 1)
        let position =
            switch definition {
            case .five: Swift.max(0, Swift.min(rank * Double(count) - 0.5, last))
            case .six: Swift.max(0, Swift.min(rank * Double(count + 1) - 1, last))
            case .seven, nil: rank * last
            }
        let below = Int(position)
        let low = value(below)
        guard below + 1 < count else { return low }
        return low + (value(below + 1) - low) * (position - Double(below))
    }
}

extension Distribution {
    /// Of the values times a factor above 0; a histogram's within its error.
    package func scaled(by factor: Double) -> Distribution {
        var scaled = self
        scaled.min = min.map { $0 * factor }
        scaled.max = max.map { $0 * factor }
        scaled.mean = mean.map { $0 * factor }
        scaled.standardDeviation = standardDeviation.map { $0 * factor }
        switch shape {
        case .samples(let values): scaled.shape = .samples(values.map { $0 * factor })
        case .quantiles(let known):
            scaled.shape = .quantiles(known.map { Quantile(rank: $0.rank, value: $0.value * factor) })
        case .buckets(let buckets):
            scaled.shape = .buckets(Buckets(bounds: buckets.bounds.map { $0 * factor }, counts: buckets.counts))
        case .histogram(let histogram):
            var moved = Histogram()
            for bin in histogram.bins { moved.add(bin.value * factor, times: bin.count) }
            scaled.shape = .histogram(moved)
        }
        return scaled
    }
}
