import Measurements
import Yams

/// Reads one block of limits: metrics and what must hold of them.
struct RuleReader {
    /// Keys of a limit that is written as a mapping.
    static let limitWords = levels.keys.sorted() + ["operator", "value", "level", "unit", "optional", "message"]

    static let levels: [String: Level] = [
        "target": .target, "info": .target,
        "warning": .warning, "warn": .warning,
        "critical": .critical, "fail": .critical, "limit": .critical, "minimum": .critical, "maximum": .critical,
    ]

    private let pattern: SeriesPattern
    private let settings: Settings
    /// Words that may stand here beside metrics.
    private let words: [String]

    init(_ pattern: SeriesPattern, _ settings: Settings, words: [String]) {
        self.pattern = pattern
        self.settings = settings
        self.words = words
    }

    private var problems: Problems { settings.problems }

    func rules(_ pairs: [(key: Node, value: Node)]) -> [Rule] {
        var rules: [Rule] = []
        var seen: Set<MetricName> = []
        var optional = false
        for (key, value) in pairs {
            if key.plainText == "optional", words.contains("optional") {
                optional = problems.attempt(at: value) { () throws(Misread) in try flag(value) } ?? false
            } else if let rule = rule(key, value) {
                if !seen.insert(rule.metric).inserted {
                    problems.add("\(rule.metric.description) is here more than once", at: key)
                }
                rules.append(rule)
            }
        }
        if rules.isEmpty, !pairs.isEmpty, pairs.allSatisfy({ $0.key.plainText == "optional" }) {
            problems.add("there are no limits for \(pattern)", at: pairs[0].key)
        }
        guard optional else { return rules }
        return rules.map { rule in
            var rule = rule
            rule.optional = true
            return rule
        }
    }

    private func rule(_ key: Node, _ value: Node) -> Rule? {
        let name = problems.attempt(at: key) { () throws(Misread) in
            guard let text = key.plainText else { throw Misread("expected the name of a metric") }
            return try KnownMetrics.name(text, words: words)
        }
        guard let name else { return nil }
        var rule = Rule(
            pattern: pattern, metric: name, limits: [], file: problems.file, line: key.mark?.line ?? 1,
            column: key.mark?.column ?? 1)
        let syntax = LimitSyntax(metric: KnownMetrics.metric(name))
        if let mapping = value.mapping {
            read(mapping, into: &rule, syntax, at: value)
        } else if value.plainText != "none" || isTop {
            rule.limits = limits(value, .critical, syntax)
        }
        return rule
    }

    /// `none` exempts an endpoint from a default; elsewhere there is nothing to exempt from.
    private var isTop: Bool { pattern == .total || pattern == .every }

    /// A scalar, or a list of scalars that all must hold.
    private func limits(_ node: Node, _ level: Level, _ syntax: LimitSyntax) -> [Limit] {
        if let list = node.sequence {
            if list.isEmpty { problems.add("\(syntax.metric.name) has no limit", at: node) }
            return list.compactMap { limit($0, level, syntax) }
        }
        return [limit(node, level, syntax)].compactMap { $0 }
    }

    private func limit(_ node: Node, _ level: Level, _ syntax: LimitSyntax) -> Limit? {
        problems.attempt(at: node) { () throws(Misread) in
            let text = try settings.text(node, "a limit for \(syntax.metric.name), such as 500ms, 1% or 100/s")
            return try syntax.limit(level, written: text.written, expanded: text.expanded)
        }
    }

    private func flag(_ node: Node) throws(Misread) -> Bool {
        switch try settings.text(node, "true or false").expanded {
        case "true": return true
        case "false": return false
        default: throw Misread("expected true or false")
        }
    }

    // MARK: Mapping form

