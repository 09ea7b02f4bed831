import Analysis
import Measurements

/// How much room a text has.
struct TextRoom {
    /// Columns of sentences.
    var width: Int
    /// Columns of tables.
    var table: Int
    /// Columns of names of endpoints, and of metrics.
    var name: Int
    var metric: Int

    init(_ terminal: Int?) {
        width = max(terminal ?? 100, 60)
        table = terminal == nil ? 10_000 : width
        name = terminal == nil ? 1000 : 120
        metric = terminal == nil ? 1000 : 80
    }
}

/// What both reports for terminals say alike.
enum TextParts {
    static func opening(_ verdict: Verdict, width: Int, _ palette: Palette) -> [String] {
        let headline = Headline(verdict)
        let (word, style) = outcome(verdict.outcome)
        let lines = wrapped("\(word): \(headline.plain)", width: width)
        return lines.map { palette.paint($0, style) } + verdict.counts.flatMap { wrapped($0, width: width) }
    }

    private static func outcome(_ outcome: Verdict.Outcome) -> (String, Style?) {
        switch outcome {
        case .pass: ("PASS", .green)
        case .warn: ("WARN", .yellow)
        case .fail: ("FAIL", .red)
        case .inconclusive: ("NO VERDICT", .yellow)
        case .noBaseline: ("NO BASELINE", .yellow)
        case .error: ("ERROR", .red)
        }
    }

    static func warnings(_ verdict: Verdict, width: Int, _ palette: Palette) -> [String] {
        let sentences = verdict.distrust
        guard !sentences.isEmpty else { return [] }
        return [palette.paint("Warnings", .bold)]
            + sentences.flatMap { wrapped(Printable.line($0, columns: 1000), width: width, first: "  ! ") }
    }

    static func setAside(_ verdict: Verdict, width: Int, _ palette: Palette) -> [String] {
        let remarks = verdict.setAside
        guard !remarks.isEmpty else { return [] }
        return [palette.paint("Waived or cleared", .bold)]
            + remarks.flatMap { check, text in
                let name = Printable.line("\(check.seriesName) \(check.metric.description)")
                return wrapped("\(name): \(Printable.line(text, columns: 500))", width: width, first: "  ")
            }
    }

    static func closing(_ verdict: Verdict, width: Int) -> [String] {
        let baseline =
            verdict.baseline.status == .found
            ? wrapped("Compared with \(Printable.line(verdict.baselineName, columns: 200)).", width: width) : []
        let reason = reasons[verdict.exitCode].map { ": \($0)" } ?? ""
        return baseline + wrapped("Exit status \(verdict.exitCode) (\(verdict.exitMeaning))\(reason).", width: width)
    }

    /// As the documentation of the exit statuses has it.
    private static let reasons = [
        1: "a budget is broken, a metric regressed, a test failed, or something required is missing",
        2: "the evidence does not suffice, or nothing at all was checked",
    ]

    /// Broken at spaces; lines after the first are indented as far as the first one's beginning.
    static func wrapped(_ text: String, width: Int, first: String = "") -> [String] {
        let indent = String(repeating: " ", count: Printable.width(first))
        var lines: [String] = []
        var line = first
        var isBlank = true
        for word in text.split(separator: " ").map({ Printable.cut(String($0), columns: width - indent.count) }) {
            if !isBlank, Printable.width(line) + 1 + Printable.width(word) > width {
                lines.append(line)
                line = indent
                isBlank = true
            }
            line += (isBlank ? "" : " ") + word
            isBlank = false
        }
        return lines + [line]
    }
}
