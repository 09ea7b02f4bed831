import Analysis
import Measurements
import Testing

@Suite struct BudgetReaderTests {
    @Test func wholeFile() throws {
        let budget = try Sample.budget(
            """
            suite: checkout
            p95: 500ms
            error_rate: 1%
            defaults:
              p99: 1s
            endpoints:
              "GET /api/cart":
                p95: 300ms
                p99: { target: 200ms, critical: 500ms }
              GET /api/*:
                p95: 400ms
              "/^POST .*/":
                optional: true
                p95: +10%
            """)
        #expect(budget.suite == "checkout")
        #expect(budget.sources == ["budgets/shop.yml"])
        #expect(
            budget.rules.map { "\($0.line):\($0.column) \($0.pattern) \($0.text)" } == [
                "2:1 * p95 <= 500 ms", "3:1 * error_rate <= 1 %", "5:3 every endpoint p99 <= 1 s",
                "8:5 GET /api/cart p95 <= 300 ms",
                "9:5 GET /api/cart p99 <= 200 ms (target), <= 500 ms (critical)",
                "11:5 GET /api/* p95 <= 400 ms", "14:5 /^POST .*/ p95 <= baseline + 10 %",
            ])
        #expect(budget.rules.map(\.optional) == [false, false, false, false, false, false, true])
        #expect(budget.compare == Comparison())
    }

    @Test(arguments: [
        ("budgets/shop.yml", "shop"), ("C:\\ci\\shop.v2.yaml", "shop.v2"), ("-", "performance"), ("shop", "shop"),
        (".yml", "performance"),
    ])
    func suiteFromTheFilesName(_ source: String, _ suite: String) throws {
        #expect(try BudgetReader.read("p95: 1s", source: source, environment: [:]).suite == suite)
    }

    @Test func variables() throws {
        let yaml = """
            variables:
              PERF_API_LATENCY_MS: 100
            p95: ${PERF_API_LATENCY_MS}ms
            p99: "${PERF_P99:-1s}"
            compare: { minimum_change: "${PERF_CHANGE:-4%}" }
            """
        let usual = try Sample.budget(yaml)
        #expect(usual.rules.map(\.text) == ["p95 <= 100 ms", "p99 <= 1 s"])
        #expect(usual.compare.minimumChange.common == 0.04)
        let set = try Sample.budget(yaml, environment: ["PERF_API_LATENCY_MS": "250", "PERF_P99": "<= 2s"])
        #expect(set.rules.map(\.text) == ["p95 <= 250 ms", "p99 <= 2 s"])
        let empty = try Sample.budget(yaml, environment: ["PERF_API_LATENCY_MS": ""])
        #expect(empty.rules.first?.text == "p95 <= 100 ms")
    }

    @Test func comparison() throws {
        let compare = try Sample.budget(
            """
            compare:
              metrics: [p95, error_rate, checkout_time.p95]
              minimum_change: { p95: 5%, p99: 0.1 }
              minimum_absolute: { p95: 2ms }
              allowed_change: 2%
              inconclusive: fail
              no_baseline: warn
              minimum_requests: { p95: 100 }
              false_alarms: 0.5%
              confidence: 99%
            """
        ).compare
        #expect(compare.metrics == [.percentile(95), .errorRate, MetricName("checkout_time", .quantile(0.95))])
        #expect(compare.minimumChange[.percentile(95)] == 0.05)
        #expect(compare.minimumChange[.percentile(99)] == 0.1)
        #expect(compare.minimumChange[.percentile(50)] == 0.03)
        #expect(compare.allowedChange[.percentile(50)] == 0.02)
        #expect(compare.minimumAbsolute(of: .percentile(95), in: .seconds) == 0.002)
        #expect(compare.minimumAbsolute(of: .percentile(95), in: .bytes) == 0)
        #expect(compare.minimumAbsolute(of: .percentile(99), in: .seconds) == 0)
        #expect(compare.inconclusive == .fail)
        #expect(compare.noBaseline == .warn)
        #expect(compare.minimumRequests(of: .percentile(95)) == 100)
        #expect(compare.falseAlarms == 0.005)
        #expect(compare.confidence == 0.99)
        #expect(compare.line == 2)
    }

    @Test func comparisonUntouched() {
        let compare = Comparison()
        #expect(compare.minimumRequests(of: .percentile(95)) == 59)
        #expect(compare.minimumRequests(of: .percentile(99)) == 299)
        #expect(compare.minimumRequests(of: .percentile(50)) == 5)
        #expect(compare.minimumRequests(of: .percentile(100)) == nil)
        #expect(compare.minimumRequests(of: .errorRate) == nil)
        #expect(compare.inconclusive == .pass)
        #expect(compare.line == nil)
    }

    @Test func byteOrderMarkAndWindowsLines() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array("p95: 500ms\r\ndefaults:\r\n  p99: 1s\r\n".utf8)
        let budget = try BudgetReader.read(bytes, source: "a.yml", environment: [:])
        #expect(budget.rules.map { "\($0.line):\($0.column) \($0.text)" } == ["1:1 p95 <= 500 ms", "3:3 p99 <= 1 s"])
    }

    @Test func merging() throws {
        let a = try BudgetReader.read("p95: 1s\ncompare: {inconclusive: fail}", source: "a.yml", environment: [:])
        let b = try BudgetReader.read("suite: a\np95: 2s", source: "b.yml", environment: [:])
        let merged = try Budget.merged([a, b])
        #expect(merged.suite == "a")
        #expect(merged.sources == ["a.yml", "b.yml"])
        #expect(merged.compare.inconclusive == .fail)
        #expect(
            merged.rules(for: Series("*")).map { "\($0.file) \($0.text)" } == ["a.yml p95 <= 1 s", "b.yml p95 <= 2 s"])
        let c = try BudgetReader.read("p95: 1s\n\ncompare: {inconclusive: fail}", source: "c.yml", environment: [:])
        #expect(try Budget.merged([a, b, c]).suite == "a+c")
        let d = try BudgetReader.read("\n\ncompare: {inconclusive: pass}", source: "d.yml", environment: [:])
        let error = try #require(throws: BudgetError.self) { _ = try Budget.merged([a, d]) }
        #expect(error.description == "d.yml:3: compare: differs from that of a.yml; say it in one file")
    }
}
