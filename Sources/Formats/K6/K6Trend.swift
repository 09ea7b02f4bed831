import Measurements

/// The statistics that k6 printed of a trend, by k6's names: those of the option `summaryTrendStats`.
enum K6Trend {
    /// `scale`: from the file's unit to the base unit. `count`: how many values, where the trend itself does not say.
    static func distribution(_ statistics: [String: Double], scale: Double, count: Int?) -> Distribution {
        var quantiles: [Double: Double] = [:]
        for (name, value) in statistics {
            if let rank = rank(name) { quantiles[rank] = value * scale }
        }
        return Distribution(
            printed: quantiles, count: statistics["count"].flatMap { Int(exactly: $0) } ?? count,
            min: statistics["min"].map { $0 * scale }, max: statistics["max"].map { $0 * scale },
            mean: statistics["avg"].map { $0 * scale })
    }

    /// "med", "p(99.9)".
    private static func rank(_ name: String) -> Double? {
        if name == "med" { return 0.5 }
        guard name.hasPrefix("p("), name.hasSuffix(")"), let percent = Double(name.dropFirst(2).dropLast()),
            percent >= 0, percent <= 100
        else { return nil }
        return percent / 100
    }

    /// Whether all values are 0, which is what k6 writes where there were none.
    static func isZero(_ statistics: [String: Double]) -> Bool {
        statistics.allSatisfy { $0.key == "count" || $0.value == 0 }
    }
}
