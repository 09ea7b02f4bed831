import Measurements
import Yams

/// One file, section by section.
struct BudgetFile {
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
        let context = ReadingContext(variables: variables(), problems: problems)
        let total = Array(root.filter { !BudgetReader.topWords.contains($0.key.plainText ?? "") })
        var rules = RuleReader(.total, context, words: BudgetReader.topWords).rules(total)
        if let node = sections["defaults"] {
            rules += RuleReader(.every, context, words: []).rules(context.pairs(of: node, "defaults"))
        }
        if let node = sections["endpoints"] { rules += endpoints(node, context) }
        let compare = sections["compare"].map { ComparisonReader(context).comparison($0) }
        let suite = sections["suite"].flatMap { name($0) } ?? BudgetReader.suite(of: source)
        if let error = problems.error { throw error }
        guard rules.contains(where: { !$0.limits.isEmpty }) || compare != nil else {
            throw BudgetError(source, "there are no limits in this file")
        }
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

    private func endpoints(_ node: Node, _ context: ReadingContext) -> [Rule] {
        var seen: Set<SeriesPattern> = []
        return context.pairs(of: node, "endpoints").flatMap { key, value -> [Rule] in
            guard let pattern = context.problems.attempt(at: key, { () throws(Misread) in try pattern(key) }) else {
                return []
            }
            if !seen.insert(pattern).inserted { problems.add("\"\(pattern)\" is here more than once", at: key) }
            let limits = context.pairs(of: value, "\"\(pattern)\"")
            return RuleReader(pattern, context, words: ["optional"]).rules(limits)
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
        if case .regex(let regex) = pattern { _ = try NameExpression(regex) }
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
