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
}