    private func read(_ mapping: Node.Mapping, into rule: inout Rule, _ syntax: LimitSyntax, at node: Node) {
        var syntax = syntax
        var level = Level.critical
        var understood = true
        for (key, value) in mapping {
            let place = key.plainText.map(Self.limitWords.contains) == true ? value : key
            let read: Void? = problems.attempt(at: place) { () throws(Misread) in
                try qualify(key, value, &rule, &syntax, &level)
            }
            understood = understood && read != nil
        }
        guard understood else { return }
        for (key, value) in mapping {
            let word = key.plainText ?? ""
            guard let own = word == "value" ? level : Self.levels[word] else { continue }
            if rule.limits.contains(where: { $0.level == own }) {
                problems.add("the level \(own) is here more than once", at: key)
            }
            rule.limits += limits(value, own, syntax)
        }
        rule.limits.sort { $0.level < $1.level }
        let hasLimit = mapping.contains { $0.key.plainText == "value" || Self.levels[$0.key.plainText ?? ""] != nil }
        if !hasLimit {
            problems.add("\(rule.metric.description) has no limit; write target, warning or critical", at: node)
        }
        if let contradiction = LevelOrder.contradiction(in: rule.limits) { problems.add(contradiction, at: node) }
    }

    /// Keys that say how the limits are to be read.
    private func qualify(
        _ key: Node, _ value: Node, _ rule: inout Rule, _ syntax: inout LimitSyntax, _ level: inout Level
    ) throws(Misread) {
        let word = key.plainText ?? ""
        switch word {
        case "operator": syntax.comparison = try LimitSyntax.comparison(try settings.text(value, "an operator").written)
        case "minimum": syntax.comparison = syntax.comparison ?? .atLeast
        case "maximum": syntax.comparison = syntax.comparison ?? .atMost
        case "unit": syntax.unit = try unit(value)
        case "optional": rule.optional = try flag(value)
        case "message": rule.message = try message(value)
        case "level":
            let text = try settings.text(value, "target, warning or critical").written
            guard let known = Self.levels[text] else {
                throw Misread("\"\(text)\": expected target, warning or critical")
            }
            level = known
        case "value": break
        default:
            if Self.levels[word] != nil { return }
            let meant = Spelling.nearest(to: word, in: Self.limitWords).map { "did you mean \"\($0)\"?" }
            throw Misread(
                "unknown word \"\(word)\"; \(meant ?? "there are \(Self.limitWords.joined(separator: ", "))")")
        }
    }

    private func unit(_ node: Node) throws(Misread) -> String {
        let text = try settings.text(node, "a unit, such as ms").written
        guard Quantity("1", unit: text) != nil else {
            throw Misread("\"\(text)\" is not a unit; there are ms, s, %, /s, KB, MB and their like")
        }
        return text
    }

    private func message(_ node: Node) throws(Misread) -> String {
        guard let text = node.plainText?.trimmed, !text.isEmpty, text.count <= 500 else {
            throw Misread("expected a text of at most 500 characters")
        }
        if text.contains("${") { throw Misread("variables are replaced in limits and settings only") }
        return text
    }
}

/// Whether levels agree: the milder one is broken first.
enum LevelOrder {
    /// What does not fit together, or nil.
    static func contradiction(in limits: [Limit]) -> String? {
        for (index, mild) in limits.enumerated() {
            for hard in limits[(index + 1)...] where mild.level < hard.level {
                if mild.comparison.isUpper && hard.comparison.isLower
                    || mild.comparison.isLower && hard.comparison.isUpper
                {
                    if limits.count == 2 || Set(limits.map(\.level)).count == limits.count {
                        return
                            "\(mild.level) (\(mild.text)) and \(hard.level) (\(hard.text)) point in opposite directions"
                    }
                    continue
                }
                if isLooser(mild, than: hard) {
                    return
                        "\(mild.level) (\(mild.text)) is looser than \(hard.level) (\(hard.text)), so it can never speak first"
                }
            }
        }
        return nil
    }

    private static func isLooser(_ mild: Limit, than hard: Limit) -> Bool {
        let a: Double
        let b: Double
        switch (mild.bound, hard.bound) {
        case (.absolute(let x, _), .absolute(let y, _)), (.relative(let x), .relative(let y)),
            (.relativeAbsolute(let x, _), .relativeAbsolute(let y, _)):
            (a, b) = (x, y)
        default: return false
        }
        if mild.comparison.isUpper && hard.comparison.isUpper { return a > b }
        if mild.comparison.isLower && hard.comparison.isLower { return a < b }
        return false
    }
}
