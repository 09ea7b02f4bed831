import Analysis
import Measurements

/// A check in one sentence, for readers that have room for no more: an annotation, a test case, an issue.
extension Check {
    /// "POST /checkout p95".
    var sentenceName: String {
        Printable.line("\(seriesName) \(metric.description)", columns: 160)
    }

    /// "POST /checkout p95: regressed, +31 % (412 → 540 ms); breaks p95 <= 500 ms." and what the budget's author wants to be said.
    var sentence: String {
        if status == .waived, let waiver { return "\(sentenceName): \(Printable.line(waiver.sentence, columns: 500))" }
        let broken = limits.filter { $0.status == .broken }.max { $0.level < $1.level }
        let limit = broken.map { "; breaks \(Printable.line($0.rule, columns: 100))" } ?? ""
        let found = status == .missing || status == .notComparable ? numbers : "\(statusWords), \(told)"
        let message = broken?.message.map { " \(Printable.line($0, columns: 300))" } ?? ""
        return "\(sentenceName): \(found)\(limit).\(message)"
    }

    private var told: String {
        guard status == .passed || status == .waived else { return numbers }
        return [changeText, rangeText.map { changeText == nil ? $0 : "(\($0))" }].compactMap { $0 }.joined(
            separator: " ")
    }
}
