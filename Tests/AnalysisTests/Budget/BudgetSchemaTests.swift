import Foundation
import Testing

@testable import Analysis

/// The JSON Schema for editors knows the words that the reader knows, no more and no fewer.
@Suite struct BudgetSchemaTests {
    private func schema() throws -> [String: Any] {
        let data = try Data(contentsOf: Sample.root.appending(path: "budgets/loadline-budget.schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Names of the properties at a path of keys.
    private func words(_ path: String...) throws -> [String] {
        var node = try schema()
        for key in path { node = try #require(node[key] as? [String: Any], "\(key)") }
        return try #require(node["properties"] as? [String: Any]).keys.sorted()
    }

    private let metrics = KnownMetrics.words.filter { !$0.hasPrefix("latency") }

    @Test func draft() throws {
        #expect(try schema()["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test func wordsAreThoseOfTheReader() throws {
        #expect(try words() == (BudgetReader.topWords + metrics).sorted())
        #expect(try words("$defs", "levels") == LimitReader.words.sorted())
        #expect(try words("$defs", "compare") == ComparisonReader.words.sorted())
        #expect(
            try words("$defs", "comparable") == Conditions.Field.allCases.map(\.rawValue).sorted())
        #expect(try words("$defs", "endpoint") == (["optional"] + metrics).sorted())
        #expect(try words("properties", "defaults") == metrics.sorted())
    }

    /// Every word of the reader is explained, with an example around it.
    @Test func referencePageNamesEveryWord() throws {
        let page = try String(contentsOf: Sample.root.appending(path: "budgets/README.md"), encoding: .utf8)
        let all =
            BudgetReader.topWords + LimitReader.words + ComparisonReader.words + metrics
            + Conditions.Field.allCases.map(\.rawValue)
        for word in all { #expect(page.contains("`\(word)") || page.contains("\(word):"), "\(word)") }
    }
}
