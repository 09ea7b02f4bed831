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
/// two-sample t statistic is a shift when its p-value, by Bonferroni over the places, is below the level. A level that
/// went up and came back hides both of its ends from that; it is looked for where no single place is clear.
///
/// - Parameter values: oldest first, all finite.
package func lastLevelShift(_ values: [Double], rule: LevelShiftRule = LevelShiftRule()) -> Int {
    var start = 0
    while let step = clearestSplit(values[start...], rule: rule) ?? endOfClearestBump(values[start...], rule: rule) {
        start += step
    }
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

/// How many values precede the end of the stretch that differs most from all around it; nil where not both of its ends are shifts by
/// themselves, by Bonferroni over the pairs of places.
private func endOfClearestBump(_ values: ArraySlice<Double>, rule: LevelShiftRule) -> Int? {
    let least = rule.leastSegment
    let spare = values.count - 3 * least + 1
    guard spare > 0 else { return nil }
    var sums = [0.0]
    for value in values { sums.append(sums[sums.count - 1] + value) }
    var best = (start: 0, end: 0, gain: -1.0)
    for start in least...(values.count - 2 * least) {
        for end in (start + least)...(values.count - least) {
            let inside = sums[end] - sums[start]
            let outside = sums[values.count] - inside
            let count = Double(end - start)
            // What the two means explain of the squares.
            let gain = inside * inside / count + outside * outside / (Double(values.count) - count)
            if gain > best.gain { best = (start, end, gain) }
        }
    }
    let first = values.startIndex
    let parts = [
        values[..<(first + best.start)], values[(first + best.start)..<(first + best.end)],
        values[(first + best.end)...],
    ]
    let pairs = Double(spare * (spare + 1)) / 2
    let ends = zip(parts, parts.dropFirst())
    return ends.allSatisfy { isShift($0, $1, places: pairs, rule: rule) } ? best.end : nil
}

/// Whether two stretches differ by enough, and more than they would by chance at the best of so many places.
private func isShift(
    _ before: ArraySlice<Double>, _ after: ArraySlice<Double>, places: Double, rule: LevelShiftRule
) -> Bool {
    let (left, right) = (Array(before), Array(after))
    let df = Double(left.count + right.count - 2)
    let variance = max((sumOfSquares(left) + sumOfSquares(right)) / df, 1e-10)
    let change = abs(mean(right) - mean(left))
    let error = (variance * (1 / Double(left.count) + 1 / Double(right.count))).squareRoot()
    return change >= rule.leastChange
        && 2 * StudentT(degreesOfFreedom: df).upperTail(change / error) * places < rule.level
}
