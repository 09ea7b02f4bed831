import Foundation

/// A quantile of a sample and how well it is known.
package struct QuantileEstimate: Sendable, Equatable {
    package let value: Double
    package let standardError: Double
    /// The confidence interval.
    package let interval: ClosedRange<Double>
}

/// The quantile of sorted values by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
///
/// - Parameter sorted: at least one value, ascending.
package func quantile(_ p: Double, ofSorted sorted: [Double]) -> Double {
    let position = Double(sorted.count - 1) * min(max(p, 0), 1)
    let below = Int(position)
    guard below + 1 < sorted.count else { return sorted.last ?? .nan }
    return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
}

/// The percentile bootstrap of a quantile: the same answer for the same seed.
///
/// Instead of drawing a whole sample each time, the two order statistics that the quantile lies between are drawn from
/// their joint law: the r-th of n uniform numbers is Beta(r, n − r + 1), and the next one is the least of those above it
/// (David & Nagaraja, "Order Statistics", 2003, section 2.5). Uniform numbers pick values of the sample, so the law of
/// the result is that of literal resampling, at a cost that does not depend on n.
///
/// - Throws: ``Cannot`` for fewer than two values, values that are not finite, or numbers outside their range.
package func bootstrapQuantile(
    _ p: Double, of values: [Double], resamples: Int = 10_000, confidence: Double = 0.95, seed: UInt64
) throws(Cannot) -> QuantileEstimate {
    guard values.count >= 2 else { throw .tooFewObservations(needed: 2, given: values.count) }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    guard (0...1).contains(p), (0..<1).contains(confidence), resamples >= 2 else { throw .outOfRange }
    let sorted = ascending(values)
    let position = Double(sorted.count - 1) * p
    let below = Int(position)
    let weight = position - Double(below)
    var generator = SeededGenerator(seed: seed)
    var draws: [Double] = []
    draws.reserveCapacity(resamples)
    for _ in 0..<resamples {
        let pair = resampledNeighbours(below + 1, of: sorted, &generator)
        draws.append(pair.low + weight * (pair.high - pair.low))
    }
    draws.sort()
    let low = quantile((1 - confidence) / 2, ofSorted: draws)
    let high = quantile((1 + confidence) / 2, ofSorted: draws)
    return QuantileEstimate(
        value: quantile(p, ofSorted: sorted), standardError: variance(draws).squareRoot(), interval: low...high)
}

/// The order statistics `rank` and `rank + 1` (or the largest twice) of one resample.
private func resampledNeighbours(
    _ rank: Int, of sorted: [Double], _ generator: inout SeededGenerator
) -> (low: Double, high: Double) {
    let count = sorted.count
    let left = generator.gamma(shape: Double(rank))
    let right = generator.gamma(shape: Double(count - rank + 1))
    let position = left / (left + right)
    func value(_ position: Double) -> Double { sorted[min(count - 1, Int(position * Double(count)))] }
    guard rank < count else { return (value(position), value(position)) }
    let gap = 1 - pow(1 - generator.uniform(), 1 / Double(count - rank))
    return (value(position), value(position + (1 - position) * gap))
}
