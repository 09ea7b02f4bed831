import Analysis
import Measurements

/// Checks as a table of Markdown: mark, change, endpoint, metric, base, head, noise, budget, trend.
enum CheckTable {
    static let mostRows = 10

    /// What did not pass, worst first; nil where everything passed.
    static func attention(_ verdict: Verdict) -> String? {
        let checks = verdict.attention
        guard !checks.isEmpty else { return nil }
        let more = checks.count - mostRows
        return text(Array(checks.prefix(mostRows))) + (more > 0 ? "\n\n…and \(more) more that did not pass." : "")
    }

    /// Columns in which no row has anything are left out.
    static func text(_ checks: [Check]) -> String {
        let rows = checks.map(cells)
        let used = columns.indices.filter { column in column < 4 || rows.contains { !$0[column].isEmpty } }
        let header = [used.map { columns[$0].title }, used.map { columns[$0].rule }]
        let lines = header + rows.map { row in used.map { row[$0].isEmpty ? "–" : row[$0] } }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private static let columns: [(title: String, rule: String)] = [
        ("", ":-:"), ("Change", "--:"), ("Endpoint", ":--"), ("Metric", ":--"), ("Base", "--:"), ("Head", "--:"),
        ("Noise", "--:"), ("Budget", ":--"), ("Trend", ":--"),
    ]

    private static func cells(_ check: Check) -> [String] {
        let (base, head) = Quantity.pair(
            check.base?.value, check.head?.value, check.unit, unlike: check.tellingLimit?.bound)
        return [
            check.mark, change(check), MarkdownText.name(check.seriesName, inTable: true),
            MarkdownText.name(check.metric.description, columns: 40, inTable: true), unbroken(base), unbroken(head),
            unbroken(check.noiseText), check.tellingLimit.map { budget($0.bounds) } ?? "", trend(check),
        ]
    }

    /// The change and its interval; without one, the state in words.
    private static func change(_ check: Check) -> String {
        guard let change = check.changeText else { return check.status.words }
        return [change, check.intervalText].compactMap { $0 }.map(unbroken).joined(separator: " ")
    }

    private static func budget(_ bounds: String) -> String {
        let text = MarkdownText.prose(bounds)
        return text.count <= 24 ? unbroken(text) : text
    }

    /// With no-break spaces: a number and its unit stay on one line of a narrow cell.
    private static func unbroken(_ text: String?) -> String {
        String((text ?? "").map { $0 == " " ? "\u{A0}" : $0 })
    }

    private static func trend(_ check: Check) -> String {
        guard !check.history.isEmpty, let head = check.head, let line = Sparkline.text(check.history + [head.value])
        else { return "" }
        return "`\(line)`"
    }
}
