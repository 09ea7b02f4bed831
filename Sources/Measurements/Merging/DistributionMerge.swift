extension Shards<Distribution> {
    /// The distribution of all values together. Only values, histograms and buckets of the same bounds can be joined; percentiles that a tool printed
    /// cannot, whatever their number.
    func merged() throws(Unmergeable) -> Distribution {
        let measured = Shards(parts.filter { $0.value.count != 0 })
        guard let first = measured.parts.first else { return parts[0].value }
        if measured.parts.count == 1 { return first.value }
        try measured.refusePrinted()
        var merged = Distribution(shape: try measured.shape())
        merged.count = try measured.map(\.known).sum("count")
        merged.min = measured.all(\.least)?.min()
        merged.max = measured.all(\.greatest)?.max()
        merged.mean = measured.mean(merged.count)
        merged.definition = first.value.definition
        merged.resolution = measured.parts.compactMap(\.value.resolution).max()
        return merged
    }

    private func refusePrinted() throws(Unmergeable) {
        for (source, distribution) in parts where !distribution.printedPercentiles.isEmpty {
            throw Unmergeable(
                source,
                "only the percentiles that the tool printed are known, and percentiles cannot be joined; give raw results, or `loadline digest` of them"
            )
        }
        for (source, distribution) in parts where distribution.definition != parts[0].value.definition {
            throw Unmergeable(source, "percentiles are of another definition than in \(parts[0].source)")
        }
    }

    private func shape() throws(Unmergeable) -> Distribution.Shape {
        switch parts[0].value.shape {
        case .samples, .histogram: return try values()
        case .quantiles:
            for (source, distribution) in parts {
                guard case .quantiles = distribution.shape else { throw other(source) }
            }
            return .quantiles([])
        case .buckets(var sum):
            for (source, distribution) in parts.dropFirst() {
                guard case .buckets(let buckets) = distribution.shape else { throw other(source) }
                guard let added = sum.adding(buckets) else {
                    throw Unmergeable(source, "the buckets have other bounds than in \(parts[0].source)")
                }
                sum = added
            }
            return .buckets(sum)
        }
    }

    /// All values as long as they are few, as one recorder would have kept them.
    private func values() throws(Unmergeable) -> Distribution.Shape {
        var samples: [Double] = []
        var histogram = Histogram()
        var (hasHistogram, total) = (false, 0.0)
        for (source, distribution) in parts {
            switch distribution.shape {
            case .samples(let values): samples += values
            case .histogram(let other):
                total += Double(other.count)
                guard total <= 0x1p53 else { throw Unmergeable(source, "the sum is too large to be counted") }
                histogram.merge(other)
                hasHistogram = true
            case .quantiles, .buckets: throw other(source)
            }
        }
        if !hasHistogram, samples.count <= Recorder.exactLimit { return .samples(samples.sorted()) }
        for value in samples { histogram.add(value) }
        return .histogram(histogram)
    }

    private func other(_ source: String) -> Unmergeable {
        Unmergeable(source, "known in another way than in \(parts[0].source) (values, buckets, a mean)")
    }

    /// One number of each; nil where one does not know it.
    private func all(_ number: (Distribution) -> Double?) -> [Double]? {
        let found = parts.compactMap { number($0.value) }
        return found.count == parts.count ? found : nil
    }

    /// The sums divided by the counts, exact to the last digits of the shards' means.
    private func mean(_ count: Int?) -> Double? {
        guard let count, count > 0, let sums = all(\.sum) else { return nil }
        let mean = ShardMerge.exactSum(sums) / Double(count)
        return mean.isFinite ? mean : nil
    }
}

extension Distribution {
    fileprivate var known: Int? {
        switch shape {
        case .samples(let values): count ?? values.count
        case .histogram(let histogram): count ?? Int(exactly: histogram.count)
        case .quantiles, .buckets: count
        }
    }

    fileprivate var least: Double? {
        if case .samples(let values) = shape { return min ?? values.first }
        return min
    }

    fileprivate var greatest: Double? {
        if case .samples(let values) = shape { return max ?? values.last }
        return max
    }

    fileprivate var sum: Double? {
        if case .samples(let values) = shape { return ShardMerge.exactSum(values) }
        guard let mean, let count = known else { return nil }
        return mean * Double(count)
    }
}
