import Foundation

// Functions of a real variable in this module answer NaN outside their domain, as those of the C library do.

/// `ln √(2π)`.
let logSqrtTwoPi = 0.918_938_533_204_672_74

/// The natural logarithm of the gamma function for `x > 0`.
///
/// Stirling's formula with its correction term; see ``stirlingCorrection(_:)``.
package func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x.isFinite else { return .infinity }
    return (x - 0.5) * log(x) - x + logSqrtTwoPi + stirlingCorrection(x)
}

/// `δ(x) = ln Γ(x) − (x − ½) ln x + x − ln √(2π)`, what Stirling's formula leaves out, for `x > 0`.
///
/// The asymptotic series (Abramowitz & Stegun 6.1.41) from ten upwards, below it the recurrence
/// `δ(x) = δ(x + 1) + (x + ½) ln(1 + 1/x) − 1`. Kept apart from the gamma function because quotients of gamma
/// functions of large arguments lose no digits when only the corrections are subtracted (Loader, "Fast and Accurate
/// Computation of Binomial Probabilities", 2000).
func stirlingCorrection(_ x: Double) -> Double {
    var shifted = x
    var correction = 0.0
    while shifted < 10 {
        correction += (shifted + 0.5) * log1p(1 / shifted) - 1
        shifted += 1
    }
    let inverse = 1 / shifted
    return correction + polynomial(stirlingSeries, at: inverse * inverse) * inverse
}

/// `B₂ₖ / (2k (2k − 1))`, k from 7 down to 1, B the Bernoulli numbers.
private let stirlingSeries: [Double] = [1 / 156, -691 / 360_360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12]

/// `u ln(u/m) + m − u` for positive `u` and `m`, without cancellation where the two are close.
///
/// - Parameter difference: `u − m`, which callers often know to more digits than the two numbers themselves.
///
/// Loader (2000), function `bd0`.
func devianceTerm(_ u: Double, _ m: Double, difference: Double) -> Double {
    guard abs(difference) < 0.1 * (u + m) else { return u * log(u / m) - difference }
    let ratio = difference / (u + m)
    let square = ratio * ratio
    var sum = difference * ratio
    var term = 2 * u * ratio
    var odd = 3.0
    while true {
        term *= square
        let next = sum + term / odd
        if next == sum { return next }
        sum = next
        odd += 2
    }
}
