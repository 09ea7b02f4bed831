import Measurements
import Testing

@testable import Analysis

/// Limits that have to be broken for some time, held against courses that a reader can see.
@Suite struct ForLimitTests {
    /// A run with slices of one second, 200 requests each, with the given P95 in milliseconds; nil: no requests.
    static func run(_ p95: [Double?], requests: Int = 200, errors: [Int]? = nil, seed: Int = 1) -> Run {
        let slices = p95.enumerated().map { index, value in
            Timeline.Slice(
                requests: value == nil ? 0 : requests, errors: errors?[index], p50: value.map { $0 / 2000 },
                p95: value.map { $0 / 1000 }, p99: value.map { $0 / 500 })
        }
        var run = Fixture.run(seed: seed)
        run.series[0].timeline = Timeline(start: 0, width: 1, end: Double(p95.count), slices: slices)
        return run
    }

    static func check(_ runs: [Run], _ yaml: String) throws -> Check {
        let verdict = Judge(head: runs, base: [], budget: try Fixture.budget(yaml)).verdict()
        return try #require(verdict.checks.first { $0.series == Series.all && !$0.limits.isEmpty })
    }

    static func repeated(_ parts: (Int, Double?)...) -> [Double?] {
        parts.flatMap { Array(repeating: $0.1, count: $0.0) }
    }

    @Test(arguments: [
        // Thirty slow seconds in a row, and twenty-nine.
        (repeated((10, 100), (30, 600), (20, 100)), true), (repeated((10, 100), (29, 600), (20, 100)), false),
        // Many slow seconds, but never so many together.
        (repeated((20, 600), (1, 100), (20, 600), (1, 100), (20, 600)), false),
        // A pause without requests is no recovery.
        (repeated((15, 600), (5, nil), (15, 600), (10, 100)), true),
        // Slow to the end; exactly at the limit is no break.
        (repeated((30, 100), (30, 600)), true), (repeated((60, 500)), false),
        // Shorter than the limit asks for, and slow throughout; or nearly.
        (repeated((12, 600)), true), (repeated((11, 600), (1, 100)), false),
    ])
    func brokenForThirtySeconds(p95: [Double?], isBroken: Bool) throws {
        let check = try Self.check([Self.run(p95)], "p95: { maximum: 500ms, for: 30s }")
        #expect(check.limits.map(\.status) == [isBroken ? .broken : .met])
        #expect(check.status == (isBroken ? .overBudget : .passed))
        #expect(check.limits.first?.rule == "p95 <= 500 ms, broken for 30 s")
        #expect((check.limits.first?.brokenSeconds ?? 0) >= (isBroken ? min(30, Double(p95.count)) : 0))
    }

    /// Row by row as an alert rule has it: more than 100 ms for 5 minutes warns, more than 200 ms for 2 minutes is critical.
    @Test func levelsHaveDurationsOfTheirOwn() throws {
        let yaml = "p95: { warning: { value: 100ms, for: 5m }, critical: { value: 200ms, for: 2m } }"
        let slow = try Self.check([Self.run(Self.repeated((400, 150)))], yaml)
        #expect(slow.limits.map(\.status) == [.broken, .met] && slow.level == .warning)
        let peak = try Self.check([Self.run(Self.repeated((200, 50), (150, 250), (50, 50)))], yaml)
        #expect(peak.limits.map(\.status) == [.met, .broken] && peak.level == .critical)
        #expect(peak.explanation.contains { $0.contains("for 150 s, from 200 s to 350 s of a run of 400 s") })
    }

    @Test func otherFigures() throws {
        var errors = [Int](repeating: 0, count: 60)
        for second in 20..<40 { errors[second] = 10 }
        let run = Self.run(Self.repeated((60, 100)), errors: errors)
        let check = { (yaml: String) in try Self.check([run], yaml).limits.map(\.status) }
        #expect(try check("error_rate: { critical: 1%, for: 20s }") == [.broken])
        #expect(try check("error_rate: { critical: 1%, for: 21s }") == [.met])
        #expect(try check("throughput: { minimum: 300/s, for: 10s }") == [.broken])
        #expect(try check("throughput: { minimum: 200/s, for: 10s }") == [.met])
        #expect(try check("p99: { critical: 200ms, for: 10s }") == [.met])
    }

    /// P95 of five requests is their maximum; slices with more decide, where there are any.
    @Test func slicesOfFewRequestsArePassedOver() throws {
        var run = Self.run(Self.repeated((60, 600)))
        for second in stride(from: 0, to: 60, by: 2) {
            run.series[0].timeline?.slices[second] = Timeline.Slice(requests: 5, p95: 0.1)
        }
        #expect(try Self.check([run], "p95: { critical: 500ms, for: 30s }").limits.map(\.status) == [.broken])
    }

    @Test func mostRunsDecide() throws {
        let (slow, fast) = (Self.repeated((60, 600)), Self.repeated((60, 100)))
        let status = { (courses: [[Double?]]) in
            let runs = courses.enumerated().map { Self.run($0.element, seed: $0.offset) }
            return try Self.check(runs, "p95: { critical: 500ms, for: 30s }").limits.map(\.status)
        }
        #expect(try status([slow, slow, fast]) == [.broken])
        #expect(try status([slow, fast]) == [.met])
    }

