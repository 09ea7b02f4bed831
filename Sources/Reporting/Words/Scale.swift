import Measurements

/// A unit that fits a magnitude: 0.412 s is read as 412 ms. The only place where values are scaled for people.
struct Scale {
    /// One of this unit in base units.
    var step: Double
    /// Follows the number, with its space: " ms", "/s", " %".
    var suffix: String

    /// The largest unit of which the magnitude holds at least one; 0.9996 of it is printed as 1 of it.
    static func fitting(_ magnitude: Double, _ unit: Unit) -> Scale {
        let scales = Self.scales(of: unit)
        if magnitude == 0, unit == .seconds { return Scale(step: 1e-3, suffix: " ms") }
        return scales.last { magnitude.magnitude >= $0.step * 0.9995 } ?? scales[0]
    }

    private static func scales(of unit: Unit) -> [Scale] {
        let steps: [(Double, String)] =
            switch unit {
            case .seconds: [(1e-9, " ns"), (1e-6, " µs"), (1e-3, " ms"), (1, " s")]
            case .bytes: [(1, " B"), (1e3, " KB"), (1e6, " MB"), (1e9, " GB"), (1e12, " TB")]
            case .bytesPerSecond: [(1, " B/s"), (1e3, " KB/s"), (1e6, " MB/s"), (1e9, " GB/s")]
            case .perSecond: [(1, "/s"), (1e6, " M/s")]
            case .ratio: [(0.01, " %")]
            case .count, .unknown: [(1, ""), (1e6, " M"), (1e9, " G")]
            }
        return steps.map { Scale(step: $0.0, suffix: $0.1) }
    }

    fileprivate func number(_ value: Double, _ digits: Int) -> String {
        // From 1000 on every digit before the point is shown, and none behind it.
        value.magnitude >= step * 1000
            ? Digits.fixed(value / step, decimals: 0) : Digits.significant(Digits.nineDigits(value / step), digits)
    }
}

/// Values in base units as people read them.
package enum Quantity {
    /// "412 ms"; with more digits where it would look equal to a limit that it is not equal to.
    static func text(_ value: Double, _ unit: Unit, unlike other: Double? = nil) -> String {
        let scale = Scale.fitting(value, unit)
        return scale.number(value, digits(value, other, scale)) + scale.suffix
    }

    /// "412 → 540 ms", sharing the unit of the larger one.
    package static func range(_ base: Double, _ head: Double, _ unit: Unit) -> String {
        let scale = Scale.fitting(max(base.magnitude, head.magnitude), unit)
        let digits = digits(base, head, scale)
        return scale.number(base, digits) + " → " + scale.number(head, digits) + scale.suffix
    }

    /// Both sides in one unit, for two columns of a table; the head's is told from a limit that it is not equal to.
    static func pair(
        _ base: Double?, _ head: Double?, _ unit: Unit, unlike limit: Double? = nil
    ) -> (base: String?, head: String?) {
        let scale = Scale.fitting(max(base?.magnitude ?? 0, head?.magnitude ?? 0), unit)
        func text(_ value: Double, unlike others: Double?...) -> String {
            scale.number(value, others.map { digits(value, $0, scale) }.max() ?? 3) + scale.suffix
        }
        return (base.map { text($0, unlike: head) }, head.map { text($0, unlike: base, limit) })
    }

    /// Three significant digits, or as many as tell the value from another one, at most six.
    private static func digits(_ value: Double, _ other: Double?, _ scale: Scale) -> Int {
        guard let other, other != value else { return 3 }
        return (3...5).first { digits in
            let (text, otherText) = (scale.number(value, digits), scale.number(other, digits))
            return text != otherText && (Double(text) ?? .nan) != Double(otherText)
        } ?? 6
    }

    /// A relative change: 0.3107 is "+31 %", -0.042 is "−4.2 %".
    static func percent(_ ratio: Double, signed: Bool = true) -> String {
        let percent = ratio * 100
        let text = Digits.fixed(percent, decimals: percent.magnitude < 9.95 ? 1 : 0)
        let trimmed = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        return (signed && percent > 0 && trimmed != "0" ? "+" : "") + trimmed + " %"
    }
}
