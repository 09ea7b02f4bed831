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
    static let words = levels.keys.sorted() + ["operator", "value", "level", "unit", "optional", "message", "for"]

    /// A metric with the word, for messages.
    static func example(_ word: String) -> String {
        switch word {
        case "optional": "\"p95: { critical: 500ms, optional: true }\""
        case "message": "\"p95: { critical: 500ms, message: too slow }\""
        case "operator", "value", "level": "\"p95: { value: 500ms, operator: lt, level: warning }\""
        case "unit": "\"p95: { critical: 500, unit: ms }\""
        case "for": "\"p95: { critical: 500ms, for: 30s }\""
        case "minimum": "\"throughput: { minimum: 100/s }\""
        default: "\"p95: { \(word): 500ms }\""
        }
    }

    private let context: ReadingContext
    private var syntax: LimitSyntax
    private var level = Level.critical
    /// Seconds for which limits have to be broken that say nothing else, and the words for it.
    private var duration: (seconds: Double, text: String)?
    private var reading = Reading()

    private let metric: MetricName

    init(_ metric: MetricName, _ context: ReadingContext) {
        self.context = context
        self.metric = metric
        syntax = LimitSyntax(metric: KnownMetrics.metric(metric))
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

    /// A limit, or a list of limits that all must hold.
    private func limits(_ node: Node, _ level: Level) -> [Limit] {
        if let list = node.sequence {
            if list.isEmpty { problem("\(syntax.metric.name) has no limit", at: node) }
            return list.compactMap { limitOfItsOwn($0, level) }
        }
        return [limitOfItsOwn(node, level)].compactMap { $0 }
    }

    /// A scalar, or `{ value: 500ms, for: 30s }`, so that each level can have a duration.
    private func limitOfItsOwn(_ node: Node, _ level: Level) -> Limit? {
        guard let mapping = node.mapping else { return limit(node, level) }
        var own = self
        var value: Node?
        for (key, node) in mapping {
            switch key.plainText {
            case "value": value = node
            case "for": own.duration = context.problems.attempt(at: node) { () throws(Misread) in try length(node) }
            default: problem("expected value and for, such as { value: 500ms, for: 30s }", at: key)
            }
        }
        guard let value else {
            problem("expected a value, such as { value: 500ms, for: 30s }", at: node)
            return nil
        }
        return own.limit(value, level)
    }

    private func limit(_ node: Node, _ level: Level) -> Limit? {
        context.problems.attempt(at: node) { () throws(Misread) in
            let text = try context.text(
                node, "a limit for \(syntax.metric.name), such as \(syntax.metric.limitExample)")
            var limit = try syntax.limit(level, written: text.written, expanded: text.expanded)
            guard let duration else { return limit }
            if limit.isRelative { throw Misread("for: needs a limit that stands for itself, without a sign") }
            (limit.duration, limit.durationText) = (duration.seconds, duration.text)
            return limit
        }
    }

    /// How long a limit has to be broken: "30s", "5m".
    private func length(_ node: Node) throws(Misread) -> (seconds: Double, text: String) {
        guard metric != .requests, metric != .errors, metric.measurement != Metric.duration.name else {
            let instead = metric.measurement == Metric.duration.name ? "" : "; limit error_rate or throughput"
            throw Misread("for: \(metric.description) is not a figure that goes on through a test\(instead)")
        }
        let text = try context.text(node, "a duration, such as 30s")
        guard let quantity = Quantity(text.expanded.trimmed), quantity.unit == .seconds, quantity.value > 0 else {
            throw Misread("\"\(text.written)\" is not a duration; write for example 30s or 5m")
        }
        return (quantity.value, quantity.text)
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
        case "for": duration = try length(value)
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
