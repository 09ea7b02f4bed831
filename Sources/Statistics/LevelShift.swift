import Foundation

/// What counts as a shift of the level of a series.
package struct LevelShiftRule: Sendable, Equatable {
    /// The least number of values on each side of a shift.
    package var leastSegment = 5
    /// The error level, divided by the number of places where the shift could be.
    package var level = 0.001
    /// The smallest difference of the two means.
    package var leastChange = 0.03

    package init() {}
}

/// The index of the first value of a series' present level; 0 when the level never shifted.
///
/// Binary segmentation from the left, always going on to the right of the split found: the place with the largest
/// two-sample t statistic is a shift when its p-value, by Bonferroni over the places, is below the level.
///
/// - Parameter values: oldest first, all finite.
package func lastLevelShift(_ values: [Double], rule: LevelShiftRule = LevelShiftRule()) -> Int {
    var start = 0
    while let split = clearestSplit(values[start...], rule: rule) { start += split }
    return start
}

/// How many values precede the clearest shift; nil when none is clear.
private func clearestSplit(_ values: ArraySlice<Double>, rule: LevelShiftRule) -> Int? {
    let count = Double(values.count)
    let places = values.count - 2 * rule.leastSegment + 1
    guard places > 0 else { return nil }
    let total = values.reduce(0, +)
    let totalSquares = values.reduce(0) { $0 + $1 * $1 }
    var (sum, squares) = (0.0, 0.0)
    var best = (split: 0, statistic: -1.0, change: 0.0)
    for (index, value) in values.enumerated() {
        sum += value
        squares += value * value
        let split = index + 1
        guard split >= rule.leastSegment, values.count - split >= rule.leastSegment else { continue }
        let (before, after) = (Double(split), count - Double(split))
        let (left, right) = (sum / before, (total - sum) / after)
        let residual = squares - before * left * left + totalSquares - squares - after * right * right
        let variance = max(residual / (count - 2), 1e-10)
        let statistic = abs(right - left) / (variance * (1 / before + 1 / after)).squareRoot()
        if statistic > best.statistic { best = (split, statistic, abs(right - left)) }
    }
    let p = 2 * StudentT(degreesOfFreedom: count - 2).upperTail(best.statistic) * Double(places)
    return p < rule.level && best.change >= rule.leastChange ? best.split : nil
}
