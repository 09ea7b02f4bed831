import Foundation

/// The outcome of Welch's t test.
package struct WelchT: Sendable, Equatable {
    /// The mean of the first sample less that of the second.
    package let difference: Double
    /// The standard error of the difference.
    package let standardError: Double
    /// The degrees of freedom, as a rule fractional.
    package let degreesOfFreedom: Double

    /// The difference in units of its standard error.
    package var statistic: Double { difference / standardError }
    /// The p-value for the first mean to be the larger.
    package var pGreater: Double { StudentT(degreesOfFreedom: degreesOfFreedom).upperTail(statistic) }
    /// The p-value for the first mean to be the smaller.
    package var pLess: Double { StudentT(degreesOfFreedom: degreesOfFreedom).cdf(statistic) }
    /// The two-sided p-value.
    package var pTwoSided: Double { 2 * StudentT(degreesOfFreedom: degreesOfFreedom).upperTail(abs(statistic)) }

    /// The two-sided confidence interval of the difference.
    package func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
        let margin = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - confidence) / 2) * standardError
        return margin >= 0 ? (difference - margin)...(difference + margin) : nil
    }
}

/// Welch's t test of two means with unequal variances ("The Generalization of 'Student's' Problem", 1947).
///
/// - Throws: ``Cannot`` for fewer than two values on a side, values that are not finite, or two constants.
package func welch(_ first: [Double], _ second: [Double]) throws(Cannot) -> WelchT {
    let fewest = min(first.count, second.count)
    guard fewest >= 2 else { throw .tooFewObservations(needed: 2, given: fewest) }
    guard first.allSatisfy(\.isFinite), second.allSatisfy(\.isFinite) else { throw .notFinite }
    let (a, b) = (variance(first) / Double(first.count), variance(second) / Double(second.count))
    guard a + b > 0 else { throw .noVariation }
    let (shareOfA, shareOfB) = (a / (a + b), b / (a + b))
    let df = 1 / (shareOfA * shareOfA / Double(first.count - 1) + shareOfB * shareOfB / Double(second.count - 1))
    return WelchT(
        difference: mean(first) - mean(second), standardError: (a + b).squareRoot(), degreesOfFreedom: df)
}
