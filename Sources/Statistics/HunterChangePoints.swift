import Foundation

/// A place where the mean of a series changes, by Student's t test.
package struct MeanChangePoint: Sendable, Equatable {
    /// The index of the first value after the change.
    package let index: Int
    /// The two-sided p-value; 1 where nothing varies.
    package let pValue: Double
    package let meanBefore: Double
    package let meanAfter: Double

    /// The larger of the relative changes there and back; 0 against a mean of 0.
    package var magnitude: Double {
        let there = meanBefore == 0 ? 0 : abs(meanAfter / meanBefore - 1)
        let back = meanAfter == 0 ? 0 : abs(meanBefore / meanAfter - 1)
        return max(there, back)
    }
}

/// The change points that Apache Otava 0.8.0 finds (once Hunter: Fleming et al., "Hunter: Using Change Point Detection to Hunt
/// for Performance Regressions", 2023), for those who compare with it.
///
/// Candidates come from E-divisive splits in sliding windows, tested by t at a relaxed level; then the weakest are
/// merged away. Like Otava, the t test takes the population's standard deviation, and a removal recomputes only the points
/// after it. Both edges of a single outlier may be reported.
///
/// - Throws: ``Cannot`` for values that are not finite, or a window shorter than two.
package func hunterChangePoints(
    _ values: [Double], window: Int = 50, maxPValue: Double = 0.001, minMagnitude: Double = 0
) throws(Cannot) -> [MeanChangePoint] {
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    guard window >= 2, maxPValue >= 0 else { throw .outOfRange }
    let relaxed = maxPValue < 0.05 ? maxPValue * 10 : (maxPValue < 0.5 ? maxPValue * 2 : maxPValue)
    var indices: Set<Int> = []
    var start = 0
    while start < values.count {
        let points = splits(values, start..<min(start + window, values.count), maxPValue: relaxed)
        indices.formUnion(points)
        start = max(points.last ?? 0, start + window / 2)
    }
    let sorted = indices.sorted()
    let points = sorted.indices.map { changePoint(values, sorted, $0) }
    return merged(points, values, maxPValue: maxPValue, minMagnitude: minMagnitude)
}

/// Splits a window at its best places as long as they are significant.
private func splits(_ values: [Double], _ window: Range<Int>, maxPValue: Double) -> [Int] {
    var stretches = [window]
    var candidates = [WindowedSplit(values, window)]
    while true {
        var chosen: Int?
        for (position, candidate) in candidates.enumerated() {
            guard let candidate else { continue }
            if let best = chosen.flatMap({ candidates[$0] }), best.statistic >= candidate.statistic { continue }
            chosen = position
        }
        guard let chosen, let candidate = candidates[chosen] else { break }
        let (left, right) = (
            stretches[chosen].lowerBound..<candidate.index, candidate.index..<stretches[chosen].upperBound
        )
        guard changePoint(values, left, right).pValue <= maxPValue else { break }
        stretches.replaceSubrange(chosen...chosen, with: [left, right])
        candidates.replaceSubrange(chosen...chosen, with: [WindowedSplit(values, left), WindowedSplit(values, right)])
    }
    return stretches.dropFirst().map(\.lowerBound)
}

/// Removes the weakest point again and again until all are significant and large enough.
private func merged(
    _ points: [MeanChangePoint], _ values: [Double], maxPValue: Double, minMagnitude: Double
) -> [MeanChangePoint] {
    var points = points
    while !points.isEmpty {
        var weakest = 0
        for index in points.indices where points[index].pValue > points[weakest].pValue { weakest = index }
        if points[weakest].pValue < maxPValue {
            weakest = 0
            for index in points.indices where points[index].magnitude < points[weakest].magnitude { weakest = index }
            if points[weakest].magnitude > minMagnitude { return points }
        }
        points.remove(at: weakest)
        let indices = points.map(\.index)
        for position in weakest..<min(weakest + 2, points.count) {
            points[position] = changePoint(values, indices, position)
        }
    }
    return points
}

/// The change at one of several points, between its neighbours.
private func changePoint(_ values: [Double], _ indices: [Int], _ position: Int) -> MeanChangePoint {
    let start = position == 0 ? 0 : indices[position - 1]
    let end = position + 1 < indices.count ? indices[position + 1] : values.count
    return changePoint(values, start..<indices[position], indices[position]..<end)
}

private func changePoint(_ values: [Double], _ left: Range<Int>, _ right: Range<Int>) -> MeanChangePoint {
    let (before, after) = (Array(values[left]), Array(values[right]))
    let (n, m) = (Double(before.count), Double(after.count))
    let difference = mean(after) - mean(before)
    // Otava hands the population's standard deviations to a test that expects the sample's.
    let squares = (n - 1) * sumOfSquares(before) / n + (m - 1) * sumOfSquares(after) / m
    let df = n + m - 2
    var p = 1.0
    if df > 0, squares > 0 || difference != 0 {
        let error = (squares / df * (1 / n + 1 / m)).squareRoot()
        p = 2 * StudentT(degreesOfFreedom: df).upperTail(abs(difference) / error)
    }
    return MeanChangePoint(index: right.lowerBound, pValue: p, meanBefore: mean(before), meanAfter: mean(after))
}
