/// Collects values one by one into a distribution, in bounded memory: all of them up to a limit, a histogram beyond it.
/// What comes out does not depend on the order of values, nor on how they were divided over recorders that are merged.
package struct Recorder: Sendable {
    /// Up to so many values are kept as they are, and quantiles are exact: 32 KiB, about what a histogram takes.
    package static let exactLimit = 4096

    @usableFromInline package var samples: [Double] = []
    @usableFromInline package var histogram: Histogram?
    @usableFromInline package var sum = ExactSum()
    @usableFromInline package var min = Double.infinity
    @usableFromInline package var max = -Double.infinity
    @usableFromInline package var counted = 0

    @inlinable package init() {}

    package var count: Int { counted }

    /// Adds a finite value; others are the caller's to reject.
    @inlinable package mutating func add(_ value: Double) {
        counted &+= 1
        sum.add(value)
        if value < min { min = value }
        if value > max { max = value }
        if histogram != nil {
            histogram?.add(value)
        } else if samples.count < Self.exactLimit {
            samples.append(value)
        } else {
            spill()
            histogram?.add(value)
        }
    }

    @usableFromInline package mutating func spill() {
        var spilled = histogram ?? Histogram()
        for value in samples { spilled.add(value) }
        samples = []
        histogram = spilled
    }

    package mutating func merge(_ other: Recorder) {
        guard other.counted > 0 else { return }
        counted += other.counted
        sum.merge(other.sum)
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        if histogram == nil, let otherHistogram = other.histogram {
            spill()
            histogram?.merge(otherHistogram)
        } else if let otherHistogram = other.histogram {
            histogram?.merge(otherHistogram)
        } else {
            samples.append(contentsOf: other.samples)
            if histogram != nil || samples.count > Self.exactLimit { spill() }
        }
    }

    /// Nil where nothing was added.
    package var distribution: Distribution? {
        guard counted > 0 else { return nil }
        return Distribution(
            count: counted, min: min, max: max, mean: sum.value / Double(counted),
            shape: histogram.map { .histogram($0) } ?? .samples(samples.sorted()))
    }
}
