import Foundation

/// The logarithmic derivative of the gamma function for `x > 0`.
///
/// Recurrence up to ten, then the asymptotic series (Abramowitz & Stegun 6.3.18).
package func digamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var result = 0.0
    while shifted < 10 {
        result -= 1 / shifted
        shifted += 1
    }
    let square = 1 / (shifted * shifted)
    return result + log(shifted) - 0.5 / shifted - polynomial(digammaSeries, at: square) * square
}

/// The second derivative of ``logGamma(_:)`` for `x > 0` (Abramowitz & Stegun 6.4.12).
package func trigamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var result = 0.0
    while shifted < 10 {
        result += 1 / (shifted * shifted)
        shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    return result + inverse + 0.5 * square + polynomial(trigammaSeries, at: square) * square * inverse
}

/// The third derivative of ``logGamma(_:)`` for `x > 0` (Abramowitz & Stegun 6.4.13).
package func tetragamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var result = 0.0
    while shifted < 10 {
        result -= 2 / (shifted * shifted * shifted)
        shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    return result - square - square * inverse - polynomial(tetragammaSeries, at: square) * square * square
}

/// The `y` whose trigamma is `x`, for `x > 0`.
///
/// Newton's method on the reciprocal, which is convex and approached from one side only (Smyth 2004, "Linear Models and
/// Empirical Bayes Methods", appendix).
package func inverseTrigamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    if x > 1e12 { return 1 / x.squareRoot() }
    if x < 1e-6 { return 1 / x }
    var y = 0.5 + 1 / x
    for _ in 0..<50 {
        let value = trigamma(y)
        let step = value * (1 - value / x) / tetragamma(y)
        y += step
        if -step / y < 1e-8 { break }
    }
    return y
}

// The Bernoulli numbers B₁₄ down to B₂: over 2k, as they are, and times 2k + 1.
private let digammaSeries: [Double] = [1 / 12, -691 / 32_760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12]
private let trigammaSeries: [Double] = [7 / 6, -691 / 2730, 5 / 66, -1 / 30, 1 / 42, -1 / 30, 1 / 6]
private let tetragammaSeries: [Double] = [35 / 2, -691 / 210, 5 / 6, -3 / 10, 1 / 6, -1 / 6, 1 / 2]
