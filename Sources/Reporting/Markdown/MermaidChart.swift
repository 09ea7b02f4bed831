import Analysis
import Measurements

/// The worst finding over the runs of its history and this one, as a folded chart that GitHub and GitLab draw.
/// https://mermaid.js.org/syntax/xyChart.html
enum MermaidChart {
    private static let most = 40

    static func section(_ verdict: Verdict) -> [String] {
        guard let check = verdict.attention.first(where: { values($0).count >= 4 }) else { return [] }
        return MarkdownReporter.folded("Trend of the worst finding", chart(check))
    }

    private static func values(_ check: Check) -> [Double] {
        guard let head = check.head?.value, head.isFinite else { return [] }
        return (check.history.filter(\.isFinite) + [head]).suffix(most)
    }

    /// Bars are the runs, the last one is this; lines are the baseline and the budget.
    private static func chart(_ check: Check) -> String {
        let values = values(check)
        let limit = check.tellingLimit?.bound.flatMap { $0.isFinite ? $0 : nil }
        let lines = [check.base?.value, limit].compactMap { $0 }.filter(\.isFinite)
        let top = (values + lines).max() ?? 0
        let scale = Scale.fitting(top, check.unit)
        func number(_ value: Double) -> String { plain(value / scale.step) }
        func row(_ kind: String, _ values: [Double]) -> String {
            "    \(kind) [\(values.map(number).joined(separator: ", "))]"
        }
        let names = (1..<values.count).map { "\"-\(values.count - $0)\"" } + ["\"this\""]
        let unit = scale.suffix.filter { !$0.isWhitespace }
        let bottom = min(0, values.min() ?? 0)
        return
            ([
                "```mermaid", "xychart-beta", "    title \"\(title(check))\"",
                "    x-axis [\(names.joined(separator: ", "))]",
                "    y-axis \"\(unit)\" \(number(bottom)) --> \(number(top > bottom ? bottom + (top - bottom) * 1.1 : bottom + 1))",
                row("bar", values),
            ] + lines.map { row("line", Array(repeating: $0, count: values.count)) } + ["```"]).joined(separator: "\n")
    }

    /// Letters, digits and a few signs: nothing that ends a string or a fence, or begins a directive.
    private static func title(_ check: Check) -> String {
        let name = Printable.cut(check.sentenceName, columns: 70)
        return String(
            name.map { character in
                character.isASCII && (character.isLetter || character.isNumber || " /_-.:{}".contains(character))
                    || character == "…" ? character : "·"
            })
    }

    /// With a point and without an exponent, as the chart's grammar has it.
    private static func plain(_ value: Double) -> String {
        String(Digits.significant(Digits.nineDigits(value), 4).map { $0 == "−" ? "-" : $0 })
    }
}
