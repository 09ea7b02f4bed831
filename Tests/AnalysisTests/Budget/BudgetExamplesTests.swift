import Analysis
import Foundation
import Measurements
import Testing

/// The budgets that come with Loadline are read without an error and say what they promise.
@Suite struct BudgetExamplesTests {
    private func budget(_ name: String, environment: [String: String] = [:]) throws -> Budget {
        let bytes = try Data(contentsOf: Sample.root.appending(path: name))
        return try BudgetReader.read(Array(bytes), source: name, environment: environment)
    }

    private static let rules = [
        "alerts": 5, "api-latency": 4, "database": 10, "environment": 3, "error-rates": 3, "frontend": 8, "memory": 5,
        "migration": 0,
        "regression": 4, "routes": 6, "team-targets": 6, "throughput": 3,
    ]

    @Test func everyExampleIsRead() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Sample.root.appending(path: "budgets").path)
            .filter { $0.hasSuffix(".yml") }
        #expect(Set(files) == Set(Self.rules.keys.map { $0 + ".yml" }))
        for (name, count) in Self.rules {
            let budget = try budget("budgets/\(name).yml")
            #expect(budget.rules.count == count, "\(name)")
            #expect(budget.suite == name)
        }
    }

    @Test func levelsOfTheLatencyTargets() throws {
        let rules = try budget("budgets/api-latency.yml").rules
        #expect(rules.map(\.metric.description) == ["p50", "p95", "p99", "max"])
        #expect(
            rules.map { $0.limits.compactMap { $0.threshold(baseline: nil) } } == [
                [0.05, 0.075, 0.15], [0.1, 0.15, 0.2], [0.2, 0.3, 0.5], [0.5, 0.75, 1],
            ])
        #expect(rules.allSatisfy { $0.limits.map(\.level) == [.target, .warning, .critical] })
    }

    @Test func throughputIsBoundedFromBelow() throws {
        let rules = try budget("budgets/throughput.yml").rules
        #expect(
            rules.map(\.text) == [
                "throughput >= 1000 req/s (target), >= 500 req/s (critical)",
                "transactions.rate >= 100/s (target), >= 50/s (critical)",
                "concurrent_users >= 10000 (target), >= 5000 (critical)",
            ])
    }

    @Test func routesOverrideDefaults() throws {
        let budget = try budget("budgets/routes.yml")
        func texts(_ name: String) -> Set<String> { Set(budget.rules(for: Series(name)).map(\.text)) }
        #expect(texts("GET /api/cart") == ["errors <= 0", "throughput >= 10/s", "p95 < 300 ms"])
        #expect(texts("GET /api/other") == ["errors <= 0", "throughput >= 10/s", "p95 <= 1 s"])
        #expect(texts("POST /api/orders") == ["errors <= 0", "throughput >= 10/s", "p95 < 1000 ms"])
    }

    @Test func environment() throws {
        let usual = try budget("budgets/environment.yml").rules.map(\.text)
        #expect(usual == ["p95 <= 100 ms", "p99 <= 500 ms", "error_rate <= 0.001"])
        let set = try budget(
            "budgets/environment.yml", environment: ["PERF_API_LATENCY_MS": "250", "PERF_ERROR_RATE": "0.5%"])
        #expect(set.rules.map(\.text) == ["p95 <= 250 ms", "p99 <= 500 ms", "error_rate <= 0.5 %"])
    }

    @Test func sizesAndShares() throws {
        let memory = try budget("budgets/memory.yml").rules
        #expect(memory.first?.text == "process_memory <= 512 MB (warning), <= 1 GB (critical)")
        #expect(memory.last?.limits.first?.bound == .absolute(0.7, unit: .ratio))
        let total = try #require(budget("budgets/frontend.yml").rules.last)
        #expect(total.limits.first?.bound == .absolute(850_000, unit: .bytes))
    }

    @Test func migrationDemandsProof() throws {
        let compare = try budget("budgets/migration.yml").compare
        #expect(compare.allowedChange[.percentile(95)] == 0.03)
        #expect(compare.inconclusive == .fail)
        #expect(compare.noBaseline == .fail)
    }

    /// P95 of the runs, as fixtures/check-demo.py shows them: the slowest of the baseline, the fastest of the candidate.
    @Test func demonstrationTellsItsSidesApart() throws {
        let budget = try budget("fixtures/demo/budget.yml")
        let checkout = try #require(budget.rules(for: Series("POST /checkout")).first { $0.metric == .percentile(95) })
        #expect(checkout.limits.map { $0.verdict(value: 0.04665) } == [.met, .met, .met])
        #expect(checkout.limits.map { $0.verdict(value: 0.0595) } == [.broken, .broken, .broken])
        let slowest = [
            "GET /api/products": 0.01937, "GET /api/products/{id}": 0.01252, "GET /api/search": 0.03023,
            "POST /api/cart": 0.023,
        ]
        for (name, value) in slowest {
            let rule = try #require(budget.rules(for: Series(name)).first { $0.metric == .percentile(95) })
            #expect(rule.pattern != .every)
            #expect(rule.limits.allSatisfy { $0.verdict(value: value) == .met }, "\(name)")
        }
    }

    /// What the reference page shows is read: its blocks, and the limits in its tables.
    @Test func referencePageIsTrue() throws {
        let page = try String(contentsOf: Sample.root.appending(path: "budgets/README.md"), encoding: .utf8)
        let blocks = page.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        let (waivers, budgets) = (blocks.filter { $0.hasPrefix("- ") }, blocks.filter { !$0.hasPrefix("- ") })
        #expect(budgets.count == 5)
        for block in budgets { _ = try Sample.budget(block) }
        #expect(waivers.count == 1)
        for block in waivers { #expect(try WaiverFile.read(Array(block.utf8), source: "waivers.yml").count == 1) }
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let limits = rows.map { $0.split(separator: "`")[1] }.filter { $0.contains(": ") }
        #expect(limits.count == 12)
        for limit in limits { _ = try Sample.budget("endpoints:\n  shop:\n    mean: 1s\n    \(limit)") }
    }
}
