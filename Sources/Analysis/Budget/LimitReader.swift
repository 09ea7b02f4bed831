import Measurements
import Yams

/// Reads what must hold of one metric: a scalar, a list, or a mapping with levels.
struct LimitReader {
    struct Reading {
        /// Mildest level first.
        var limits: [Limit] = []
        var optional = false
        var message: String?
    }

    private static let levels: [String: Level] = [
        "target": .target, "info": .target,
        "warning": .warning, "warn": .warning,
        "critical": .critical, "fail": .critical, "limit": .critical, "minimum": .critical, "maximum": .critical,
    ]

    /// Keys of a limit that is written as a mapping.
    static let words = levels.keys.sorted() + ["operator", "value", "level", "unit", "optional", "message"]

    /// A metric with the word, for messages.
    static func example(_ word: String) -> String {
        switch word {
        case "optional": "\"p95: { critical: 500ms, optional: true }\""
        case "message": "\"p95: { critical: 500ms, message: too slow }\""
        case "operator", "value", "level": "\"p95: { value: 500ms, operator: lt, level: warning }\""
        case "unit": "\"p95: { critical: 500, unit: ms }\""
        case "minimum": "\"throughput: { minimum: 100/s }\""
        default: "\"p95: { \(word): 500ms }\""
        }
    }

    private let context: ReadingContext
    private var syntax: LimitSyntax
    private var level = Level.critical
    private var reading = Reading()

    init(_ metric: Metric, _ context: ReadingContext) {
        self.context = context
        syntax = LimitSyntax(metric: metric)
    }

    consuming func read(_ node: Node) -> Reading {
        guard let mapping = node.mapping else { return Reading(limits: limits(node, level)) }
        guard readQualifiers(mapping) else { return reading }
        for (key, value) in mapping { readLimits(key, value) }
        reading.limits.sort { $0.level < $1.level }
        let hasLimit = mapping.contains { $0.key.plainText == "value" || Self.levels[$0.key.plainText ?? ""] != nil }
        if !hasLimit { problem("\(syntax.metric.name) has no limit; write target, warning or critical", at: node) }
        if let contradiction = LevelOrder.contradiction(in: reading.limits) { problem(contradiction, at: node) }
        return reading
    }

    private func problem(_ message: String, at node: Node) { context.problems.add(message, at: node) }

    // MARK: Limits

    private mutating func readLimits(_ key: Node, _ value: Node) {
        let word = key.plainText ?? ""
        guard let level = word == "value" ? level : Self.levels[word] else { return }
        if reading.limits.contains(where: { $0.level == level }) {
            problem("the level \(level) is here more than once", at: key)
        }
        var own = self
        if word == "minimum", syntax.comparison?.isLower != true { own.syntax.comparison = .atLeast }
        if word == "maximum", syntax.comparison?.isUpper != true { own.syntax.comparison = .atMost }
        reading.limits += own.limits(value, level)
    }

    /// A scalar, or a list of scalars that all must hold.
    private func limits(_ node: Node, _ level: Level) -> [Limit] {
        if let list = node.sequence {
            if list.isEmpty { problem("\(syntax.metric.name) has no limit", at: node) }
            return list.compactMap { limit($0, level) }
        }
        return [limit(node, level)].compactMap { $0 }
    }

    private func limit(_ node: Node, _ level: Level) -> Limit? {
        context.problems.attempt(at: node) { () throws(Misread) in
            let text = try context.text(
                node, "a limit for \(syntax.metric.name), such as \(syntax.metric.limitExample)")
            return try syntax.limit(level, written: text.written, expanded: text.expanded)
        }
    }

    // MARK: Keys that say how the limits are to be read

    /// False where one of them could not be read, so that the limits would be misunderstood.
    private mutating func readQualifiers(_ mapping: Node.Mapping) -> Bool {
        var understood = true
        for (key, value) in mapping {
            let isKnown = key.plainText.map(Self.words.contains) == true
            do {
                try qualify(key.plainText ?? "", value)
            } catch {
                problem(error.message, at: isKnown ? value : key)
                understood = false
            }
        }
        return understood
    }

    private mutating func qualify(_ word: String, _ value: Node) throws(Misread) {
        switch word {
        case "operator": syntax.comparison = try LimitSyntax.comparison(try context.text(value, "an operator").written)
        case "minimum": syntax.comparison = syntax.comparison ?? .atLeast
        case "maximum": syntax.comparison = syntax.comparison ?? .atMost
        case "unit": syntax.unit = try unit(value)
        case "optional": reading.optional = try context.flag(value)
        case "message": reading.message = try message(value)
        case "level":
            let text = try context.text(value, "target, warning or critical").written
            guard let known = Self.levels[text] else {
                throw Misread("\"\(text)\": expected target, warning or critical")
            }
            level = known
        case "value": break
        default: if Self.levels[word] == nil { throw Spelling.unknown(word, of: Self.words) }
        }
    }

    private func unit(_ node: Node) throws(Misread) -> String {
        let text = try context.text(node, "a unit, such as ms").written
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
