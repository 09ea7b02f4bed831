import Foundation

/// The present level of one test in history and its variance between runs.
struct HistoryLevel {
    /// The row with which the level begins.
    let start: Int
    /// The rows of the level in which the test was measured, and the values there without the common mode.
    let rows: [Int]
    let values: [Double]
    /// The mean of the level.
    let center: Double
    /// The variance between runs and its degrees of freedom, before borrowing from other tests.
    let variance: Double
    let degreesOfFreedom: Double

    /// Nil for fewer than three measured values.
    init?(rows: [Int], values: [Double], hasCommonMode: Bool, rule: LevelShiftRule) {
        guard values.count >= 3 else { return nil }
        let cut = lastLevelShift(values, rule: rule)
        let level = Array(values[cut...])
        let earlier = values[..<cut]
        var squares = sumOfSquares(level)
        var df = Double(level.count - 1)
        if earlier.count > 2 {
            // Successive differences inform the variance whatever the level did; they are worth two thirds of a run each.
            let steps = zip(earlier, earlier.dropFirst()).map { ($1 - $0) * ($1 - $0) }
            let weight = Double(earlier.count - 2)
            squares += mean(steps) / 2 * weight * 2 / 3
            df += weight * 2 / 3
        }
        start = rows[cut]
        self.rows = Array(rows[cut...])
        self.values = level
        center = mean(level)
        degreesOfFreedom = max(df - (hasCommonMode ? 1 : 0), 1)
        variance = squares / degreesOfFreedom
    }
}

/// The levels of all tests in history with variances that have borrowed from each other.
struct HistoryModel {
    let slopes: [Double]
    /// Nil for tests that were measured less than three times.
    let levels: [HistoryLevel?]
    /// The standard deviation of a run in each test; NaN without a level.
    let deviations: [Double]
    /// The degrees of freedom of each deviation, bounded by the tails.
    let degreesOfFreedom: [Double]
    let tailDegreesOfFreedom: Double
    let autocorrelation: Double

    init(_ centered: CenteredHistory, leastChange: Double) {
        var rule = LevelShiftRule()
        rule.leastChange = leastChange
        let columns = (centered.history.first ?? []).indices
        slopes = columns.map(centered.slope)
        levels = zip(columns, slopes).map { column, slope in
            let (rows, values) = centered.measured(column, slope: slope)
            return HistoryLevel(rows: rows, values: values, hasCommonMode: centered.hasCommonMode, rule: rule)
        }
        let known = levels.compactMap { $0 }
        let prior =
            known.count >= 3
            ? fitVariancePrior(known.map(\.variance), degreesOfFreedom: known.map(\.degreesOfFreedom))
            : VariancePrior(degreesOfFreedom: 0, scale: 0)
        deviations = levels.map { level in
            guard let level else { return .nan }
            let moderated = prior.moderated(level.variance, degreesOfFreedom: level.degreesOfFreedom)
            return max(moderated, 1e-8).squareRoot()
        }
        let standardized = Self.standardized(levels, deviations)
        let matched = degreesMatchingTails(of: standardized.flatMap { $0 })
        let tails = min(matched, centered.runs.count == 1 ? mostDegreesOfFreedomOfOneRun : 100)
        tailDegreesOfFreedom = tails
        degreesOfFreedom = levels.map { level in
            level.map { min($0.degreesOfFreedom + prior.degreesOfFreedom, tails) } ?? 0
        }
        autocorrelation = Self.autocorrelation(levels, standardized)
    }

    /// The deviations of each test's level from its center in units of its standard deviation.
    private static func standardized(_ levels: [HistoryLevel?], _ deviations: [Double]) -> [[Double]] {
        zip(levels, deviations).map { level, deviation in
            guard let level else { return [] }
            return level.values.map { ($0 - level.center) / deviation }
        }
    }

    /// The pooled correlation of successive runs, between 0 and 0.9.
    private static func autocorrelation(_ levels: [HistoryLevel?], _ standardized: [[Double]]) -> Double {
        var (product, squares) = (0.0, 0.0)
        for (level, values) in zip(levels, standardized) {
            guard let rows = level?.rows else { continue }
            for index in rows.indices.dropFirst() where rows[index] == rows[index - 1] + 1 {
                let (before, after) = (values[index - 1], values[index])
                product += before * after
                squares += (before * before + after * after) / 2
            }
        }
        return min(max(product / max(squares, 1e-9), 0), 0.9)
    }

    /// The change of one test with the common mode left in; NaN without a level or a new value.
    func rawChange(_ column: Int, of centered: CenteredHistory) -> Double {
        guard let level = levels[column] else { return .nan }
        let now = centered.runs.map { $0[column] }
        guard now.allSatisfy(\.isFinite) else { return .nan }
        return median(now) - mean(level.rows.map { centered.history[$0][column] })
    }
}
