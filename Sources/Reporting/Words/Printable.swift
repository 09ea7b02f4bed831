import Measurements

/// Text from outside (names, messages) as one line that can be shown anywhere: nothing in it moves a cursor, reorders or breaks lines.
package enum Printable {
    /// Controls and line breaks become spaces, invisible format characters (bidirectional overrides, zero-width ones) a "�"; spaces are
    /// folded, and the middle is cut out of what is longer than so many columns.
    package static func line(_ text: String, columns: Int = 80) -> String {
        var line = ""
        var gap = false
        for character in text {
            // A pile of combining marks is no letter.
            let shown = character.utf8.count > 16 ? "\u{FFFD}" : character
            for scalar in shown.unicodeScalars {
                switch visible(scalar) {
                case " ": gap = !line.isEmpty
                case let scalar:
                    if gap { line.unicodeScalars.append(" ") }
                    gap = false
                    line.unicodeScalars.append(scalar)
                }
            }
        }
        return line.isEmpty ? "(no name)" : cut(PlainText.disarmed(line), columns: columns)
    }

    /// A name by which something is known from run to run: printable, at most about 200 columns, and different for different names.
    static func key(_ name: String) -> String {
        let line = line(name, columns: 200)
        if line == name { return line }
        var digest = SHA256()
        digest.update(Array(name.utf8)[...])
        return "\(line) ~\(digest.hexadecimal().prefix(8))"
    }

    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: " "
        case .format, .surrogate, .unassigned, .privateUse: "\u{FFFD}"
        default: scalar
        }
    }

    /// At most so many columns: the middle gives way to "…", as names of endpoints differ at their ends.
    static func cut(_ text: String, columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 1 else { return columns < 1 ? "" : "…" }
        let tail = (columns - 1) / 2
        return prefix(text, columns: columns - 1 - tail) + "…"
            + String(prefix(text.reversed(), columns: tail).reversed())
    }

    private static func prefix(_ characters: some Sequence<Character>, columns: Int) -> String {
        var result = ""
        var used = 0
        for character in characters {
            used += width(character)
            if used > columns { break }
            result.append(character)
        }
        return result
    }

    /// Columns on a terminal.
    static func width(_ text: String) -> Int {
        // Nearly all text; properties of characters take a hundred times as long.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        return text.reduce(0) { $0 + width($1) }
    }

    /// Two for East Asian wide characters and emoji, else one.
    private static func width(_ character: Character) -> Int {
        character.unicodeScalars.contains { isWide($0) } ? 2 : 1
    }

    /// Unicode Standard Annex 11, classes W and F, by blocks; emoji by their property.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE0F, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}
