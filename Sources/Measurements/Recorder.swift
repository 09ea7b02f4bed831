/// Collects values one by one into a distribution, in bounded memory: all of them up to a limit, a histogram beyond it.
/// What comes out does not depend on the order of values, nor on how they were divided over recorders that are merged.
package struct Recorder: Sendable {
    /// Up to so many values are kept as they are, and quantiles are exact: 32 KiB, about what a histogram takes.
    package static let exactLimit = 4096

    @usableFromInline package var samples: [Double] = []
    /// Holds all values once they are more than the limit; until then, none.
    @usableFromInline package var histogram = Histogram()
    @usableFromInline package var hasSpilled = false
    @usableFromInline package var sum = ExactSum()
    @usableFromInline package var min = Double.infinity
    @usableFromInline package var max = -Double.infinity
    @usableFromInline package var counted = 0

    @inlinable package init() {}

    package var count: Int { counted }

    /// Adds a finite value; others are the caller's to reject.
    @inlinable @inline(__always) package mutating func add(_ value: Double) {
        counted &+= 1
        sum.add(value)
        if value < min { min = value }
        if value > max { max = value }
        if !hasSpilled {
            if samples.count < Self.exactLimit { return samples.append(value) }
            spill()
        }
        histogram.add(value)
    }

    /// Adds a finite value so many times.
    package mutating func add(_ value: Double, times: Int) {
        guard times > 0 else { return }
        counted += times
        sum.add(value, times: times)
        min = Swift.min(min, value)
        max = Swift.max(max, value)
        if !hasSpilled, samples.count + times > Self.exactLimit { spill() }
        if hasSpilled {
            histogram.add(value, times: UInt64(times))
        } else {
            samples.append(contentsOf: repeatElement(value, count: times))
        }
    }

    @usableFromInline package mutating func spill() {
        for value in samples { histogram.add(value) }
        samples = []
        hasSpilled = true
    }

    package mutating func merge(_ other: Recorder) {
        guard other.counted > 0 else { return }
        // Shares its memory.
        if counted == 0 { return self = other }
        counted += other.counted
        sum.merge(other.sum)
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        if other.hasSpilled || samples.count + other.samples.count > Self.exactLimit, !hasSpilled { spill() }
        if hasSpilled {
            histogram.merge(other.histogram)
            for value in other.samples { histogram.add(value) }
        } else {
            samples.append(contentsOf: other.samples)
        }
    }

    /// With all values only if they are at most so many; a histogram of more.
    package func distribution(keeping limit: Int) -> Distribution? {
        guard !hasSpilled, samples.count > limit else { return distribution }
        var copy = self
        copy.spill()
        return copy.distribution
    }

    /// Nil where nothing was added.
    package var distribution: Distribution? {
        guard counted > 0 else { return nil }
        let mean = sum.value / Double(counted)
        return Distribution(
            count: counted, min: min, max: max, mean: mean.isFinite ? mean : nil,
            shape: hasSpilled ? .histogram(histogram.compact) : .samples(samples.sorted()))
    }
}
