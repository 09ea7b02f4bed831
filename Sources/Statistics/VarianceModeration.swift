import Foundation

/// The prior that many variances have in common: each is `scale` times an F-distributed number.
package struct VariancePrior: Sendable, Equatable {
    /// The degrees of freedom `d₀` that the prior is worth; 0 for none, at most 1000.
    package let degreesOfFreedom: Double
    /// The typical variance `s₀²`.
    package let scale: Double

    /// The same with fewer degrees of freedom.
    func limited(to most: Double) -> VariancePrior {
        VariancePrior(degreesOfFreedom: min(degreesOfFreedom, most), scale: scale)
    }

    /// The variance of one test after it has borrowed from the others.
    package func moderated(_ variance: Double, degreesOfFreedom df: Double, profile: Double = 1) -> Double {
        (degreesOfFreedom * scale * profile + df * variance) / (degreesOfFreedom + df)
    }
}

/// Fits `s²_t ~ s₀² F(df_t, d₀)` to the variances of many tests by the moments of their logarithms.
///
/// Smyth, "Linear Models and Empirical Bayes Methods for Assessing Differential Expression in Microarray Experiments",
/// 2004, section 6.2. With fewer than three variances there is no prior, only their typical size.
///
/// - Parameters:
///   - variances: one per test; those below 1e-8 count as 1e-8, since a constant has no logarithm.
///   - degreesOfFreedom: of each variance; at least 1.
package func fitVariancePrior(_ variances: [Double], degreesOfFreedom: [Double]) -> VariancePrior {
    let logarithms = zip(variances, degreesOfFreedom).map { variance, df in
        log(max(variance, 1e-8)) - digamma(df / 2) + log(df / 2)
    }
    let center = mean(logarithms)
    guard logarithms.count >= 3 else { return VariancePrior(degreesOfFreedom: 0, scale: exp(center)) }
    let spread = variance(logarithms) - mean(degreesOfFreedom.map { trigamma($0 / 2) })
    guard spread > 0 else { return VariancePrior(degreesOfFreedom: 1000, scale: exp(center)) }
    let df = 2 * inverseTrigamma(spread)
    return VariancePrior(degreesOfFreedom: min(df, 1000), scale: exp(center + digamma(df / 2) - log(df / 2)))
}
