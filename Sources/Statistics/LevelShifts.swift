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
/// each stands against its neighbours. Where no single place is clear, a level that came and went is looked for, which would hide its own two ends (circular
/// binary segmentation, Olshen et al. 2004, on a grid). Two things are told from shifts:
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
        let splits = series.clearestSplit(segment).map { [$0] } ?? series.clearestBump(segment)
        guard !splits.isEmpty else { continue }
        bounds += splits
        let ends = [segment.lowerBound] + splits + [segment.upperBound]
        open += zip(ends, ends.dropFirst()).map { $0..<$1 }
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

    /// Both ends of the stretch that differs most from all around it, where it is clear; empty where none is.
    func clearestBump(_ segment: Range<Int>) -> [Int] {
        let (step, least) = (max(1, segment.count / 60), rule.leastSegment)
        let total = sum(segment)
        var best = (start: 0, end: 0, gain: -1.0)
        for start in stride(from: segment.lowerBound + least, to: segment.upperBound, by: step) {
            for end in stride(from: start + least, through: segment.upperBound - least, by: step) {
                let (inner, count) = (sums[end] - sums[start], Double(end - start))
                let rest = Double(segment.count) - count
                let gain = inner * inner / count + (total - inner) * (total - inner) / rest
                if gain > best.gain { best = (start, end, gain) }
            }
        }
        guard best.gain >= 0 else { return [] }
        let pairs = pow(Double(segment.count), 2) / 2
        let test = test([segment.lowerBound..<best.start, best.end..<segment.upperBound], [best.start..<best.end])
        let isClear = test.p * pairs < rule.level && abs(test.change) >= rule.leastChange
        return isClear ? [best.start, best.end].map { refined($0, by: step, in: segment) } : []
    }

    /// The place within a step of the grid that parts its surroundings best.
    private func refined(_ place: Int, by step: Int, in segment: Range<Int>) -> Int {
        let (start, end) = (max(place - 2 * step, segment.lowerBound), min(place + 2 * step, segment.upperBound))
        let places = max(place - step / 2, start + 1)..<min(place + step / 2 + 1, end)
        return places.min { within(start..<$0) + within($0..<end) < within(start..<$1) + within($1..<end) } ?? place
    }

    func isClear(_ shift: LevelShift) -> Bool { shift.pValue < rule.level && abs(shift.change) >= rule.leastChange }

    /// The shift at `split` between the stretches on both sides.
    func shift(_ start: Int, _ split: Int, _ end: Int) -> LevelShift {
        let test = test([start..<split], [split..<end])
        let places = Double(max(end - start - 2 * rule.leastSegment + 1, 1))
        // A level is so many runs of its own, not some with one of the other level.
        let middle = (average(start..<split) + average(split..<end)) / 2
        let high = test.change > 0 ? split..<end : start..<split
        let low = test.change > 0 ? start..<split : split..<end
        let isLevel =
            values[high].count { $0 > middle } >= rule.leastSegment
            && values[low].count { $0 < middle } >= rule.leastSegment
        return LevelShift(
            index: split, change: test.change, interval: test.change - test.margin...test.change + test.margin,
            pValue: isLevel ? min(test.p * places, 1) : 1)
    }

    /// Whether stretches that share one level differ from others that share another: Student's t for as many values as are independent.
    private func test(_ old: [Range<Int>], _ new: [Range<Int>]) -> (change: Double, margin: Double, p: Double) {
        let (before, after) = (old.reduce(0) { $0 + Double($1.count) }, new.reduce(0) { $0 + Double($1.count) })
        let change = new.reduce(0) { $0 + sum($1) } / after - old.reduce(0) { $0 + sum($1) } / before
        let (count, all) = (before + after, old + new)
        let residual = max(all.reduce(0) { $0 + within($1) }, 1e-12)
        let raw = all.reduce(0) { $0 + neighbours($1) } / residual
        let levels = Double(all.count)
        let correlation = min(max(raw + levels * (1 + 4 * max(raw, 0)) / count, 0), 0.99)
        let share = (1 - correlation) / (1 + correlation)
        let t = StudentT(degreesOfFreedom: max(count * share - levels, 1))
        let variance = max(residual / (count - levels), 1e-10)
        let error = (variance * (1 / before + 1 / after) / share).squareRoot()
        return (change, t.upperQuantile(0.025) * error, 2 * t.upperTail(abs(change) / error))
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
    let off = zip(values, medians).map { $0 - $1 }
    let width = 4 * robustDeviation(of: off)
    return values.indices.map { abs(off[$0]) > width ? medians[$0] : values[$0] }
}
