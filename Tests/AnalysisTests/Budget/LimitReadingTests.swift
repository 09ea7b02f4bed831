import Analysis
import Measurements
import Testing

@Suite struct LimitReadingTests {
    @Test(arguments: [
        ("p95: 500ms", "critical p95 <= 500 ms"),
        ("p(95): 0.5 s", "critical p95 <= 0.5 s"),
        ("med: < 50ms", "critical p50 < 50 ms"),
        ("avg: <= 50ms", "critical mean <= 50 ms"),
        ("max: lt 1m", "critical max < 1 m"),
        ("p99.9: lte 250us", "critical p99.9 <= 250 us"),
        ("error_rate: 1%", "critical error_rate <= 1 %"),
        ("error_rate: 0.01", "critical error_rate <= 0.01"),
        ("errors: == 0", "critical errors == 0"),
        ("errors: \"!= 3\"", "critical errors != 3"),
        ("errors: 0", "critical errors <= 0"),
        ("throughput: 100/s", "critical throughput >= 100/s"),
        ("rps: 1000 req/s", "critical throughput >= 1000 req/s"),
        ("throughput: 1000", "critical throughput >= 1000"),
        ("throughput: \"> 1000/s\"", "critical throughput > 1000/s"),
        ("throughput: at least 600/min", "critical throughput >= 600/min"),
        ("throughput: at most 5000rps", "critical throughput <= 5000 rps"),
        ("requests: gte 10", "critical requests >= 10"),
        ("checks: 95%", "critical checks >= 95 %"),
        ("5xx: 0.1%", "critical 5xx <= 0.1 %"),
        ("duration: 2h", "critical duration <= 2 h"),
        ("latency_ok.p95: 1s", "critical latency_ok.p95 <= 1 s"),
        ("dropped_iterations: 0", "critical dropped_iterations <= 0"),
        ("memory: 512MB", "critical memory <= 512 MB"),
        ("checkout_time.p95: 250ms", "critical checkout_time.p95 <= 250 ms"),
        ("cache_hit_rate: at least 70%", "critical cache_hit_rate >= 70 %"),
        ("cart_value.mean: \">= 20\"", "critical cart_value.mean >= 20"),
        ("p95: +10%", "critical p95 <= baseline + 10 %"),
        ("p95: <=+10%", "critical p95 <= baseline + 10 %"),
        ("p95: +20ms", "critical p95 <= baseline + 20 ms"),
        ("p95: < -10%", "critical p95 < baseline - 10 %"),
        ("throughput: -10%", "critical throughput >= baseline - 10 %"),
        ("throughput: -5", "critical throughput >= baseline - 5"),
        ("error_rate: +0.1pp", "critical error_rate <= baseline + 0.1 pp"),
        ("queue_length: +5%", "critical queue_length <= baseline + 5 %"),
    ])
    func scalar(_ yaml: String, _ expected: String) throws {
        #expect(try Sample.limits(yaml) == [expected])
    }

    @Test(arguments: [
        ("p95: 500ms", 0.5, Unit.seconds), ("p95: 300ms", 0.3, .seconds), ("p95: 250µs", 0.000_25, .seconds),
        ("p95: 10ns", 1e-8, .seconds), ("p95: 5min", 300, .seconds), ("p95: 1.5h", 5400, .seconds),
        ("error_rate: 0.01%", 0.0001, .ratio), ("error_rate: 0.001", 0.001, .ratio),
        ("throughput: 600/min", 10, .perSecond), ("throughput: 7200 requests/h", 2, .perSecond),
        ("memory: 1GB", 1e9, .bytes), ("memory: 512 MiB", 536_870_912, .bytes), ("js: 200 kb", 200_000, .bytes),
        ("received: at most 2MB/s", 2e6, .bytesPerSecond), ("users: at least 10000", 10_000, .unknown),
        ("requests: 1000", 1000, .count),
    ])
    func baseUnits(_ yaml: String, _ value: Double, _ unit: Unit) throws {
        let limit = try #require(try Sample.budget(yaml).rules.first?.limits.first)
        #expect(limit.bound == .absolute(value, unit: unit))
    }

    @Test func relativeBounds() throws {
        let budget = try Sample.budget("p95: [500ms, +10%, +20ms]\nerror_rate: +0.1pp")
        #expect(
            budget.rules[0].limits.map(\.bound) == [
                .absolute(0.5, unit: .seconds), .relative(0.1), .relativeAbsolute(0.02, unit: .seconds),
            ])
        #expect(budget.rules[1].limits.map(\.bound) == [.relativeAbsolute(0.001, unit: .ratio)])
    }

    @Test(arguments: [
        (
            "p95: { target: 100ms, warning: 150ms, critical: 200ms }",
            ["target p95 <= 100 ms", "warning p95 <= 150 ms", "critical p95 <= 200 ms"]
        ),
        (
            "p95: { fail: 200ms, warn: 150ms, info: 100ms }",
            ["target p95 <= 100 ms", "warning p95 <= 150 ms", "critical p95 <= 200 ms"]
        ),
        (
            "throughput: { target: 1000/s, minimum: 500/s }",
            ["target throughput >= 1000/s", "critical throughput >= 500/s"]
        ),
        ("users: { target: 10000, minimum: 5000 }", ["target users >= 10000", "critical users >= 5000"]),
        ("pool_use: { maximum: 90%, warning: 80% }", ["warning pool_use <= 80 %", "critical pool_use <= 90 %"]),
        ("p99: { target: 500ms, limit: 1s }", ["target p99 <= 500 ms", "critical p99 <= 1 s"]),
        ("p95: { value: 100ms, operator: lt, level: warning }", ["warning p95 < 100 ms"]),
        ("p95: { target: 100, critical: 200, unit: ms }", ["target p95 <= 100 ms", "critical p95 <= 200 ms"]),
        ("hits: { operator: gte, warning: 85%, critical: 70% }", ["warning hits >= 85 %", "critical hits >= 70 %"]),
        (
            "p95: { warning: +5%, critical: [500ms, +10%] }",
            ["warning p95 <= baseline + 5 %", "critical p95 <= 500 ms", "critical p95 <= baseline + 10 %"]
        ),
        (
            "load: { warning: [at least 2, at most 8], critical: [at least 1, at most 9] }",
            ["warning load >= 2", "warning load <= 8", "critical load >= 1", "critical load <= 9"]
        ),
    ])
    func levels(_ yaml: String, _ expected: [String]) throws {
        #expect(try Sample.limits(yaml) == expected)
    }

    @Test func optionalAndMessage() throws {
        let budget = try Sample.budget("max: { critical: 1s, optional: true, message: \"Ask the team: it is slow\" }")
        let rule = try #require(budget.rules.first)
        #expect(rule.optional)
        #expect(rule.message == "Ask the team: it is slow")
        #expect(rule.text == "max <= 1 s")
    }
}
