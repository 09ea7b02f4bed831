import Foundation

/// How the figures of a history vary while nothing changes, and which changes new runs would show against it.
package struct HistoryProfile: Sendable {
    /// One figure since its last level shift.
    package struct Level: Sendable, Equatable {
        /// The row of history with which it begins.
        package let start: Int
        /// The rows in which it was measured since then.
        package let rows: Int
        /// The standard deviation of a run's logarithm, the common mode removed, after borrowing from the other figures.
        package let standardDeviation: Double
    }

    /// Nil for figures that were measured less than three times.
    package let levels: [Level?]
    /// The correlation of a run's deviations with those of the run before, pooled, between 0 and 0.9.
    package let autocorrelation: Double
    /// By how many new runs: one, or more than one. The tails of one run are never better than those of five.
    private let degreesOfFreedom: (one: [Double], more: [Double])

    /// - Parameters: as of ``compareWithHistory(history:runs:endpoints:leastChange:threshold:)``.
    /// - Throws: ``Cannot`` with fewer than five runs, or for tables that do not fit.
    package init(history: [[Double]], endpoints: [Int], leastChange: Double = 0.03) throws(Cannot) {
        guard history.count >= 5 else { throw .tooFewObservations(needed: 5, given: history.count) }
        guard history.allSatisfy({ $0.count == endpoints.count }) else { throw .lengthsDiffer }
        let groups = Endpoints(labels: endpoints)
        func model(_ runs: Int) -> HistoryModel {
            let typical = [[Double]](repeating: endpoints.map { _ in .nan }, count: runs)
            let centered = CenteredHistory(history: history, runs: typical, groups: groups)
            return HistoryModel(centered, leastChange: leastChange)
        }
        let (one, more) = (model(1), model(2))
        levels = zip(one.levels, one.deviations).map { level, deviation in
            level.map { Level(start: $0.start, rows: $0.rows.count, standardDeviation: deviation) }
        }
        autocorrelation = one.autocorrelation
        degreesOfFreedom = (one.degreesOfFreedom, more.degreesOfFreedom)
    }

    /// The smallest relative change to the worse of one figure that so many new runs would show with a given power; nil where nothing is known of the figure.
    ///
    /// As ``compareWithHistory(history:runs:endpoints:leastChange:threshold:)`` judges: each of k runs has to lie so far out that the largest of their p-values, to
    /// the power of the k/(1 + (k − 1)ρ) runs that they are worth, is within the threshold of the family's strictest test; and the median of the runs has to reach
    /// the least change.
    package func detectableChange(
        _ column: Int, runs: Int, tests: Int, leastChange: Double = 0.03, threshold: Double = 0.01, power: Double = 0.9
    ) -> Double? {
        guard let level = levels[column], runs > 0, tests > 0, (0.5..<1).contains(power) else { return nil }
        let df = runs == 1 ? degreesOfFreedom.one[column] : degreesOfFreedom.more[column]
        let (count, rows) = (Double(runs), Double(level.rows))
        let worth = count / (1 + (count - 1) * autocorrelation)
        let error = level.standardDeviation * (1 + 1 / rows).squareRoot()
        let critical = StudentT(degreesOfFreedom: df).upperQuantile(pow(threshold / Double(tests), 1 / worth))
        // All have to be so far out: as often as `worth` independent ones are.
        let each = pow(power, 1 / worth)
        let significant = noncentrality(power: each, beyond: critical, degreesOfFreedom: df) * error
        let ofMedian = level.standardDeviation * ((runs >= 3 ? 1.57 : 1) / worth + 1 / rows).squareRoot()
        let relevant = log1p(leastChange) + StandardNormal.quantile(power) * ofMedian
        return expm1(max(significant, relevant))
    }
}

/// The smallest rise of an error rate that so many new runs would show with a given power, as a difference of shares; nil where not even 100 % would.
///
/// The judgement of ``compareErrorRates(baseline:candidate:history:)`` on the number of errors that is exceeded with that power, whose variance is that of independent
/// errors times the over-dispersion.
///
/// - Parameters:
///   - requests: of each new run.
///   - tests: the number of tests judged together.
package func detectableErrorRate(
    baseline: ErrorCounts, runs: Int, requests: Double, tests: Int, limits: JudgementLimits = JudgementLimits(),
    power: Double = 0.9
) -> Double? {
    guard runs > 0, requests > 0, (try? baseline.validate()) != nil else { return nil }
    let rate = baseline.totalErrors / baseline.totalRequests
    let all = Double(runs) * requests
    let dispersion = overDispersion(of: baseline) ?? 1
    func isFound(_ rise: Double) -> Bool {
        let expected = all * min(rate + rise, 1)
        let spread = (dispersion * expected * (1 - min(rate + rise, 1))).squareRoot()
        let few = max(expected - StandardNormal.quantile(power) * spread, 0)
        let candidate = ErrorCounts(
            errors: Array(repeating: few / Double(runs), count: runs),
            requests: Array(repeating: requests, count: runs))
        guard let shift = try? compareErrorRates(baseline: baseline, candidate: candidate) else { return false }
        let adjusted = min(shift.pWorse * Double(tests), 1)
        return judge(shift, adjustedWorse: adjusted, adjustedBetter: 1, limits: limits) == .regressed
    }
    guard isFound(1 - rate) else { return nil }
    var (missed, found) = (0.0, 1 - rate)
    while found - missed > 1e-6 {
        let middle = (missed + found) / 2
        if isFound(middle) { found = middle } else { missed = middle }
    }
    return found
}

/// How many times as much the errors of runs vary as independent errors would: Pearson's χ² over its degrees of freedom, at least 1; nil for fewer than two runs.
package func overDispersion(of counts: ErrorCounts) -> Double? {
    guard counts.errors.count >= 2 else { return nil }
    return max(counts.pearson / Double(counts.errors.count - 1), 1)
}
