import Foundation

/// The number of runs on each side that would find an allowed change with a given power; nil for more than `most`.
///
/// The noncentral t distribution at the threshold of the strictest test of the family.
///
/// - Parameters:
///   - standardDeviation: of a single run's logarithm.
///   - tests: the number of tests judged together.
///   - change: the relative change that must not be overlooked: 0.05 for 5 %.
///   - threshold: the largest adjusted p-value of a finding.
///   - priorDegreesOfFreedom: what moderation of the variances is expected to add.
package func runsNeeded(
    standardDeviation: Double, tests: Int, change: Double = 0.05, threshold: Double = 0.01, power: Double = 0.9,
    priorDegreesOfFreedom: Double = 20, most: Int = 199
) -> Int? {
    guard standardDeviation >= 0, standardDeviation.isFinite, tests > 0, most >= 2 else { return nil }
    func suffices(_ runs: Int) -> Bool {
        let df = Double(2 * runs - 2) + priorDegreesOfFreedom
        let noncentrality = log1p(change) / (standardDeviation * (2 / Double(runs)).squareRoot())
        let critical = StudentT(degreesOfFreedom: df).upperQuantile(threshold / Double(tests))
        // So far out the power is one for every purpose; a constant, with no deviation at all, ends here too.
        if noncentrality > 4 * critical + 40 { return true }
        return NoncentralT(degreesOfFreedom: df, noncentrality: noncentrality).upperTail(critical) >= power
    }
    guard suffices(most) else { return nil }
    var few = 1
    var enough = most
    while enough - few > 1 {
        let middle = (few + enough) / 2
        if suffices(middle) { enough = middle } else { few = middle }
    }
    return enough
}

/// The smallest relative change to the worse that the runs at hand would find with a given power; nil when
/// insufficient.
///
/// The larger of two: the change that would be significant (noncentral t at the threshold of the strictest test of the
/// family), and the change whose estimate would reach the least change that counts.
///
/// - Parameters:
///   - shift: the comparison, for its standard error and degrees of freedom.
///   - tests: the number of tests judged together.
///   - leastChange: the smallest relative change that may be a finding at all.
package func detectableChange(
    _ shift: Shift, tests: Int, leastChange: Double = 0.03, threshold: Double = 0.01, power: Double = 0.9
) -> Double? {
    guard !shift.isInsufficient, tests > 0, (0..<1).contains(power) else { return nil }
    let critical = StudentT(degreesOfFreedom: shift.degreesOfFreedom).upperQuantile(threshold / Double(tests))
    let significant = noncentrality(
        power: power, beyond: critical, degreesOfFreedom: shift.degreesOfFreedom)
    let relevant = log1p(leastChange) / shift.standardError + StandardNormal.quantile(power)
    return expm1(max(significant, relevant) * shift.standardError)
}

/// The noncentrality with which the noncentral t exceeds a critical value with a given probability.
///
/// The secant method on the normal deviate of the power, which is nearly a straight line of the noncentrality.
func noncentrality(power: Double, beyond critical: Double, degreesOfFreedom df: Double) -> Double {
    let wanted = StandardNormal.quantile(power)
    func excess(_ noncentrality: Double) -> Double {
        let tail = NoncentralT(degreesOfFreedom: df, noncentrality: noncentrality).upperTail(critical)
        return StandardNormal.quantile(tail) - wanted
    }
    var (last, here) = (critical, critical + wanted + 0.1)
    var (valueOfLast, valueHere) = (excess(last), excess(here))
    for _ in 0..<50 where valueHere != valueOfLast {
        let next = here - valueHere * (here - last) / (valueHere - valueOfLast)
        guard next.isFinite else { break }
        (last, valueOfLast) = (here, valueHere)
        (here, valueHere) = (next, excess(next))
        if abs(here - last) <= 1e-12 * abs(here) { break }
    }
    return here
}
