/// Text from outside made harmless in GitHub's and GitLab's Markdown: it cannot break a table or a span, open a tag, ping anyone, refer to an issue
/// or forge the marker of a comment.
enum MarkdownText {
    /// A name as it stands where it cannot mean anything, else in a code span.
    static func name(_ text: String, columns: Int = 80, inTable: Bool = false) -> String {
        let line = Printable.line(text, columns: columns)
        return isPlain(line) ? line : code(line, inTable: inTable)
    }

    /// A code span, in which nothing but pipes (in tables) and backticks means anything.
    /// https://github.github.com/gfm/#code-spans, https://github.github.com/gfm/#example-200
    private static func code(_ printable: String, inTable: Bool) -> String {
        let line = withoutTags(printable)
        let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        let padding = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
        return fence + padding + (inTable ? pipesEscaped(line) : line) + padding + fence
    }

    /// A sentence that holds names: what could mean anything is escaped.
    static func prose(_ text: String, columns: Int = 300) -> String {
        let scalars = Array(Printable.line(text, columns: columns).unicodeScalars)
        var prose = ""
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            let previous = index > 0 ? scalars[index - 1] : " "
            switch scalar {
            case "<": prose += "&lt;"
            case ">": prose += "&gt;"
            case "|": prose += "&#124;"
            case "\\", "`", "*", "_", "[", "]", "~": prose += "\\" + String(scalar)
            case "&": prose += "&amp;"
            case "$": prose += "&#36;"
            default: prose.unicodeScalars.append(scalar)
            }
            if breaks(scalar, after: previous, before: next) { prose += "&#8203;" }
        }
        return prose
    }

    /// A block of text as it stands, its lines cut to so many columns.
    static func block(_ text: String, lines most: Int, columns: Int = 200) -> String {
        let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let shown = all.prefix(most).map {
            $0.allSatisfy(\.isWhitespace) ? "" : withoutTags(Printable.line(String($0), columns: columns))
        }
        let lines = shown + (all.count > most ? ["…"] : [])
        let fence = String(repeating: "`", count: max(3, lines.map { longestRun(of: "`", in: $0) + 1 }.max() ?? 3))
        return ([fence + "text"] + lines + [fence]).joined(separator: "\n")
    }

    /// References (@name, #12, !12, ~label, %milestone, &epic, GH-12) and addresses are broken by a zero-width space.
    private static func breaks(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar, before next: Unicode.Scalar)
        -> Bool
    {
        let nextIsDigit = next.properties.numericType != nil
        return switch scalar {
        case "@", "#", "!", "%", "&", "~", "$", "^": next.properties.isAlphabetic || nextIsDigit
        case "-": nextIsDigit && (previous == "H" || previous == "h")
        case ":": next == "/"
        case "w", "W": next == "."
        default: false
        }
    }

    /// Words of letters and digits with few signs between them, none of which GitHub would make a link of.
    private static func isPlain(_ text: String) -> Bool {
        let signs: Set<Character> = [" ", "/", ".", "_", "-", "→"]
        guard text.allSatisfy({ ($0.isASCII && ($0.isLetter || $0.isNumber)) || signs.contains($0) }) else {
            return false
        }
        return !text.lowercased().contains("www.") && text.split(separator: " ").allSatisfy(isPlainWord)
    }

    /// Not emphasis (`_x_`), a list or rule (`-`), a commit (seven hexadecimal digits) or an issue (`GH-12`).
    private static func isPlainWord(_ word: Substring) -> Bool {
        let parts = word.split(separator: "/")
        let isCommit = parts.contains { $0.count >= 7 && $0.allSatisfy(\.isHexDigit) }
        let isIssue = zip(word, word.dropFirst()).contains { $0.0 == "-" && $0.1.isNumber }
        return !isCommit && !isIssue && !word.hasPrefix("_") && !word.hasSuffix("_") && !word.contains("/_")
            && !word.contains("_/") && !word.hasPrefix("-")
    }

    // Below, by Unicode scalars: a pipe with a combining mark is another Character, but still a pipe to a parser.

    /// No tag, comment or declaration begins in it, even for a reader that takes the Markdown for plain text.
    private static func withoutTags(_ line: String) -> String {
        let scalars = Array(line.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (scalar, next) in zip(scalars, scalars.dropFirst() + [" "]) {
            let opens = scalar == "<" && (next.properties.isAlphabetic || next == "/" || next == "!" || next == "?")
            result.append(opens ? "‹" : scalar)
        }
        return String(result)
    }

    /// A pipe is escaped by an odd number of backslashes, whoever counts them.
    private static func pipesEscaped(_ line: String) -> String {
        var result = ""
        var backslashes = 0
        for scalar in line.unicodeScalars {
            if scalar == "|" { result += backslashes.isMultiple(of: 2) ? "\\" : "\\\\" }
            backslashes = scalar == "\\" ? backslashes + 1 : 0
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func longestRun(of searched: Unicode.Scalar, in text: String) -> Int {
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == searched ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
