import Measurements

/// Reads the limits of one metric: "500ms", "< 500ms", "at least 100/s", "+10%", "<= +20ms".
struct LimitSyntax {
    /// Unit and direction decide what is meant; unknown for custom metrics.
    let metric: Metric
    /// For limits that have none: from the keys `operator` and `unit`.
    var comparison: Limit.Operator?
    var unit: String?

    private static let operators: [(text: String, meaning: Limit.Operator)] = [
        ("<=", .atMost), (">=", .atLeast), ("==", .equal), ("!=", .unequal), ("≤", .atMost), ("≥", .atLeast),
        ("<", .less), (">", .greater), ("=", .equal),
        ("lte", .atMost), ("gte", .atLeast), ("lt", .less), ("gt", .greater), ("eq", .equal), ("ne", .unequal),
        ("at most", .atMost), ("at least", .atLeast),
    ]

    static func comparison(_ text: String) throws(Misread) -> Limit.Operator {
        if let known = operators.first(where: { $0.text == text.trimmed.lowercased() }) { return known.meaning }
        throw Misread(
            "\"\(text)\" is not an operator; there are lt, lte, gt, gte, eq, ne, at most, at least, and \"<=\" and its like in quotes"
        )
    }

    /// `written`: the text as in the file; `expanded`: its variables replaced, never shown where it cannot be read.
    func limit(_ level: Level, written: String, expanded: String) throws(Misread) -> Limit {
        let (explicit, rest) = Self.splitOperator(expanded.trimmed)
        let sign = rest.first.flatMap { $0 == "+" ? 1.0 : ($0 == "-" || $0 == "−" ? -1.0 : nil) }
        let number = sign == nil ? rest : String(rest.dropFirst())
        guard let quantity = Quantity(number, unit: unit) else {
            throw Misread(
                "\"\(written)\" is not a limit; expected a number with its unit, such as \(metric.limitExample), or +10%"
            )
        }
        let chosen = explicit ?? comparison
        let limit: Limit
        if let sign {
            let bound = try quantity.difference(sign, of: metric, written)
            let comparison = if let chosen { chosen } else { try usual(for: sign, written) }
            let text = "baseline \(sign < 0 ? "-" : "+") \(quantity.text)"
            limit = Limit(level, comparison, bound, text: text)
        } else {
            let (value, unit) = try quantity.limit(of: metric)
            let comparison = if let chosen { chosen } else { try usual(for: unit, written) }
            limit = Limit(level, comparison, .absolute(value, unit: unit), text: quantity.text)
        }
        try check(limit, written)
        return limit
    }

    private static func splitOperator(_ text: String) -> (Limit.Operator?, String) {
        let lower = text.lowercased()
        for (name, meaning) in operators where lower.hasPrefix(name) {
            let rest = text.dropFirst(name.count)
            let isWord = name.last?.isLetter == true
            if isWord, rest.first?.isWhitespace != true { continue }
            return (meaning, String(rest).trimmed)
        }
        return (nil, text)
    }

    /// At most where lower is better, at least where higher is. Custom times and sizes are taken to be better low.
    private func usual(for unit: Unit, _ written: String) throws(Misread) -> Limit.Operator {
        switch metric.direction {
        case .lower: return .atMost
        case .higher: return .atLeast
        case .neither: break
        }
        if unit == .seconds || unit == .bytes { return .atMost }
        throw Misread(
            "is more of \(metric.name) better or worse? Write \"at most \(written.trimmed)\" or \"at least \(written.trimmed)\""
        )
    }

    /// A bare sign allows a change for the worse: +10% of a latency, -10% of a throughput.
    private func usual(for sign: Double, _ written: String) throws(Misread) -> Limit.Operator {
        let expected: Limit.Operator = sign > 0 ? .atMost : .atLeast
        switch metric.direction {
        case .lower where expected == .atLeast, .higher where expected == .atMost:
            let worse = sign > 0 ? "-" : "+"
            let needed: Limit.Operator = sign > 0 ? .atLeast : .atMost
            throw Misread(
                "\(written) would demand an improvement of \(metric.name); to allow a loss write \(worse)\(written.trimmed.dropFirst()), "
                    + "to demand it \"\(needed.rawValue) \(written.trimmed)\"")
        default: return expected
        }
    }

    /// Limits that nobody means.
    private func check(_ limit: Limit, _ written: String) throws(Misread) {
        if metric.direction == .lower, limit.comparison.isLower {
            throw Misread(
                "\(metric.name) is better low, so its limits are upper ones; a limit says what must hold, not when to alert"
            )
        }
        guard case .absolute(let value, _) = limit.bound, metric.unit != .unknown else { return }
        let holdsAlways =
            (limit.comparison == .atLeast && value == 0)
            || (limit.comparison == .atMost && value == 1 && metric.unit == .ratio)
        if holdsAlways { throw Misread("\(metric.name) \(limit.text) holds always and checks nothing") }
    }
}