    @Test func withoutTimesNothingWasChecked() throws {
        let check = try Self.check([Fixture.run(seed: 1)], "p95: { critical: 500ms, for: 30s }")
        #expect(check.status == .missing && check.level == .critical && check.reasons.contains("timeline.missing"))
        let optional = try Fixture.budget("p95: { critical: 500ms, for: 30s, optional: true }")
        let verdict = Judge(head: [Fixture.run(seed: 1)], base: [], budget: optional).verdict()
        #expect(!verdict.checks.contains { $0.status == .missing })
    }

    @Test(arguments: [
        ("errors: { critical: 5, for: 30s }", "limit error_rate or throughput"),
        ("p95: { critical: 1s, for: 30 }", "is not a duration"),
        ("p95: { critical: 1s, for: 0s }", "is not a duration"),
        ("p95: { critical: +10%, for: 30s }", "without a sign"), ("p95: { for: 30s }", "has no limit"),
        ("p95: { critical: { for: 30s } }", "expected a value"),
        ("p95: { critical: { value: 1s, level: warning } }", "expected value and for"),
    ])
    func refused(yaml: String, problem: String) {
        let error = #expect(throws: BudgetError.self) { try Fixture.budget(yaml) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(problem))
    }

    // MARK: Figures that are given over time

    /// A gauge with a value every 15 seconds.
    static func gauge(_ values: [Double], last: Double? = nil) -> Run {
        let points = values.enumerated().map { Course.Point(from: Double($0 * 15), until: Double($0 * 15), value: $1) }
        let metric = Metric("pool_use", unit: .ratio, direction: .lower)
        var run = Fixture.run(seed: 1)
        run.series[0].set(metric, .gauge(last: last ?? values.last ?? 0, min: nil, max: nil))
        run.series[0].courses["pool_use"] = Course(metric, points: points, end: Double((values.count - 1) * 15))
        return run
    }

    /// As an alert rule has it, five minutes are over at the point that is five minutes after the first.
    @Test(arguments: [(21, true), (20, false)])
    func gauges(full: Int, isBroken: Bool) throws {
        let values = [Double](repeating: 0.5, count: 10) + [Double](repeating: 0.9, count: full) + [0.5, 0.5]
        let check = try Self.check([Self.gauge(values)], "pool_use: { warning: at most 80%, for: 5m }")
        #expect(check.limits.map(\.status) == [isBroken ? .broken : .met])
        #expect(check.explanation.contains { $0.contains("a point every 15 s") })
    }

    /// A rate that must not be low, as a cache's hits.
    @Test func lowerBounds() throws {
        let run = Self.gauge([0.9, 0.6, 0.6, 0.6, 0.9])
        #expect(
            try Self.check([run], "pool_use: { critical: at least 70%, for: 30s }").limits.map(\.status) == [.broken])
        #expect(try Self.check([run], "pool_use: { critical: at least 70%, for: 31s }").limits.map(\.status) == [.met])
    }

    /// A percentile that is only known over time is held by limits with `for:`; one without is missing.
    @Test func figuresThatAreOnlyKnownOverTime() throws {
        var run = Fixture.run(seed: 1)
        let points = (0...40).map { Course.Point(from: Double($0), until: Double($0), value: $0 > 9 ? 0.15 : 0.05) }
        run.series[0].measurements = [:]
        run.series[0].courses["p95"] = Course(Metric("p95", unit: .seconds, direction: .lower), points: points, end: 40)
        let broken = try Self.check([run], "p95: { warning: { value: 100ms, for: 30s } }")
        #expect(broken.limits.map(\.status) == [.broken] && broken.status == .overBudget && broken.level == .warning)
        #expect(try Self.check([run], "p95: { critical: { value: 200ms, for: 2m } }").status == .passed)
        let mixed = try Self.check([run], "p95: { warning: { value: 100ms, for: 5m }, critical: 200ms }")
        #expect(mixed.status == .missing && mixed.level == .critical && mixed.limits.map(\.status) == [.met, .unclear])
    }

    /// Two ranges of one test say different things, though neither has a figure of the whole.
    @Test func rangesOfOneTest() throws {
        let runs = ["p95", "p50"].map { name in
            var run = Fixture.run(seed: 1)
            let points = (0...40).map { Course.Point(from: Double($0), until: Double($0), value: 1) }
            run.series = [Series(Series.all)]
            run.series[0].courses[name] = Course(
                Metric(name, unit: .seconds, direction: .lower), points: points, end: 40)
            return run
        }
        let budget = try Fixture.budget("p50: { critical: 100ms, for: 40s }\np95: { critical: 100ms, for: 40s }")
        let checks = Judge(head: runs, base: [], budget: budget).verdict().checks
        #expect(checks.flatMap(\.limits).map(\.status) == [.broken, .broken])
    }

    /// Another duration is another limit: who lengthens it, loosens it.
    @Test func changedDurationsAreShown() throws {
        let (old, new) = (
            try Fixture.budget("p95: { critical: 500ms, for: 30s }"),
            try Fixture.budget("p95: { critical: 500ms, for: 5m }")
        )
        #expect(!BudgetChanges(before: old, after: new).diagnostics.isEmpty)
    }
}
