import Measurements
import Yams

/// Reads `comparable:` under `compare:`.
struct ConditionsReader {
    private static let words = ["require", "widen", "warn", "ignore"]
    private static let expected = "expected require, widen, warn, ignore, or the noise to allow for, such as 15%"

    private let context: ReadingContext

    init(_ context: ReadingContext) { self.context = context }

    func conditions(_ node: Node) -> Conditions {
        var result = Conditions()
        for (key, value) in context.pairs(of: node, "comparable") {
            let known = context.problems.attempt(at: key) { () throws(Misread) in try Self.field(key) }
            guard let field = known else { continue }
            let policy = context.problems.attempt(at: value) { () throws(Misread) in try read(value) }
            if let policy { result[field] = policy }
        }
        return result
    }

    private static func field(_ key: Node) throws(Misread) -> Conditions.Field {
        let word = key.plainText ?? ""
        guard let field = Conditions.Field(rawValue: word) else {
            throw Spelling.unknown(word, of: Conditions.Field.allCases.map(\.rawValue))
        }
        return field
    }

    private func read(_ node: Node) throws(Misread) -> Conditions.Policy {
        let text = try context.text(node, "require, widen, warn or ignore")
        let word = text.expanded.trimmed
        switch word {
        case "require": return .require
        case "widen": return .widen(Conditions.usualWidening)
        case "warn": return .warn
        case "ignore": return .ignore
        default: break
        }
        if let quantity = Quantity(word), quantity.unit == .ratio, !quantity.isPoints, quantity.value > 0,
            quantity.value <= 1
        {
            return .widen(quantity.value)
        }
        let meant = Spelling.nearest(to: word, in: Self.words).map { "did you mean \"\($0)\"?" }
        throw Misread("\"\(text.written)\": \(meant ?? Self.expected)")
    }
}
