import Foundation

/// Student's t distribution with any positive, also fractional, number of degrees of freedom.
package struct StudentT: Sendable, Equatable {
    /// Degrees of freedom; positive, infinite for the normal distribution.
    package let degreesOfFreedom: Double

    package init(degreesOfFreedom: Double) {
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value of at most `t`.
    package func cdf(_ t: Double) -> Double { upperTail(-t) }

    /// The probability of a value above `t`, accurate relative to itself; NaN without positive degrees of freedom.
    package func upperTail(_ t: Double) -> Double {
        guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
        if t < 0 { return 1 - upperTail(-t) }
        if t == .infinity { return 0 }
        if degreesOfFreedom > 1e6 { return StandardNormal.upperTail(normalEquivalent(t)) }
        if t > 1e150 { return leadingTailTerm(t) }
        let square = t * t
        let total = degreesOfFreedom + square
        let halves = regularizedBeta(
            degreesOfFreedom / total, complement: square / total, degreesOfFreedom / 2, 0.5)
        return 0.5 * halves.lower
    }

    /// The `t` below which the probability `p` lies; infinite for 0 and 1, NaN outside.
    package func quantile(_ p: Double) -> Double { -upperQuantile(p) }

    /// The `t` above which the probability `p` lies; infinite for 0 and 1, NaN outside.
    package func upperQuantile(_ p: Double) -> Double {
        guard degreesOfFreedom > 0, p >= 0, p <= 1 else { return .nan }
        if p == 0 { return .infinity }
        if p > 0.5 { return -upperQuantile(1 - p) }
        return p > 0.25 ? centralQuantile(p) : tailQuantile(p)
    }

    /// The natural logarithm of the density at `t`.
    package func logDensity(_ t: Double) -> Double {
        let half = degreesOfFreedom / 2
        let correction = stirlingCorrection(half + 0.5) - stirlingCorrection(half)
        // Γ(h + ½) / (Γ(h) √h) by Stirling's formula, so that large h costs no digits.
        let constant = half * log1p(0.5 / half) - 0.5 + correction - logSqrtTwoPi
        return constant - (degreesOfFreedom + 1) * log(hypot(1, t / degreesOfFreedom.squareRoot()))
    }

    /// The standard normal deviate with the same tail probability, for many degrees of freedom.
    ///
    /// Hill, "Algorithm 395: Student's t-Distribution", 1970.
    private func normalEquivalent(_ t: Double) -> Double {
        guard degreesOfFreedom.isFinite else { return t }
        let a = degreesOfFreedom - 0.5
        let b = 48 * a * a
        let y = a * log1p(t / degreesOfFreedom * t)
        let series = ((((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b) + y + 3) / b + 1
        return series * y.squareRoot()
    }

    /// The tail where `t²` would overflow: the first term of the series, `½ x^h / (h B(h, ½))` with `x = ν / t²`.
    private func leadingTailTerm(_ t: Double) -> Double {
        let half = degreesOfFreedom / 2
        let logarithm = half * (log(degreesOfFreedom) - 2 * log(t))
        let logBeta = logGamma(half) + logGamma(0.5) - logGamma(half + 0.5)
        return 0.5 * exp(logarithm - logBeta) / half
    }

    /// Newton's method from zero; the tail probability is convex there, so it approaches from one side.
    private func centralQuantile(_ p: Double) -> Double {
        var t = 0.0
        for _ in 0..<100 {
            let step = (upperTail(t) - p) / exp(logDensity(t))
            t += step
            if abs(step) <= 1e-15 * (t + 1e-3) { break }
        }
        return t
    }

    /// Newton's method on the logarithms of both the tail probability and `t`, where the tail is nearly a straight line.
    ///
    /// The normal quantile is below the answer. A step that goes so far that the tail probability underflows is halved.
    private func tailQuantile(_ p: Double) -> Double {
        if upperTail(.greatestFiniteMagnitude) > p { return .infinity }
        var below = log(StandardNormal.upperQuantile(p))
        var u = below
        for _ in 0..<200 {
            let t = exp(u)
            let tail = upperTail(t)
            if tail < 1e-5 * p, u > below {
                u = (below + u) / 2
                continue
            }
            if tail > p { below = u }
            let step = log(tail / p) * tail / exp(logDensity(t) + u)
            guard step.isFinite else { return t }
            u += step
            if abs(step) <= 1e-15 * max(1, abs(u)) { break }
        }
        return exp(u)
    }
}
