import Foundation

/// The noncentral t distribution: `(Z + δ) / √(χ²_ν / ν)`.
package struct NoncentralT: Sendable, Equatable {
    /// Degrees of freedom ν; positive.
    package let degreesOfFreedom: Double
    /// The noncentrality δ.
    package let noncentrality: Double

    package init(degreesOfFreedom: Double, noncentrality: Double) {
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
    }

    /// The probability of a value above `t`; NaN without positive, finite degrees of freedom.
    ///
    /// The definition integrated over `w = ln √(χ²_ν / ν)`: the integrand is analytic and falls off doubly
    /// exponentially, so the trapezoidal rule converges geometrically (Trefethen & Weideman, "The Exponentially Convergent
    /// Trapezoidal Rule", 2014). The step follows from the width of the integrand.
    package func upperTail(_ t: Double) -> Double {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite, t.isFinite, noncentrality.isFinite else { return .nan }
        let half = degreesOfFreedom / 2
        let step = min(0.1, 0.5 / (2 * degreesOfFreedom + noncentrality * noncentrality + 1).squareRoot())
        let constant = 2 * (half / (2 * Double.pi)).squareRoot() * exp(-stirlingCorrection(half))
        let center = integrand(t, 0, half)
        let right = sum(t, half, step: step, from: center)
        let left = sum(t, half, step: -step, from: center)
        return min(1, constant * step * (left + center + right))
    }

    /// The integrand but for its constant factor.
    private func integrand(_ t: Double, _ w: Double, _ half: Double) -> Double {
        let weight = exp(-half * (expm1(2 * w) - 2 * w))
        return weight * StandardNormal.upperTail(t * exp(w) - noncentrality)
    }

    /// The sum of the integrand on one side of zero, as far as it matters.
    private func sum(_ t: Double, _ half: Double, step: Double, from center: Double) -> Double {
        var total = 0.0
        var w = step
        while half * (expm1(2 * w) - 2 * w) < 745 {
            let term = integrand(t, w, half)
            total += term
            if term <= 1e-18 * (total + center), total + center > 0 { break }
            w += step
        }
        return total
    }
}
