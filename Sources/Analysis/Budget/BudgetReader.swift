import Measurements
import Yams

/// Reads budget files (YAML; budgets/README.md says how they are written). Pure: bytes and environment are the caller's to fetch.
package enum BudgetReader {
    /// Keys at the top of a file that are no metrics.
    package static let topWords = ["suite", "variables", "defaults", "endpoints", "compare"]

    /// - Parameters:
    ///   - bytes: the file's content, at most 1 MiB of UTF-8.
    ///   - source: the file as the user named it; its name without folder and extension is the suite where the file names none.
    /// - Throws: everything that is wrong with the file, at most 20 problems.
    package static func read(
        _ bytes: [UInt8], source: String, environment: [String: String]
    ) throws(BudgetError) -> Budget {
        let text = try BudgetDocument.text(bytes, source)
        guard let root = try BudgetDocument.root(of: text, source), !root.isBlank else {
            throw BudgetError(source, "there are no limits in this file")
        }
        guard let mapping = root.mapping else {
            let mark = root.mark
            throw BudgetError(
                source, line: mark?.line, column: mark?.column, "expected a mapping, such as \"p95: 500ms\"")
        }
        return try BudgetFile(mapping, source: source, environment: environment).budget()
    }

    package static func read(
        _ text: String, source: String, environment: [String: String]
    ) throws(BudgetError) -> Budget {
        try read(Array(text.utf8), source: source, environment: environment)
    }

    /// "budgets/checkout.yml" is the suite "checkout".
    static func suite(of source: String) -> String {
        let name = source.split { $0 == "/" || $0 == "\\" }.last ?? ""
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
        return stem.isEmpty || stem == "-" ? "performance" : String(stem)
    }
}

/// One file, section by section.
private struct BudgetFile {
    private let sections: [String: Node]
    private let root: Node.Mapping
    private let source: String
    private let problems: Problems
    private let environment: [String: String]

    init(_ root: Node.Mapping, source: String, environment: [String: String]) {
        self.root = root
        self.source = source
        self.environment = environment
        problems = Problems(file: source)
        let named = root.compactMap { pair in pair.key.plainText.map { ($0, pair.value) } }
        sections = Dictionary(named.filter { BudgetReader.topWords.contains($0.0) }) { first, _ in first }
    }

    func budget() throws(BudgetError) -> Budget {
        let settings = Settings(variables: variables(), problems: problems)
        let total = Array(root.filter { !BudgetReader.topWords.contains($0.key.plainText ?? "") })
        var rules = RuleReader(.total, settings, words: BudgetReader.topWords).rules(total)
        if let node = sections["defaults"] {
            rules += RuleReader(.every, settings, words: []).rules(settings.pairs(of: node, "defaults"))
        }
        if let node = sections["endpoints"] { rules += endpoints(node, settings) }
        let compare = sections["compare"].map { ComparisonReader(settings).comparison($0) }
        let suite = sections["suite"].flatMap { name($0) } ?? BudgetReader.suite(of: source)
        if let error = problems.error { throw error }
        guard !rules.isEmpty || compare != nil else { throw BudgetError(source, "there are no limits in this file") }
        return Budget(suite: suite, rules: rules, compare: compare ?? Comparison(), sources: [source])
    }

    private func variables() -> Variables {
        var variables = Variables(environment: environment)
        guard let node = sections["variables"] else { return variables }
        guard let mapping = node.mapping else {
            problems.add("expected names and defaults, such as \"PERF_API_LATENCY_MS: 100\"", at: node)
            return variables
        }
        for (key, value) in mapping {
            guard let name = key.plainText, Variables.isName(name) else {
                problems.add("a variable's name consists of letters, digits and _", at: key)
                continue
            }
            guard let text = value.plainText, !text.contains("${") else {
                problems.add("the default of \(name) has to be a text or number of its own", at: value)
                continue
            }
            variables.defaults[name] = text
        }
        return variables
    }

    private func endpoints(_ node: Node, _ settings: Settings) -> [Rule] {
        var seen: Set<SeriesPattern> = []
        return settings.pairs(of: node, "endpoints").flatMap { key, value -> [Rule] in
            guard let pattern = settings.problems.attempt(at: key, { () throws(Misread) in try pattern(key) }) else {
                return []
            }
            if !seen.insert(pattern).inserted { problems.add("\"\(pattern)\" is here more than once", at: key) }
            let limits = settings.pairs(of: value, "\"\(pattern)\"")
            return RuleReader(pattern, settings, words: ["optional"]).rules(limits)
        }
    }

    private func pattern(_ key: Node) throws(Misread) -> SeriesPattern {
        guard let text = key.plainText, !text.isEmpty else { throw Misread("expected the name of an endpoint") }
        guard text != Series.all else {
            throw Misread(
                "limits for all requests together are written at the top of the file, those for every endpoint under defaults:"
            )
        }
        let pattern = SeriesPattern(key: text)
        if case .regex(let regex) = pattern, let objection = RegexLimits.objection(to: regex) {
            throw Misread(objection)
        }
        return pattern
    }

    private func name(_ node: Node) -> String? {
        guard let text = node.plainText?.trimmed, !text.isEmpty, text.count <= 100, !text.contains(where: \.isNewline)
        else {
            problems.add("expected a name of one line", at: node)
            return nil
        }
        if text.contains("${") { problems.add("variables are replaced in limits and settings only", at: node) }
        return text
    }
}

/// What readers of sections share.
struct Settings {
    let variables: Variables
    let problems: Problems

    /// The members of a section's mapping; a problem where it is none or empty.
    func pairs(of node: Node, _ section: String) -> [(key: Node, value: Node)] {
        guard let mapping = node.mapping, !mapping.isEmpty else {
            let what = node.isBlank || node.mapping != nil ? "there is nothing under" : "expected a mapping under"
            problems.add("\(what) \(section)", at: node)
            return []
        }
        return Array(mapping)
    }

    /// A scalar as written and with its variables replaced.
    func text(_ node: Node, _ expected: String) throws(Misread) -> (written: String, expanded: String) {
        guard let written = node.plainText, !written.trimmed.isEmpty else { throw Misread("expected \(expected)") }
        if let tag = node.foreignTag {
            throw Misread("YAML takes \(tag) for a type; write the value in quotes: \"\(tag) \(written)\"")
        }
        return (written, try variables.expand(written))
    }

    /// One of the words.
    func choice<Value: RawRepresentable<String> & CaseIterable>(_ node: Node) throws(Misread) -> Value {
        let text = try text(node, "a word")
        if let value = Value(rawValue: text.expanded.trimmed) { return value }
        throw Misread("\"\(text.written)\": expected \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

extension Node {
    /// The text of a scalar.
    var plainText: String? { scalar?.string }

    var isBlank: Bool {
        scalar.map { $0.style == .plain && ($0.string.isEmpty || $0.string == "~" || $0.string == "null") } ?? false
    }

    /// A tag such as `!=`, which was meant as an operator.
    var foreignTag: String? {
        guard let tag = scalar?.tag.rawValue, tag.hasPrefix("!") else { return nil }
        return tag
    }
}
