import Analysis
import Foundation
import Measurements
import Testing

/// Budgets from text, and the words of their errors.
enum Sample {
    static func budget(_ text: String, environment: [String: String] = [:]) throws -> Budget {
        try BudgetReader.read(text, source: "budgets/shop.yml", environment: environment)
    }

    /// The error of a text that must not be read.
    static func error(_ text: String, environment: [String: String] = [:]) throws -> BudgetError {
        try error(Array(text.utf8), environment: environment)
    }

    static func error(_ bytes: [UInt8], environment: [String: String] = [:]) throws -> BudgetError {
        try #require(throws: BudgetError.self) {
            _ = try BudgetReader.read(bytes, source: "shop.yml", environment: environment)
        }
    }

    /// The limits of the only rule, as text.
    static func limits(_ text: String, environment: [String: String] = [:]) throws -> [String] {
        let budget = try budget(text, environment: environment)
        let rule = try #require(budget.rules.first)
        #expect(budget.rules.count == 1)
        return rule.limits.map { "\($0.level) \(rule.text($0))" }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}
