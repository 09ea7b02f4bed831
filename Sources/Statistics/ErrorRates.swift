import Foundation

/// Errors and requests of several runs.
package struct ErrorCounts: Sendable, Equatable {
    /// The errors of each run.
    package let errors: [Double]
    /// The requests of each run, errors included.
    package let requests: [Double]

    package init(errors: [Double], requests: [Double]) {
        self.errors = errors
        self.requests = requests
    }

    var totalErrors: Double { errors.reduce(0, +) }
    var totalRequests: Double { requests.reduce(0, +) }

    /// Pearson's χ² of the runs against their common rate.
    var pearson: Double {
        let rate = max(totalErrors / totalRequests, 1e-9)
        return zip(errors, requests).reduce(0) { sum, run in
            let deviation = run.0 - run.1 * rate
            return sum + deviation * deviation / max(run.1 * rate * (1 - rate), 1e-9)
        }
    }

    /// - Throws: ``Cannot`` for lists that do not fit, no request at all, or more errors than requests.
    func validate() throws(Cannot) {
        guard errors.count == requests.count else { throw .lengthsDiffer }
        guard (errors + requests).allSatisfy(\.isFinite) else { throw .notFinite }
        guard zip(errors, requests).allSatisfy({ $0 >= 0 && $0 <= $1 }) else { throw .outOfRange }
        guard totalRequests > 0 else { throw .tooFewObservations(needed: 1, given: 0) }
    }
}

/// What the counts of errors show of a change.
package struct ErrorRateShift: Sendable, Equatable {
    /// The one-sided p-value for more errors.
    package let pWorse: Double
    /// The one-sided p-value for fewer errors.
    package let pBetter: Double
    /// How many times as much the counts vary as independent errors would; at least 1.
    package let dispersion: Double
    /// The degrees of freedom that `dispersion` rests on.
    package let degreesOfFreedom: Double
    /// The difference of the error rates, candidate less baseline.
    package let difference: Double
    /// The errors above what the baseline's rate would have given.
    package let extraErrors: Double
}

/// Compares error rates as counts, so that zero is a number like any other.
///
/// The conditional exact test of two rates (Przyborowski & Wilenski 1940) on counts divided by their
/// over-dispersion, its tail carried over from the normal to Student's t distribution, as the dispersion is an estimate.
///
/// - Parameters:
///   - history: earlier runs; from five upwards they tell the dispersion, else that of independent errors is assumed.
/// - Throws: ``Cannot`` for lists that do not fit, no request on a side, or more errors than requests.
package func compareErrorRates(
    baseline: ErrorCounts, candidate: ErrorCounts, history: ErrorCounts? = nil
) throws(Cannot) -> ErrorRateShift {
    try baseline.validate()
    try candidate.validate()
    try history?.validate()
    let prior = dispersionPrior(history)
    let within = Double(baseline.errors.count + candidate.errors.count - 2)
    let df = prior.degreesOfFreedom + within
    let pooled = prior.degreesOfFreedom * prior.scale + baseline.pearson + candidate.pearson
    let dispersion = max(pooled / df, 1)
    let t = StudentT(degreesOfFreedom: df)
    func p(_ more: ErrorCounts, than fewer: ErrorCounts) -> Double {
        let tail = conditionalTail(more, against: fewer, dispersion: dispersion)
        return t.upperTail(StandardNormal.upperQuantile(min(max(tail, 1e-300), 1 - 1e-12)))
    }
    let before = baseline.totalErrors / baseline.totalRequests
    let expected = baseline.totalErrors * candidate.totalRequests / baseline.totalRequests
    return ErrorRateShift(
        pWorse: p(candidate, than: baseline), pBetter: p(baseline, than: candidate), dispersion: dispersion,
        degreesOfFreedom: df, difference: candidate.totalErrors / candidate.totalRequests - before,
        extraErrors: candidate.totalErrors - expected)
}

/// The dispersion that history suggests, worth at most thirty degrees of freedom, or four degrees for none.
private func dispersionPrior(_ history: ErrorCounts?) -> VariancePrior {
    guard let history, history.errors.count >= 5 else { return VariancePrior(degreesOfFreedom: 4, scale: 1) }
    let df = Double(history.errors.count - 1)
    return VariancePrior(degreesOfFreedom: min(df, 30), scale: max(history.pearson / df, 1))
}

/// The probability of at least this share of all errors on one side when both have the same rate.
private func conditionalTail(_ side: ErrorCounts, against other: ErrorCounts, dispersion: Double) -> Double {
    guard side.totalErrors > 0 else { return 1 }
    let all = side.totalRequests + other.totalRequests
    return regularizedBeta(
        side.totalRequests / all, complement: other.totalRequests / all, side.totalErrors / dispersion,
        other.totalErrors / dispersion + 1
    ).lower
}
