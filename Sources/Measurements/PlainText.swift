/// Text from files and of their names, as messages show it.
package enum PlainText {
    /// Controls, line breaks and invisible format characters (bidirectional overrides) become "�", so that nothing moves a terminal's cursor,
    /// reorders a line or begins another one. `lineBreaks`: whether those of the text are its writer's own and stay.
    package static func visible(_ text: String, lineBreaks: Bool = false) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\t" || (lineBreaks && scalar == "\n") ? scalar : "\u{FFFD}"
            case .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Without what CI systems take for a command in the log of a step: `::error::` where a line may begin (GitHub), `##[error]`, `##vso[` and
    /// `##teamcity[` anywhere. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    package static func disarmed(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ":")) || text.utf8.contains(UInt8(ascii: "#")) else { return text }
        var result = String.UnicodeScalarView()
        var before: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            let begins = result.dropLast().last.map(\.properties.isWhitespace) ?? true
            switch (before, scalar) {
            case (":", ":") where begins:
                result.removeLast()
                result.append("\u{2237}")
            case ("#", "#"): result.append("\u{FF03}")
            default: result.append(scalar)
            }
            before = scalar
        }
        return String(result)
    }
}
