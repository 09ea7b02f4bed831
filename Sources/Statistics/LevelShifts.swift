import Foundation

/// A place where the level of a series changes and stays.
package struct LevelShift: Sendable, Equatable {
    /// The index of the first value of the new level.
    package let index: Int
    /// The new level less the old one.
    package let change: Double
    /// Of `change`, at 95 % confidence.
    package let interval: ClosedRange<Double>
    /// Two-sided, by Bonferroni over the places where the shift could have been.
    package let pValue: Double
}

/// All level shifts of a series, in its order: binary segmentation by Student's t (as `lastLevelShift`), then the weakest are taken back until
/// each stands against its neighbours. Two things are told from shifts:
///
/// - a spike: values far off the running median of seven count as that median (Hampel 1974), so that two of them in a row move nothing;
/// - autocorrelation: the lag-1 correlation within the levels, corrected for the bias of fitted means (Kendall 1954), makes of n values
///   n(1 − ρ)/(1 + ρ) independent ones (Bartlett 1946).
///
/// - Parameter values: oldest first, all finite.
package func levelShifts(_ values: [Double], rule: LevelShiftRule = LevelShiftRule()) -> [LevelShift] {
    let series = Segments(withoutSpikes(values), rule: rule)
    var bounds = [0, values.count]
    var open = [0..<values.count]
    while let segment = open.popLast() {
        guard let split = series.clearestSplit(segment) else { continue }
        bounds.append(split)
        open += [segment.lowerBound..<split, split..<segment.upperBound]
    }
    bounds.sort()
    while true {
        let shifts = bounds.indices.dropFirst().dropLast().map { position in
            series.shift(bounds[position - 1], bounds[position], bounds[position + 1])
        }
        guard let weakest = shifts.indices.max(by: { shifts[$0].pValue < shifts[$1].pValue }),
            !series.isClear(shifts[weakest])
        else { return shifts }
        bounds.remove(at: weakest + 1)
    }
}

/// A series whose stretches are compared by sums.
private struct Segments {
    private let values: [Double]
    private let rule: LevelShiftRule
    /// Of the first so many values.
    private var sums = [0.0]
    private var squares = [0.0]
    /// Of the products of neighbours.
    private var products = [0.0]

    init(_ given: [Double], rule: LevelShiftRule) {
        // Around the mean, sums of squares keep their digits.
        let center = mean(given)
        values = given.map { $0 - center }
        self.rule = rule
        for (index, value) in values.enumerated() {
            sums.append(sums[index] + value)
            squares.append(squares[index] + value * value)
            products.append(products[index] + value * (index > 0 ? values[index - 1] : 0))
        }
    }

    /// The place with the largest t statistic, where it is clear.
    func clearestSplit(_ segment: Range<Int>) -> Int? {
        let first = segment.lowerBound + rule.leastSegment
        let last = segment.upperBound - rule.leastSegment
        guard first <= last else { return nil }
        let total = sum(segment)
        // The split that leaves the least within the two parts: the largest n₁n₂/n (m₂ − m₁)², in other words.
        var best = (split: first, gain: -1.0)
        for split in first...last {
            let left = sums[split] - sums[segment.lowerBound]
            let (before, after) = (Double(split - segment.lowerBound), Double(segment.upperBound - split))
            let gain = left * left / before + (total - left) * (total - left) / after
            if gain > best.gain { best = (split, gain) }
        }
        return isClear(shift(segment.lowerBound, best.split, segment.upperBound)) ? best.split : nil
    }

    func isClear(_ shift: LevelShift) -> Bool { shift.pValue < rule.level && abs(shift.change) >= rule.leastChange }

    /// The shift at `split` between the stretches on both sides.
    func shift(_ start: Int, _ split: Int, _ end: Int) -> LevelShift {
        let (before, after) = (start..<split, split..<end)
        let (left, right) = (average(before), average(after))
        let count = Double(end - start)
        let residual = max(within(before) + within(after), 1e-12)
        let raw = (neighbours(before) + neighbours(after)) / residual
        let correlation = min(max(raw + (2 + 8 * max(raw, 0)) / count, 0), 0.99)
        let share = (1 - correlation) / (1 + correlation)
        let degrees = max(count * share - 2, 1)
        let variance = max(residual / (count - 2), 1e-10)
        let error = (variance * (1 / Double(before.count) + 1 / Double(after.count)) / share).squareRoot()
        let t = StudentT(degreesOfFreedom: degrees)
        let places = Double(max(end - start - 2 * rule.leastSegment + 1, 1))
        let margin = t.upperQuantile(0.025) * error
        let change = right - left
        return LevelShift(
            index: split, change: change, interval: change - margin...change + margin,
            pValue: min(2 * t.upperTail(abs(change) / error) * places, 1))
    }

    private func sum(_ range: Range<Int>) -> Double { sums[range.upperBound] - sums[range.lowerBound] }
    private func average(_ range: Range<Int>) -> Double { sum(range) / Double(range.count) }

    /// The sum of squares around the mean.
    private func within(_ range: Range<Int>) -> Double {
        max(squares[range.upperBound] - squares[range.lowerBound] - sum(range) * average(range), 0)
    }

    /// The sum of products of neighbours around the mean.
    private func neighbours(_ range: Range<Int>) -> Double {
        let product = products[range.upperBound] - products[range.lowerBound + 1]
        let (first, last) = (values[range.lowerBound], values[range.upperBound - 1])
        let center = average(range)
        return product - center * (2 * sum(range) - first - last) + center * center * Double(range.count - 1)
    }
}

/// Values that are far off the running median of seven, as that median.
private func withoutSpikes(_ values: [Double]) -> [Double] {
    guard values.count >= 7 else { return values }
    var window: [Double] = []
    let medians = values.indices.map { index in
        let start = min(max(index - 3, 0), values.count - 7)
        window.replaceSubrange(window.indices, with: values[start..<start + 7])
        window.sort()
        return window[3]
    }
    let off = zip(values, medians).map { abs($0 - $1) }
    let width = 4 * 1.4826 * median(off)
    return values.indices.map { off[$0] > width ? medians[$0] : values[$0] }
}
