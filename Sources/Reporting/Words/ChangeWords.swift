import Analysis
import Measurements

extension Check {
    /// "+31 %"; of shares in percentage points, "+4.1 pp"; from zero on as a difference.
    var changeText: String? {
        guard let change else { return nil }
        if unit == .ratio {
            return Self.signed(change.absolute * 100, Digits.significant(change.absolute * 100, 2)) + " pp"
        }
        if let relative = change.relative { return Quantity.percent(relative) }
        return Self.signed(change.absolute, Quantity.text(change.absolute, unit))
    }

    private static func signed(_ value: Double, _ text: String) -> String { (value > 0 ? "+" : "") + text }

    /// "[+27 %, +35 %]", of the relative change; shares have none, as their change is shown in points.
    var intervalText: String? {
        guard unit != .ratio, let interval = change?.interval else { return nil }
        return "[\(Quantity.percent(interval.lowerBound)), \(Quantity.percent(interval.upperBound))]"
    }

    /// "±3.1 %": the standard deviation between runs.
    var noiseText: String? { change?.noise.map { "±" + Quantity.percent($0, signed: false) } }

    /// "412 → 540 ms", or the one side that there is.
    var rangeText: String? {
        switch (base, head) {
        case (let base?, let head?): Quantity.range(base.value, head.value, unit)
        case (nil, let head?): Quantity.text(head.value, unit)
        case (let base?, nil): "\(Quantity.text(base.value, unit)) before"
        case (nil, nil): nil
        }
    }

    /// The number that a reader has to see first, for a headline: "+31 % (412 → 540 ms)".
    var numbers: String {
        switch status {
        case .missing: return "is missing"
        case .notComparable: return "is not comparable"
        case .overBudget:
            guard let head, let limit = tellingLimit else { break }
            return "\(Quantity.text(head.value, unit, unlike: limit.bound)) (budget \(limit.bounds))"
        default: break
        }
        guard let changeText else { return rangeText ?? status.words }
        let range = rangeText.map { " (\($0))" } ?? ""
        switch status {
        case .inconclusive: return changeText + range + ", " + doubt
        case .waived: return changeText + range + ", waived"
        default: return changeText + range
        }
    }

    /// Why a change that was measured is no finding: a single interval may exclude zero where the whole family does not.
    private var doubt: String {
        if unsettled != nil { return "unsettled" }
        guard let interval = change?.interval else { return "cannot be told from noise" }
        return interval.contains(0) ? "within the noise" : "not certain"
    }
}

extension Check {
    /// The limit that says most: broken before unclear before met, then the one that matters most.
    var tellingLimit: LimitOutcome? { limits.max { ($0.rank, $0.level) < ($1.rank, $1.level) } }
}

extension Check.LimitOutcome {
    fileprivate var rank: Int {
        switch status {
        case .noBaseline: 0
        case .met: 1
        case .unclear: 2
        case .broken: 3
        }
    }

    /// The rule without its metric, on one line: "≤ 500 ms" of "p95 <= 500 ms", "≤ 500 ms, broken for 20 s; was 48 s".
    var bounds: String {
        let was = status == .broken ? brokenSeconds.map { "; was \(Quantity.text($0, .seconds))" } : nil
        return condition + (was ?? "")
    }

    private var condition: String {
        let rule = Printable.line(rule, columns: 60)
        let isComparator: (Character) -> Bool = { "<>=≤≥".contains($0) }
        guard let last = rule.lastIndex(where: isComparator) else { return rule }
        let comparator = rule[...last].reversed().prefix(while: isComparator).reversed()
        let sign = ["<=": "≤", ">=": "≥"][String(comparator)] ?? String(comparator)
        return sign + rule[rule.index(after: last)...]
    }
}
