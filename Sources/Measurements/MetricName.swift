/// How people name a figure: "p95", "error_rate", "latency_ok.p99", "checkout_time.mean". A measurement and a statistic of it.
package struct MetricName: Sendable, Hashable {
    package enum Statistic: Sendable, Hashable {
        /// Rank 0...1.
        case quantile(Double)
        case min, mean, max, count
        /// The share of a ratio, the per-second figure of a counter.
        case rate
        /// The last value of a gauge, the total of a counter.
        case value
    }

    /// Name of a measurement, or one of the counted figures: "requests", "errors", "error_rate", "throughput".
    package var measurement: String
    /// Nil for the counted figures, and where the measurement has only one sensible figure.
    package var statistic: Statistic?

    package init(_ measurement: String, _ statistic: Statistic? = nil) {
        self.measurement = measurement
        self.statistic = statistic
    }

    package static func percentile(_ p: Double) -> MetricName { MetricName("latency", .quantile(p / 100)) }
    package static let errorRate = MetricName("error_rate")
    package static let throughput = MetricName("throughput")
    package static let requests = MetricName("requests")
    package static let errors = MetricName("errors")
    package static let counted: Set<String> = ["error_rate", "throughput", "requests", "errors"]

    /// Whether it is of a series itself, and of none of its measurements.
    package var isCounted: Bool { statistic == nil && Self.counted.contains(measurement) }

    /// Reads "p95", "p(95)", "med", "avg", "max", "error_rate", "rps", or a measurement's name with or without ".statistic". Never fails:
    /// what is no statistic is a measurement's name.
    package init(parsing text: String) {
        if let statistic = Statistic(text) {
            self.init("latency", statistic)
        } else if let synonym = Self.synonyms[text.lowercased()] {
            self.init(synonym)
        } else if let dot = text.splitPoint, let statistic = Statistic(String(text[text.index(after: dot)...])) {
            self.init(String(text[..<dot]), statistic)
        } else {
            self.init(text)
        }
    }

    private static let synonyms = [
        "error_rate": "error_rate", "errorrate": "error_rate", "errors_rate": "error_rate",
        "failure_rate": "error_rate",
        "throughput": "throughput", "rps": "throughput", "req/s": "throughput", "requests_per_second": "throughput",
        "requests": "requests", "errors": "errors", "failures": "errors", "http_req_duration": "latency",
    ]

    /// Canonical spelling: "p95", "error_rate", "checkout_time.p95".
    package var description: String {
        guard let statistic else { return measurement }
        return measurement == "latency" ? statistic.description : "\(measurement).\(statistic.description)"
    }
}

extension String {
    /// The dot between measurement and statistic: the last one, but for "p99.9" the one before it.
    fileprivate var splitPoint: Index? {
        let dots = indices.filter { self[$0] == "." && $0 != startIndex }
        return dots.first { MetricName.Statistic(String(self[index(after: $0)...])) != nil }
    }
}

extension MetricName.Statistic {
    package init?(_ text: String) {
        switch text.lowercased() {
        case "min", "fastest": self = .min
        case "mean", "avg", "average": self = .mean
        case "max", "slowest": self = .max
        case "med", "median": self = .quantile(0.5)
        case "count": self = .count
        case "rate": self = .rate
        case "value", "total", "last": self = .value
        default:
            guard let percent = Self.percent(text.lowercased()), percent >= 0, percent <= 100 else { return nil }
            self = .quantile(percent / 100)
        }
    }

    /// "p95", "p99.9", "p(95)"; at most six decimals, so that no percentile is taken for its neighbour.
    private static func percent(_ text: String) -> Double? {
        guard let digits = percentDigits(text), digits.drop(while: { $0 != "." }).count <= 7 else { return nil }
        return Double(digits)
    }

    /// What follows the "p" of a percentile, also of an impossible one ("p101", "p95.5.5"); nil where the text is none.
    private static func percentDigits(_ text: String) -> Substring? {
        guard text.hasPrefix("p") else { return nil }
        var digits = text.dropFirst()
        if digits.hasPrefix("("), digits.hasSuffix(")") { digits = digits.dropFirst().dropLast() }
        guard let first = digits.first, first.isNumber, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
        else { return nil }
        return digits
    }

    /// Whether a name, or its end after a dot, is spelled as a percentile and is none.
    package static func isImpossiblePercentile(_ text: String) -> Bool {
        let text = text.lowercased()
        let ends = [text] + text.indices.filter { text[$0] == "." }.map { String(text[text.index(after: $0)...]) }
        return ends.contains { percentDigits($0) != nil && Self($0) == nil }
    }

    package var description: String {
        switch self {
        case .quantile(let rank): return "p" + Self.plain(rank * 100)
        case .min: return "min"
        case .mean: return "mean"
        case .max: return "max"
        case .count: return "count"
        case .rate: return "rate"
        case .value: return "value"
        }
    }

    /// 95 -> "95", 99.9 -> "99.9", without binary noise.
    private static func plain(_ percent: Double) -> String {
        let rounded = (percent * 1e6).rounded() / 1e6
        // Tools print 99.99999999 too, and that is not the maximum.
        if rounded == 100, percent < 100 { return String(percent) }
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
