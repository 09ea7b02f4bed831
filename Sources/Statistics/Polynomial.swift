/// The value of a polynomial at `x` by Horner's rule.
///
/// - Parameter coefficients: that of the highest power first.
func polynomial(_ coefficients: [Double], at x: Double) -> Double {
    var value = 0.0
    for coefficient in coefficients { value = value * x + coefficient }
    return value
}
