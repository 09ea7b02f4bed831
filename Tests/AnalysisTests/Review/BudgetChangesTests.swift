import Testing

@testable import Analysis

/// Nobody loosens a limit unseen.
@Suite struct BudgetChangesTests {
    private func changes(_ before: String, _ after: String) throws -> [Diagnostic] {
        try BudgetChanges(before: Fixture.budget(before), after: Fixture.budget(after)).diagnostics
    }

    private static let cases: [(before: String, after: String, code: String, text: String)] = [
        (
            "p95: 500ms", "p95: 800ms", "budget.loosened",
            "all requests p95: limit raised from 500 to 800 ms in this branch (budget.yml:1)."
        ),
        ("p95: 500ms", "p95: 1s", "budget.loosened", "limit raised from 500 ms to 1 s"),
        ("p95: 500ms", "p95: 300ms", "budget.tightened", "limit lowered from 500 to 300 ms"),
        ("throughput: 100/s", "throughput: 90/s", "budget.loosened", "limit lowered from 100/s to 90/s"),
        ("throughput: 100/s", "throughput: 110/s", "budget.tightened", "limit raised"),
        ("p95: 1s\np99: 2s", "p99: 2s", "budget.removed", "all requests p95: limit <= 1 s removed in this branch"),
        ("p95: 1s", "p95: { warning: 1s }", "budget.removed", "limit <= 1 s removed"),
        ("p95: { warning: 1s }", "p95: { warning: 2s }", "budget.loosened", "warning limit raised from 1 to 2 s"),
        ("p95: +10%", "p95: +20%", "budget.loosened", "raised from"),
        ("errors: [\"!= 5\", \"!= 6\"]", "errors: \"!= 5\"", "budget.loosened", "limit changed from 6 to 5"),
        ("errors: == 0", "errors: == 5", "budget.loosened", "limit changed from 0 to 5"),
        (
            "defaults: { p99: 1s }", "defaults: { p99: 1s }\nendpoints: { \"GET /a\": { p99: 3s } }", "budget.loosened",
            "GET /a p99: limit raised from 1 to 3 s"
        ),
        (
            "defaults: { p99: 1s }", "defaults: { p99: 1s }\nendpoints: { \"GET /a\": { p99: none } }",
            "budget.removed", "GET /a p99: limit <= 1 s removed"
        ),
        (
            "p95: { warning: 100ms, critical: 120ms }", "p95: { critical: 120ms }", "budget.removed",
            "warning limit <= 100 ms removed"
        ),
        (
            "p95: { warning: 100ms }", "p95: { critical: 120ms }", "budget.loosened",
            "warning limit raised from 100 to 120 ms"
        ),
        (
            "p95: 90ms", "p95: { critical: 90ms, for: 5m }", "budget.loosened",
            "all requests p95: limit changed from \"<= 90 ms\" to \"<= 90 ms, broken for 5 m\" in this branch"
        ),
        (
            "p95: { critical: 90ms, for: 5m }", "p95: { critical: 90ms, for: 30s }", "budget.tightened",
            "to \"<= 90 ms, broken for 30 s\""
        ),
        ("p95: { critical: 90ms, for: 5m }", "p95: 90ms", "budget.changed", "to \"<= 90 ms\""),
        ("p95: { critical: 1s }", "p95: { critical: 1s, optional: true }", "budget.loosened", "made optional"),
        ("p95: 1s", "p95: 1s\ncompare: { minimum_change: 20% }", "budget.changed", "How changes are judged"),
    ]

    @Test(arguments: cases)
    func isSaid(before: String, after: String, code: String, text: String) throws {
        let found = try changes(before, after)
        #expect(found.map(\.code) == [code])
        #expect(found.first?.level == .warning)
        #expect(found.first?.message.contains(text) == true, "\(found.map(\.message))")
    }

    @Test func whatGetsATimeAndIsMadeOptionalIsNotRemoved() throws {
        let found = try changes("p95: 90ms", "p95: { critical: 90ms, for: 5m, optional: true }")
        #expect(found.map(\.code) == ["budget.loosened", "budget.loosened"])
        #expect(found.last?.message.contains("made optional") == true)
    }

    @Test(arguments: [
        ("p95: 500ms", "p95: 0.5s"), ("p95: 500ms", "# moved\n\np95: 500ms\np99: 1s"),
        ("p95: { warning: 300ms, critical: 500ms }", "p95: 300ms"),
        ("p95: { warning: 500ms, critical: 500ms }", "p95: 500ms"),
        ("p95: 500ms", "p95: { target: 100ms, critical: 500ms }"),
        ("defaults: { p99: 1s }", "defaults: { p99: 1s }\nendpoints: { \"GET /a\": { p99: 500ms } }"),
        ("defaults: { p99: 1s }\nendpoints: { \"GET /a\": { p99: 1s } }", "defaults: { p99: 1s }"),
        ("p95: 1s\ncompare: { minimum_change: 3% }", "compare: { minimum_change: 3% }\np95: 1s"),
        ("errors: == 0", "errors: == 0"),
    ])
    func nothingIsSaid(before: String, after: String) throws {
        let found = try changes(before, after).filter { $0.code != "budget.tightened" }
        #expect(found.isEmpty, "\(found.map(\.message))")
    }
}
