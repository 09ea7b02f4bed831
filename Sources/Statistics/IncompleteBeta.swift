import Foundation

/// The regularized incomplete beta function and its complement, each accurate relative to itself.
package struct BetaProbabilities: Sendable, Equatable {
    /// `I_x(a, b)`.
    package let lower: Double
    /// `1 − I_x(a, b)`, computed without subtraction where it is small.
    package let upper: Double
}

/// `I_x(a, b)` and its complement for `a, b > 0` and `x` in `[0, 1]`.
///
/// - Parameters:
///   - x: the upper limit of the integral.
///   - complement: `1 − x`; given by the caller, since near one it holds the digits that `x` has lost.
///
/// The continued fraction of DiDonato & Morris ("Algorithm 708", 1992, `BFRAC`) on the side of the mean where all its
/// terms are positive; its front factor by Loader's saddle-point expansion, so that large `a` and `b` cost no digits.
package func regularizedBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> BetaProbabilities {
    guard a > 0, b > 0, x >= 0, complement >= 0 else { return BetaProbabilities(lower: .nan, upper: .nan) }
    if x == 0 { return BetaProbabilities(lower: 0, upper: 1) }
    if complement == 0 { return BetaProbabilities(lower: 1, upper: 0) }
    let excess = a * complement - b * x
    let front = betaFront(x, complement, a, b, excess: excess)
    if front == 0 { return BetaProbabilities(lower: excess >= 0 ? 0 : 1, upper: excess >= 0 ? 1 : 0) }
    if excess >= 0 {
        let lower = min(1, front / betaFraction(x, complement, a, b, excess: excess))
        return BetaProbabilities(lower: lower, upper: 1 - lower)
    }
    let upper = min(1, front / betaFraction(complement, x, b, a, excess: -excess))
    return BetaProbabilities(lower: 1 - upper, upper: upper)
}

/// `I_x(a, b)` for `a, b > 0` and `x` in `[0, 1]`.
package func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    regularizedBeta(x, complement: 1 - x, a, b).lower
}

/// `x^a y^b / B(a, b)` with `y = 1 − x`.
///
/// - Parameter excess: `a y − b x`, which is `(a + b)` times the distance of `x` from `a / (a + b)`.
private func betaFront(_ x: Double, _ y: Double, _ a: Double, _ b: Double, excess: Double) -> Double {
    let n = a + b
    let exponent = devianceTerm(a, n * x, difference: excess) + devianceTerm(b, n * y, difference: -excess)
    let corrections = stirlingCorrection(n) - stirlingCorrection(a) - stirlingCorrection(b)
    return (a / n * b / (2 * Double.pi)).squareRoot() * exp(corrections - exponent)
}

/// The continued fraction that divides the front factor, by the modified Lentz method.
private func betaFraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double, excess: Double) -> Double {
    let tiny = 1e-300
    var value = a * (excess + 1) / (a + 1)
    if value == 0 { value = tiny }
    var c = value
    var d = 0.0
    var m = 1.0
    while m < 10_000_000 {
        let below = a + 2 * m - 1
        let numerator = (a + m - 1) / below * ((a + b + m - 1) / below) * m * (b - m) * x * x
        let denominator =
            m + m * (b - m) * x / below + (a + m) * (excess + 1 + m * (2 - x)) / (a + 2 * m + 1)
        d = denominator + numerator * d
        if d == 0 { d = tiny }
        c = denominator + numerator / c
        if c == 0 { c = tiny }
        d = 1 / d
        let factor = c * d
        value *= factor
        if abs(factor - 1) < 4e-16 { return value }
        m += 1
    }
    return .nan
}
