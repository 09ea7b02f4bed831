import Yams

/// One YAML document as a tree, without what YAML can do to its readers: aliases that multiply, tags, several documents.
enum BudgetDocument {
    /// Bytes. A thousand endpoints take a tenth.
    static let largest = 1 << 20

    static func text(_ bytes: [UInt8], _ source: String) throws(BudgetError) -> String {
        guard bytes.count <= largest else {
            throw BudgetError(source, "larger than \(largest >> 20) MiB, too large for a budget")
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw BudgetError(source, "not UTF-8; save the file in that encoding")
        }
        return text
    }

    /// The root of the document, or nil where there is none.
    static func root(of text: String, _ source: String) throws(BudgetError) -> Node? {
        if let (name, line) = firstShared(in: text) {
            let message =
                "anchors and aliases (&\(name), *\(name)) are not read; shared limits belong under defaults: or a pattern"
            throw BudgetError(source, line: line, message)
        }
        do {
            return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw budgetError(error, text, source)
        } catch {
            throw BudgetError(source, "not YAML: \(error)")
        }
    }

    /// A name that is both an anchor and an alias, and the line of the alias. Nine lines of aliases can unfold to a billion nodes, and a parser
    /// that compares keys unfolds them; so this looks at the text, before it is parsed.
    private static func firstShared(in text: String) -> (name: String, line: Int)? {
        var anchors: Set<Substring> = []
        var line = 1
        var before: Unicode.Scalar = "\n"
        var index = text.unicodeScalars.startIndex
        let scalars = text.unicodeScalars
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if scalar == "\n" { line += 1 }
            if scalar == "&" || scalar == "*", !isInsideWord(before) {
                let name = scalars[next...].prefix { isNamePart($0) }
                if scalar == "&", !name.isEmpty { anchors.insert(Substring(name)) }
                if scalar == "*", anchors.contains(Substring(name)) { return (String(name), line) }
            }
            before = scalar
            index = next
        }
        return nil
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic && scalar.isASCII || ("0"..."9").contains(scalar) || scalar == "_"
            || scalar == "-"
    }

    /// Whether what follows cannot begin a token: `/items?a=1&page=*` is text.
    private static func isInsideWord(_ before: Unicode.Scalar) -> Bool {
        isNamePart(before) && before != "-" || before == "/" || before == "=" || before == "."
    }

    // MARK: Errors of YAML

    private static func budgetError(_ error: YamlError, _ text: String, _ source: String) -> BudgetError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            let hint = hint(at: mark, in: text).map { "; \($0)" } ?? ""
            return BudgetError(source, line: mark.line, column: mark.column, "not YAML: \(problem)\(hint)")
        case .composer(_, let problem, let mark, _):
            let message =
                problem.contains("another document")
                ? "a second document begins here; write one budget per file" : problem
            return BudgetError(source, line: mark.line, column: mark.column, message)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            let place = context.mark
            return BudgetError(source, line: place.line, column: place.column, "\(names) is here more than once")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count { $0.isNewline } + 1 }
            return BudgetError(source, line: line, "not YAML: \(problem)")
        default:
            return BudgetError(source, "not YAML: \(error)")
        }
    }

    /// What trips people up, by the text at or before the place.
    private static func hint(at mark: Mark, in text: String) -> String? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = String(lines[mark.line - 1])
        if line.prefix(while: { $0.isWhitespace }).contains("\t") { return "indent with spaces, not with tabs" }
        let start = line.trimmed
        if start.hasPrefix("*") || start.contains(" *") { return "write names that begin with * in quotes" }
        if line.contains("${") { return "write values with ${...} inside braces in quotes" }
        if line.contains(">") { return "write limits that begin with > in quotes, or gt, gte, at least" }
        if line.contains("%") || line.contains("`") || line.contains("@") { return "write this value in quotes" }
        return nil
    }
}
