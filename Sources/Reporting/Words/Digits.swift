/// Decimal text of numbers: no locale, no exponent in the usual ranges.
enum Digits {
    /// Rounded to so many significant digits; digits before the point are never lost, and exact integers get no decimals.
    static func significant(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, value != value.rounded() else { return fixed(value, decimals: 0) }
        let limit = power(digits - 1)
        var decimals = 0
        while decimals < 12, value.magnitude * power(decimals) < limit { decimals += 1 }
        if decimals > 0, (value.magnitude * power(decimals)).rounded() >= limit * 10 { decimals -= 1 }
        return fixed(value, decimals: decimals)
    }

    /// With so many decimals (at most 12).
    static func fixed(_ value: Double, decimals: Int) -> String {
        let scaled = (value.magnitude * power(decimals)).rounded()
        guard scaled < 1e18 else { return String(value) }
        let number = Int(scaled)
        let sign = value < 0 && number > 0 ? "−" : ""
        let divisor = Int(power(decimals))
        guard decimals > 0 else { return sign + String(number) }
        let fraction = String(number % divisor)
        return sign + String(number / divisor) + "." + String(repeating: "0", count: decimals - fraction.count)
            + fraction
    }

    /// The double nearest to the value rounded to nine significant digits: what was measured, without binary noise.
    static func nineDigits(_ value: Double) -> Double {
        guard value.isFinite, value != 0, value.magnitude > 1e-290 else { return value }
        // The decimal exponent from the binary one; the guess is at most one too small.
        var exponent = Int((Double(value.exponent) * 0.301029995663981).rounded(.down))
        if let next = tenTo(exponent + 1), value.magnitude >= next { exponent += 1 }
        guard let unit = tenTo(8 - exponent), unit.isFinite, unit > 0 else { return value }
        guard let digits = Int(exactly: (value * unit).rounded()) else { return value }
        // Both exact, so that the quotient or product is the double nearest to the decimal.
        let scale = exactPowers.count
        if (0..<scale).contains(8 - exponent) { return Double(digits) / exactPowers[8 - exponent] }
        if (0..<scale).contains(exponent - 8) { return Double(digits) * exactPowers[exponent - 8] }
        return Double("\(digits)e\(exponent - 8)") ?? value
    }

    /// Powers of ten that are doubles.
    private static let exactPowers = (0...22).map { power($0) }

    /// The double nearest to a power of ten.
    private static func tenTo(_ exponent: Int) -> Double? {
        if exactPowers.indices.contains(exponent) { return exactPowers[exponent] }
        if exactPowers.indices.contains(-exponent) { return 1 / exactPowers[-exponent] }
        return Double("1e\(exponent)")
    }

    private static func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<max(0, exponent) { result *= 10 }
        return result
    }
}
