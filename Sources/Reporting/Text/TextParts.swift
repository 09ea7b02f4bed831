import Analysis

/// What both reports for terminals say alike.
enum TextParts {
    static func opening(_ verdict: Verdict, width: Int, _ palette: Palette) -> [String] {
        let headline = Headline(verdict)
        let (word, style) = outcome(verdict.outcome)
        let lines = wrapped("\(word): \(headline.plain)", width: width)
        return lines.map { palette.paint($0, style) } + verdict.counts
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

    static func closing(_ verdict: Verdict, _ palette: Palette) -> [String] {
        let baseline =
            verdict.baseline.status == .found
            ? ["Compared with \(Printable.line(verdict.baselineName, columns: 200))."] : []
        return baseline + ["Exit status \(verdict.exitCode): \(verdict.exitMeaning)."]
    }

    /// Broken at spaces; lines after the first are indented as far as the first one's beginning.
    static func wrapped(_ text: String, width: Int, first: String = "") -> [String] {
        let indent = String(repeating: " ", count: Printable.width(first))
        var lines: [String] = []
        var line = first
        var isBlank = true
        for word in text.split(separator: " ") {
            if !isBlank, Printable.width(line) + 1 + Printable.width(String(word)) > width {
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
