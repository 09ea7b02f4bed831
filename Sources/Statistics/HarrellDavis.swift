import Foundation

/// The Harrell-Davis estimate of a quantile with the standard error of its jackknife.
///
/// A weighted mean of all order statistics, with the weights of a beta distribution: smoother than any two of them
/// (Harrell & Davis, "A New Distribution-Free Quantile Estimator", 1982).
///
/// - Parameter confidence: of the interval, which takes the estimate for normal.
/// - Throws: ``Cannot`` for fewer than two values, values that are not finite, or numbers outside their range.
package func harrellDavis(
    _ p: Double, of values: [Double], confidence: Double = 0.95
) throws(Cannot) -> QuantileEstimate {
    guard values.count >= 2 else { throw .tooFewObservations(needed: 2, given: values.count) }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    guard p > 0, p < 1, (0..<1).contains(confidence) else { throw .outOfRange }
    let sorted = ascending(values)
    let count = Double(sorted.count)
    let weights = betaWeights(sorted.count, (count + 1) * p, (count + 1) * (1 - p))
    let value = zip(weights, sorted).reduce(0) { $0 + $1.0 * $1.1 }
    let error = jackknifeError(sorted, betaWeights(sorted.count - 1, count * p, count * (1 - p)))
    let margin = StandardNormal.upperQuantile((1 - confidence) / 2) * error
    return QuantileEstimate(value: value, standardError: error, interval: (value - margin)...(value + margin))
}

/// The differences of two samples' quantiles, second less first: where in the distribution a change lies.
///
/// Doksum's shift function (1974) with Harrell-Davis quantiles. Each interval takes the difference for normal and holds
/// together with the others by Bonferroni.
///
/// - Throws: as ``harrellDavis(_:of:confidence:)``.
package func shiftFunction(
    from first: [Double], to second: [Double], at quantiles: [Double] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99],
    confidence: Double = 0.95
) throws(Cannot) -> [QuantileEstimate] {
    guard (0..<1).contains(confidence) else { throw .outOfRange }
    let z = StandardNormal.upperQuantile((1 - confidence) / 2 / Double(max(quantiles.count, 1)))
    var shifts: [QuantileEstimate] = []
    for p in quantiles {
        let (before, after) = (try harrellDavis(p, of: first), try harrellDavis(p, of: second))
        let error = hypot(before.standardError, after.standardError)
        let shift = after.value - before.value
        shifts.append(
            QuantileEstimate(
                value: shift, standardError: error, interval: (shift - z * error)...(shift + z * error)))
    }
    return shifts
}

/// The probabilities of a beta distribution in `count` intervals of equal length.
private func betaWeights(_ count: Int, _ a: Double, _ b: Double) -> [Double] {
    var weights: [Double] = []
    weights.reserveCapacity(count)
    var last = 0.0
    for index in 1...count {
        let x = Double(index) / Double(count)
        let here = regularizedBeta(x, complement: Double(count - index) / Double(count), a, b).lower
        weights.append(here - last)
        last = here
    }
    return weights
}

/// The standard error from leaving out each value once; `weights` are those of one value fewer.
private func jackknifeError(_ sorted: [Double], _ weights: [Double]) -> Double {
    var withoutValue = sorted.map { _ in 0.0 }
    var sum = 0.0
    for index in weights.indices {
        sum += weights[index] * sorted[index]
        withoutValue[index + 1] += sum
    }
    sum = 0
    for index in weights.indices.reversed() {
        sum += weights[index] * sorted[index + 1]
        withoutValue[index] += sum
    }
    let count = Double(sorted.count)
    return (sumOfSquares(withoutValue) / count * (count - 1)).squareRoot()
}
