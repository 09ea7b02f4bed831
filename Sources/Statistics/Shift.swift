import Foundation

/// What one test (an endpoint's metric) shows of a change between two states of a system.
///
/// Changes are differences of logarithms, signed so that a positive one is worse: 0.05 is about 5 % worse.
package struct Shift: Sendable, Equatable {
    /// The change that `standardError` belongs to.
    package let change: Double
    /// The change that a finding is about: `change`, or what is left of it without the part that all endpoints share.
    package let estimate: Double
    /// The standard error of `change`; infinite when there is nothing to estimate it from.
    package let standardError: Double
    /// The standard deviation of a single run after borrowing from the other tests; infinite likewise.
    package let standardDeviation: Double
    /// The degrees of freedom of the standard error; 0 when there is nothing to estimate it from.
    package let degreesOfFreedom: Double
    /// The one-sided p-value for a change to the worse.
    package let pWorse: Double
    /// The one-sided p-value for a change to the better.
    package let pBetter: Double
    /// Whether the common mode has been removed from `estimate`.
    package let adjusted: Bool

    /// Whether there was nothing to judge the change by.
    package var isInsufficient: Bool { degreesOfFreedom <= 0 || !standardError.isFinite || !change.isFinite }

    /// A shift without evidence for or against it.
    static func insufficient(change: Double) -> Shift {
        Shift(
            change: change, estimate: change, standardError: .infinity, standardDeviation: .infinity,
            degreesOfFreedom: 0, pWorse: 1, pBetter: 1, adjusted: false)
    }

    /// The limit, as a logarithm, below which the change lies with a confidence of `1 − level`; nil when insufficient.
    package func upperLimit(level: Double = 0.05) -> Double? {
        if isInsufficient { return nil }
        return change + StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(level) * standardError
    }

    /// The two-sided confidence interval of the new value's ratio to the old one; nil when insufficient.
    package func ratioInterval(confidence: Double = 0.95) -> ClosedRange<Double>? {
        if isInsufficient { return nil }
        let quantile = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - confidence) / 2)
        guard quantile >= 0 else { return nil }
        return exp(change - quantile * standardError)...exp(change + quantile * standardError)
    }
}

extension Shift {
    /// The same shift with other p-values.
    func with(pWorse: Double, pBetter: Double) -> Shift {
        Shift(
            change: change, estimate: estimate, standardError: standardError, standardDeviation: standardDeviation,
            degreesOfFreedom: degreesOfFreedom, pWorse: pWorse, pBetter: pBetter, adjusted: adjusted)
    }
}

extension Shift {
    /// The same change where the conditions of the two sides differ, and no number of runs averages that away: their standard deviation, of
    /// a logarithm, is added to the standard error. What all endpoints share is part of such conditions, so the change is the raw one.
    package func allowing(for conditions: Double) -> Shift {
        guard conditions > 0, !isInsufficient else { return self }
        let error = (standardError * standardError + conditions * conditions).squareRoot()
        let t = StudentT(degreesOfFreedom: degreesOfFreedom)
        return Shift(
            change: change, estimate: change, standardError: error, standardDeviation: standardDeviation,
            degreesOfFreedom: degreesOfFreedom, pWorse: max(pWorse, t.upperTail(change / error)),
            pBetter: max(pBetter, t.cdf(change / error)), adjusted: false)
    }
}
