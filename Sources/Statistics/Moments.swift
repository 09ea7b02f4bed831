/// The arithmetic mean; NaN of nothing.
package func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
}

/// The sum of the squared deviations from the mean; NaN of nothing.
package func sumOfSquares(_ values: [Double]) -> Double {
    let center = mean(values)
    return values.reduce(values.isEmpty ? .nan : 0) { $0 + ($1 - center) * ($1 - center) }
}

/// The unbiased variance, with `n − 1` in the denominator; NaN for fewer than two values.
package func variance(_ values: [Double]) -> Double {
    values.count < 2 ? .nan : sumOfSquares(values) / Double(values.count - 1)
}

/// The median of the finite values, the mean of the middle two for an even number; NaN of none.
package func median(_ values: some Sequence<Double>) -> Double {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The median absolute deviation as the standard deviation of normal values with it (Hampel 1974); NaN of none.
///
/// - Parameter deviations: the finite ones count, by their size.
package func robustDeviation(of deviations: some Sequence<Double>) -> Double {
    1.4826 * median(deviations.lazy.map(abs))
}
