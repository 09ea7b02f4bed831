import Analysis
import Measurements
import Testing

@Suite struct LimitVerdictTests {
    private func limit(_ yaml: String) throws -> Limit {
        try #require(try Sample.budget(yaml).rules.first?.limits.first)
    }

    @Test(arguments: [
        ("p95: 500ms", 0.5, Limit.Verdict.met), ("p95: 500ms", 0.501, .broken), ("p95: < 500ms", 0.5, .broken),
        ("p95: < 500ms", 0.4999, .met), ("throughput: 100/s", 100, .met), ("throughput: 100/s", 99.9, .broken),
        ("throughput: gt 100/s", 100, .broken), ("throughput: gt 100/s", 100.1, .met), ("errors: 0", 0, .met),
        ("errors: 0", 1, .broken), ("errors: eq 3", 3, .met), ("errors: eq 3", 2, .broken),
        ("errors: ne 3", 3, .broken),
        ("errors: ne 3", 2, .met), ("p95: 300ms", 0.1 + 0.2, .met), ("p95: 500ms", .nan, .broken),
        ("p95: 500ms", .infinity, .broken),
    ])
    func absolute(_ yaml: String, _ value: Double, _ expected: Limit.Verdict) throws {
        #expect(try limit(yaml).verdict(value: value) == expected)
    }

    @Test(arguments: [
        ("p95: +10%", 110, 100, Limit.Verdict.met), ("p95: +10%", 110.1, 100, .broken),
        ("throughput: -10%", 90, 100, .met), ("throughput: -10%", 89.9, 100, .broken),
        ("p95: +20ms", 0.12, 0.1, .met), ("p95: +20ms", 0.1201, 0.1, .broken),
        ("error_rate: +0.1pp", 0.002, 0.001, .met), ("error_rate: +0.1pp", 0.0021, 0.001, .broken),
        ("p95: +0%", 100, 100, .met), ("p95: < -10%", 80, 100, .met), ("p95: < -10%", 95, 100, .broken),
    ])
    func relative(_ yaml: String, _ value: Double, _ baseline: Double, _ expected: Limit.Verdict) throws {
        let limit = try limit(yaml)
        #expect(limit.isRelative)
        #expect(limit.verdict(value: value, baseline: baseline) == expected)
        #expect(limit.verdict(value: value) == .needsBaseline)
    }

    @Test func unitsThatDoNotFit() throws {
        let plain = try limit("render_time.p95: at most 250")
        #expect(plain.mismatch(with: .seconds) == "the limit 250 has no unit, and this metric is a time")
        #expect(plain.mismatch(with: .unknown) == nil)
        #expect(plain.mismatch(with: .count) == nil)
        let size = try limit("heap: 512MB")
        #expect(size.mismatch(with: .seconds) == "the limit 512 MB is a size, and this metric is a time")
        #expect(size.mismatch(with: .bytes) == nil)
        #expect(try limit("hit_rate: at least 0.7").mismatch(with: .ratio) == nil)
        #expect(try limit("heap: +5%").mismatch(with: .seconds) == nil)
    }
}
