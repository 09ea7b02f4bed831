import Foundation

/// What may be said of one check.
package enum Judgement: String, Sendable, Equatable, CaseIterable {
    /// Significantly and relevantly worse.
    case regressed
    /// Significantly and relevantly better.
    case improved
    /// Surely less worse than the allowed change.
    case equivalent
    /// None of these can be said.
    case inconclusive
    /// Nothing to estimate a variance from.
    case insufficient
}

/// Where a judgement draws its lines.
package struct JudgementLimits: Sendable, Equatable {
    /// The largest adjusted p-value of a finding.
    package var falseDiscoveryRate = 0.01
    /// The smallest relative change of a finding: 0.03 for 3 %.
    package var leastChange = 0.03
    /// The relative change that "equivalent" excludes.
    package var allowedChange = 0.05
    /// The error level of "equivalent".
    package var equivalenceLevel = 0.05
    /// The smallest difference of error rates of a finding: 0.001 for 0.1 percentage point.
    package var leastRateDifference = 0.001
    /// The smallest number of extra errors of a finding to the worse.
    package var leastExtraErrors = 5.0

    package init() {}
}

/// The judgement of one shift, given its p-values adjusted over the family that it belongs to.
///
/// A finding is both significant and relevant. "Equivalent" is the one-sided test for non-inferiority: the upper
/// confidence limit of the change lies below the allowed change.
///
/// - Parameter shared: what all endpoints share of the change and `shift` leaves out, as a difference of logarithms. Nobody is served by an
///   endpoint that is equal but for it: "equivalent" holds with it as well as without.
package func judge(
    _ shift: Shift, adjustedWorse: Double, adjustedBetter: Double, shared: Double = 0,
    limits: JudgementLimits = JudgementLimits()
) -> Judgement {
    guard let upperLimit = shift.upperLimit(level: limits.equivalenceLevel) else { return .insufficient }
    let leastChange = log1p(limits.leastChange)
    if adjustedWorse <= limits.falseDiscoveryRate, shift.estimate >= leastChange { return .regressed }
    if adjustedBetter <= limits.falseDiscoveryRate, -shift.estimate >= leastChange { return .improved }
    return upperLimit + max(shared, 0) < log1p(limits.allowedChange) ? .equivalent : .inconclusive
}

/// The judgement of a comparison of error rates, given its p-values adjusted over the family that it belongs to.
package func judge(
    _ rates: ErrorRateShift, adjustedWorse: Double, adjustedBetter: Double, limits: JudgementLimits = JudgementLimits()
) -> Judgement {
    if adjustedWorse <= limits.falseDiscoveryRate, rates.difference >= limits.leastRateDifference,
        rates.extraErrors >= limits.leastExtraErrors
    {
        return .regressed
    }
    if adjustedBetter <= limits.falseDiscoveryRate, rates.difference <= -limits.leastRateDifference {
        return .improved
    }
    return .inconclusive
}

/// The judgement of a shift of everything at once. It stands beside the family of the single tests and shares the error
/// with it: its threshold is half of theirs.
package func judge(_ shift: GlobalShift, limits: JudgementLimits = JudgementLimits()) -> Judgement {
    let threshold = limits.falseDiscoveryRate / 2
    let leastChange = log1p(limits.leastChange)
    if shift.pWorse <= threshold, shift.change >= leastChange { return .regressed }
    if shift.pBetter <= threshold, -shift.change >= leastChange { return .improved }
    return shift.change.isFinite ? .inconclusive : .insufficient
}
