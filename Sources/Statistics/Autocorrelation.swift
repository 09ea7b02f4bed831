/// The correlation of each value with the one before it, corrected for the bias that the fitted mean brings: E[r] ≈ ρ − (1 + 3ρ)/n (Marriott & Pope, "Bias in the
/// Estimation of Autocorrelations", and Kendall, "Note on Bias in the Estimation of Autocorrelation", both 1954). Between −1 and 1; nil for fewer than eight values,
/// which say next to nothing of it, and for constants.
///
/// - Parameter values: in the order of time.
package func lagOneAutocorrelation(_ values: [Double]) -> Double? {
    guard values.count >= 8 else { return nil }
    let squares = sumOfSquares(values)
    guard squares > 0, squares.isFinite else { return nil }
    let center = mean(values)
    let products = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - center) * ($1.1 - center) }
    let count = Double(values.count)
    return min(max((count * products / squares + 1) / (count - 3), -1), 1)
}
