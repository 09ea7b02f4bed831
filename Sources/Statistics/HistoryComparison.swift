import Foundation

/// What new runs show against the history of the main branch.
package struct HistoryComparison: Sendable, Equatable {
    /// One per test; the common mode is removed from `change` and `estimate` alike.
    package let shifts: [Shift]
    /// The change of each test with the common mode left in; NaN where the test is insufficient.
    package let rawChanges: [Double]
    /// The row of history with which the present level of each test begins.
    package let levelStarts: [Int]
    /// The shift of everything at once; nil with too few endpoints to tell it from a single one's.
    package let global: GlobalShift?
    /// The degrees of freedom that the tails of the history's deviations resemble.
    package let tailDegreesOfFreedom: Double
    /// The correlation of a run's deviations with those of the run before, between 0 and 0.9.
    package let autocorrelation: Double
}

/// A shift of the median over all tests.
package struct GlobalShift: Sendable, Equatable {
    /// The difference of logarithms, positive for worse.
    package let change: Double
    /// The one-sided p-value for a change to the worse.
    package let pWorse: Double
    /// The one-sided p-value for a change to the better.
    package let pBetter: Double

    /// The same where the conditions of the two sides differ by this standard deviation of a logarithm: the error that the p-value tells of
    /// and that of the conditions add up as squares.
    package func allowing(for conditions: Double) -> GlobalShift {
        guard conditions > 0, change.isFinite else { return self }
        func widened(_ p: Double, _ change: Double) -> Double {
            let (own, other) = (StandardNormal.upperQuantile(p), change / conditions)
            guard own > 0, other > 0 else { return max(p, 0.5) }
            return max(p, StandardNormal.upperTail(1 / (1 / (own * own) + 1 / (other * other)).squareRoot()))
        }
        return GlobalShift(change: change, pWorse: widened(pWorse, change), pBetter: widened(pBetter, -change))
    }
}

/// Compares new runs with the history of the main branch.
///
/// Each test keeps only the history since its last level shift as its level; earlier runs still inform its variance.
/// Variances are moderated over the tests (Smyth 2004); an unusual run widens its own error; several new runs must all
/// show a change, and count for less the more the history's runs resemble their predecessors.
///
/// - Parameters:
///   - history: rows are runs of the main branch, oldest first, columns tests; signed logarithms, higher is worse. A
///     value that is not finite was not measured.
///   - runs: the same of the runs to be judged.
///   - endpoints: the endpoint that each column belongs to.
///   - leastChange: the smallest relative change of a finding.
///   - threshold: the p-value up to which a shift of everything at once is taken for granted.
/// - Throws: ``Cannot`` with fewer than five runs of history, without a new run, or for tables that do not fit.
package func compareWithHistory(
    history: [[Double]], runs: [[Double]], endpoints: [Int], leastChange: Double = 0.03, threshold: Double = 0.01
) throws(Cannot) -> HistoryComparison {
    guard history.count >= 5 else { throw .tooFewObservations(needed: 5, given: history.count) }
    guard !runs.isEmpty else { throw .tooFewObservations(needed: 1, given: 0) }
    guard (history + runs).allSatisfy({ $0.count == endpoints.count }) else { throw .lengthsDiffer }
    let groups = Endpoints(labels: endpoints)
    let centered = CenteredHistory(history: history, runs: runs, groups: groups)
    let model = HistoryModel(centered, leastChange: leastChange)
    let power = Double(runs.count) / (1 + Double(runs.count - 1) * model.autocorrelation)
    let global = globalShift(centered, exponent: power)
    let everything = groups.allowCommonMode && min(global.pWorse, global.pBetter) <= threshold
    let raw = endpoints.indices.map { model.rawChange($0, of: centered) }
    let tests = model.tests(centered, groups: groups, exponent: power)
    let least = log1p(leastChange)
    return HistoryComparison(
        shifts: zip(tests, raw).map { everything ? demandingRaw($0, raw: $1, leastChange: least) : $0 },
        rawChanges: raw, levelStarts: model.levels.map { $0?.start ?? 0 },
        global: groups.allowCommonMode ? global : nil, tailDegreesOfFreedom: model.tailDegreesOfFreedom,
        autocorrelation: model.autocorrelation)
}

/// Under a shift of everything, a test's p-value counts only where its raw change agrees: removing the common mode
/// would otherwise make an untouched endpoint look improved.
private func demandingRaw(_ shift: Shift, raw: Double, leastChange: Double) -> Shift {
    shift.with(
        pWorse: raw >= leastChange ? shift.pWorse : 1, pBetter: -raw >= leastChange ? shift.pBetter : 1)
}

/// One more test, on the median of each run over all its tests.
private func globalShift(_ centered: CenteredHistory, exponent: Double) -> GlobalShift {
    let past = centered.history.map { median($0) }.filter(\.isFinite)
    let now = centered.runs.map { median($0) }.filter(\.isFinite)
    guard past.count >= 2, !now.isEmpty else { return GlobalShift(change: .nan, pWorse: 1, pBetter: 1) }
    let center = mean(past)
    let count = Double(past.count)
    let error = (variance(past) * (1 + 1 / count)).squareRoot() + 1e-12
    let tails =
        centered.runs.count == 1 ? mostDegreesOfFreedomOfOneRun : degreesMatchingTails(of: past.map { $0 - center })
    let t = StudentT(degreesOfFreedom: min(count - 1, tails))
    let ratios = now.map { ($0 - center) / error }
    return GlobalShift(
        change: median(now) - center,
        pWorse: pow(ratios.map(t.upperTail).max() ?? 1, exponent),
        pBetter: pow(ratios.map(t.cdf).max() ?? 1, exponent))
}

/// A single run is never certain: its tails are at best those of five degrees of freedom.
let mostDegreesOfFreedomOfOneRun = 5.0

/// The degrees of freedom of a t distribution with the kurtosis of the deviations from a center, at least 3.
func degreesMatchingTails(of deviations: [Double]) -> Double {
    let second = mean(deviations.map { $0 * $0 })
    let fourth = mean(deviations.map { $0 * $0 * $0 * $0 })
    let kurtosis = deviations.isEmpty ? 0 : fourth / max(second * second, 1e-18)
    return max(4 + 6 / max(kurtosis - 3, 0.05), 3)
}
