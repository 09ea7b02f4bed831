import Analysis
import Measurements
import Testing

@Suite struct AssignmentTests {
    private func texts(_ budget: Budget, _ name: String, labels: [String: String] = [:]) -> [String] {
        budget.rules(for: Series(name, labels: labels)).map(\.text)
    }

    @Test func precedence() throws {
        let budget = try Sample.budget(
            """
            p95: 9s
            defaults: { p95: 5s, p99: 6s, error_rate: 1% }
            endpoints:
              "GET /api/cart": { p95: 1s }
              "GET /api/*": { p95: 2s, p99: none }
              "GET /api/c*": { p99: 3s }
              "/^GET .*orders$/": { p95: 4s }
            """)
        #expect(texts(budget, "*") == ["p95 <= 9 s"])
        #expect(texts(budget, "GET /") == ["p95 <= 5 s", "p99 <= 6 s", "error_rate <= 1 %"])
        #expect(texts(budget, "GET /api/cart") == ["error_rate <= 1 %", "p95 <= 1 s", "p99 <= 3 s"])
        #expect(texts(budget, "GET /api/orders") == ["error_rate <= 1 %", "p95 <= 4 s"])
        #expect(texts(budget, "GET /api/") == ["error_rate <= 1 %", "p95 <= 2 s"])
    }

    @Test func unmatchedRulesAreTold() throws {
        let budget = try Sample.budget(
            """
            p95: 9s
            defaults: { p95: 5s }
            endpoints:
              "GET /a": { p95: 1s, p99: none }
              "GET /b*": { p95: 2s }
              "/^POST/": { p95: 2s, optional: true }
            """)
        let assignment = budget.assignment(to: [Series("*"), Series("GET /bc")])
        #expect(assignment.rules.map { $0.map(\.text) } == [["p95 <= 9 s"], ["p95 <= 2 s"]])
        #expect(assignment.unmatched.map(\.line) == [4, 4, 6])
        #expect(assignment.unmatched.map(\.optional) == [false, false, true])
        #expect(budget.assignment(to: []).unmatched.count == 6)
        #expect(budget.assignment(to: [Series("*")]).unmatched.contains { $0.pattern == .every })
    }

    @Test(arguments: [
        ("GET /api/*", "GET /api/", true), ("GET /api/*", "GET /api", false), ("*cart", "GET /cart", true),
        ("*/items/*/price", "GET /items/7/price", true), ("*/items/*/price", "GET /items/7/prices", false),
        ("a*b*c", "aXbYbZc", true), ("a**c", "ac", true), ("/^GET /", "GET /x", true), ("/^GET /", "XGET /", false),
        ("/api/products/", "/api/products/", true), ("/api/products/", "GET /api/products/1", false),
        ("/cart$/", "POST /cart", true), ("/cart$/", "POST /carts", false), ("/^(GET|POST) /", "POST /a", true),
        ("GET /api?q=1", "GET /api?q=1", true), ("GET /api?q=1", "GET /apiXq=1", false), ("*", "*", false),
        ("g*", "GET /", false), ("/^.$/", "*", false),
    ])
    func patterns(_ pattern: String, _ name: String, _ matches: Bool) throws {
        guard pattern != "*" else {
            return #expect(try Sample.error("endpoints: {\"*\": {p95: 1s}}").problems.count == 1)
        }
        let budget = try Sample.budget("endpoints: { '\(pattern)': { p95: 1s } }")
        #expect(budget.rules(for: Series(name)).isEmpty != matches)
    }

    @Test func labelsArePartOfTheName() throws {
        let budget = try Sample.budget(
            """
            endpoints:
              "query{operation=SELECT,table=users}": { p95: 5ms }
              "query{*table=orders}": { p95: 20ms }
            """)
        #expect(texts(budget, "query", labels: ["operation": "SELECT", "table": "users"]) == ["p95 <= 5 ms"])
        #expect(texts(budget, "query", labels: ["operation": "INSERT", "table": "orders"]) == ["p95 <= 20 ms"])
        #expect(texts(budget, "query").isEmpty)
    }

    @Test func starsEndSoon() throws {
        let pattern = String(repeating: "*a", count: 200)
        let budget = try Sample.budget("endpoints: { '\(pattern)': { p95: 1s } }")
        #expect(budget.rules(for: Series(String(repeating: "a", count: 5000) + "b")).isEmpty)
    }
}
