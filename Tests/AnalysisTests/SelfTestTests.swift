import Analysis
import Foundation
import Measurements
import Testing

/// Whether the trial of the gate fires where the gate does.
@Suite struct SelfTestTests {
    private static var options: SelfTest.Options {
        var options = SelfTest.Options()
        options.replicates = 6
        options.most = 2
        return options
    }

    @Test func aQuietHistoryFiresAtWhatIsPromised() throws {
        let test = try SelfTest(HistoryJudgeTests.history(20), budget: nil, options: Self.options)
        #expect(test.unchanged == .init(fired: 0, of: 6))
        #expect(test.rows.count == 3)
        #expect(test.rows[0].series == nil)
        #expect(test.untried == 4)
        for row in test.rows {
            #expect(row.worse.count == 3 && row.worse[2] == .init(fired: 6, of: 6), "\(row)")
            #expect(row.promise == 0.05)
        }
        #expect(test.rows[1].errors.last == .init(fired: 6, of: 6))
        #expect(try SelfTest(HistoryJudgeTests.history(20).shuffled(), budget: nil, options: Self.options) == test)
    }

    @Test func aNoisyHistoryMissesWhatIsPromised() throws {
        let runs = HistoryJudgeTests.history(20) { 1 + 0.25 * sin(Double($0) * 2.4) }.enumerated().map { number, run in
            var run = run
            for index in run.series.indices where index > 0 {
                guard case .distribution(let known)? = run.series[index].measurements["latency"]?.value else {
                    continue
                }
                let factor = exp(0.2 * sin(Double(number * (index + 2)) * 1.7))
                run.series[index].set(.latency, .distribution(known.scaled(by: factor)))
            }
            return run
        }
        let test = try SelfTest(runs, budget: nil, options: Self.options)
        #expect(!test.holds)
        #expect(test.rows.dropFirst().allSatisfy { $0.worse[0].fired < 6 })
    }

    /// What the budget lets pass is not promised to be found.
    @Test func theBudgetSaysWhatIsPromised() throws {
        let relative = try Fixture.budget("endpoints:\n  \"GET /a\":\n    p95: +10%\ncompare: { metrics: [p95] }")
        var every = Self.options
        every.most = 9
        let test = try SelfTest(HistoryJudgeTests.history(20), budget: relative, options: every)
        let row = try #require(test.rows.first { $0.series == "GET /a" })
        #expect(abs((row.promise ?? 0) - 0.155) < 1e-9)
        #expect(row.worse[0].fired == 0)
        #expect(test.rows.first { $0.series == "GET /b" }?.promise == 0.05)
        let wide = try Fixture.budget("p50: 1s\ncompare: { minimum_change: 20%, metrics: [p50, p95] }")
        let wider = try SelfTest(HistoryJudgeTests.history(20), budget: wide, options: Self.options)
        #expect(wider.rows.compactMap(\.promise).allSatisfy { abs($0 - 0.26) < 1e-9 })
        // A tenth is less than counts, and is not found.
        #expect(wider.rows.allSatisfy { $0.worse[0].fired == 0 && $0.worse[1].fired == 0 })
        var demanded = Self.options
        demanded.promise = 0.2
        let own = try SelfTest(HistoryJudgeTests.history(20), budget: nil, options: demanded)
        #expect(own.holds && own.rows.allSatisfy { $0.promise == 0.2 })
    }

    /// What fails without any change says nothing of a change.
    @Test func aBrokenLimitIsToldAndNotCounted() throws {
        let budget = try Fixture.budget("endpoints:\n  \"POST /checkout\":\n    p95: 1ms")
        var options = Self.options
        options.most = 9
        let test = try SelfTest(HistoryJudgeTests.history(20), budget: budget, options: options)
        #expect(test.unchanged == .init(fired: 6, of: 6))
        #expect(test.falseAlarms.first?.check == "POST /checkout#p95")
        let row = try #require(test.rows.first { $0.series == "GET /a" })
        #expect(row.worse[2].fired == 6)
    }

    @Test func aShortHistoryIsRefused() {
        #expect(throws: SelfTest.Obstacle.tooFewRuns(present: 7, needed: 8, all: 7)) {
            try SelfTest(HistoryJudgeTests.history(7), budget: nil, options: Self.options)
        }
        #expect(throws: SelfTest.Obstacle.nothingJudged) { try SelfTest([], budget: nil, options: Self.options) }
    }

    @Test func distributionsAreScaledInEveryShape() throws {
        var histogram = Histogram()
        for value in [0.01, 0.02, 0.03] { histogram.add(value, times: 100) }
        let shapes: [Distribution.Shape] = [
            .samples([0.01, 0.02, 0.03]), .histogram(histogram), .quantiles([.init(rank: 0.5, value: 0.02)]),
            .buckets(Buckets(bounds: [0.01, 0.03], counts: [0, 10, 0])),
        ]
        for shape in shapes {
            let scaled = Distribution(min: 0.01, max: 0.03, mean: 0.02, shape: shape).scaled(by: 1.5)
            #expect(abs((scaled.quantile(0.5) ?? 0) - 0.03) < 0.00013, "\(shape)")
            #expect(scaled.max.map { abs($0 - 0.045) < 1e-12 } == true)
        }
    }
}
