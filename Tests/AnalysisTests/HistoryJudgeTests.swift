import Analysis
import Foundation
import Measurements
import Testing

/// The same runs as a baseline of their own time, and as a history.
@Suite struct HistoryJudgeTests {
    static func history(_ count: Int, factor: (Int) -> Double = { _ in 1 }) -> [Run] {
        (0..<count).map { number in
            let all = Dictionary(uniqueKeysWithValues: Fixture.endpoints.map { ($0.name, factor(number)) })
            var run = Fixture.run(seed: number + 100, factors: all)
            run.start = 1e9 + Double(number) * 86_400
            run.commit = "commit-\(number)"
            run.branch = "main"
            return run
        }
    }

    static func head(_ factors: [String: Double] = [:]) -> [Run] {
        (0..<3).map { number in
            var run = Fixture.run(seed: number, factors: factors)
            run.start = 1e9 + 31 * 86_400
            return run
        }
    }

    @Test func aHistoryAloneFindsTheSlowEndpoint() {
        let verdict = Judge(head: Self.head(["POST /checkout": 1.4]), base: [], budget: nil, history: Self.history(30))
            .verdict()
        let regressed = verdict.checks.filter { $0.status == .regressed }
        #expect(!regressed.isEmpty)
        #expect(regressed.allSatisfy { $0.series == "POST /checkout" })
        #expect(verdict.outcome == .fail)
        #expect(verdict.baseline.kind == .history)
        #expect(verdict.baseline.runs == 30)
        #expect(verdict.baseline.branch == "main")
        #expect(verdict.baseline.commit == "commit-29")
        #expect(abs((verdict.baseline.ageDays ?? 0) - 2) < 1e-6)
        #expect(verdict.checks.first { $0.id == "*#global" }?.status == .passed)
    }

    @Test func sameBuildHasNoFinding() {
        let verdict = Judge(head: Self.head(), base: [], budget: nil, history: Self.history(30)).verdict()
        #expect(verdict.count(.regressed) + verdict.count(.improved) == 0)
        #expect(verdict.outcome == .pass)
    }

    @Test func everythingSlowerIsACheckOfItsOwn() throws {
        let all = Dictionary(uniqueKeysWithValues: Fixture.endpoints.map { ($0.name, 1.4) })
        let verdict = Judge(head: Self.head(all), base: [], budget: nil, history: Self.history(30)).verdict()
        let global = try #require(verdict.checks.first { $0.id == "*#global" })
        #expect(global.status == .regressed)
        #expect(global.level == .critical)
        #expect(abs((global.change?.relative ?? 0) - 0.4) < 0.1)
        #expect(verdict.count(.improved) == 0)
    }

    /// One run of which everything was slower, and then a candidate that cannot be told from it.
    @Test func aRunThatHidesAShiftOfEverythingIsNamed() throws {
        var history = Self.history(24)
        history[11].series = history[11].series.map { $0.slower(1.34) }
        history[11].commit = "abc1234"
        let all = Dictionary(uniqueKeysWithValues: Fixture.endpoints.map { ($0.name, 1.15) })
        let judge = Judge(head: Array(Self.head(all).prefix(1)), base: [], budget: nil, history: history)
        let verdict = judge.verdict()
        let named = judge.namingOutliers(in: verdict)
        let sentence =
            "The run of 2001-09-20 (abc1234) was 34 % worse in everything than the runs around it, and widens what counts as noise."
        let global = try #require(named.checks.first { $0.isOfEverything })
        #expect(global.status == .inconclusive)
        #expect(global.explanation == [sentence])
        for check in named.checks {
            let isUnclear = check.status == .inconclusive && check.metric != .errorRate
            #expect(check.explanation.contains(sentence) == isUnclear, "\(check.id)")
        }
        let notes = named.diagnostics.filter { $0.code == "history.outlier" }
        #expect(notes.map(\.level) == [.warning])
        #expect(notes.first?.message.hasPrefix("\(sentence) Recorded again with `loadline record --failed`") == true)
        // Nothing else is another.
        var bare = named
        bare.diagnostics.removeAll { $0.code == "history.outlier" }
        for index in bare.checks.indices { bare.checks[index].explanation.removeAll { $0 == sentence } }
        #expect(bare == verdict)
    }

    /// Runs that all differ a lot are noise; and what a clear verdict stands on needs no excuse.
    @Test func noNoiseIsCalledAnOutlier() throws {
        let noisy = Self.history(24) { 0.85 + 0.3 * (Double($0) * 0.618_034).truncatingRemainder(dividingBy: 1) }
        let all = Dictionary(uniqueKeysWithValues: Fixture.endpoints.map { ($0.name, 1.15) })
        let unclear = Judge(head: Array(Self.head(all).prefix(1)), base: [], budget: nil, history: noisy)
        let verdict = unclear.verdict()
        #expect(verdict.checks.first { $0.isOfEverything }?.status == .inconclusive)
        #expect(unclear.namingOutliers(in: verdict) == verdict)
        var history = Self.history(24)
        history[11].series = history[11].series.map { $0.slower(1.34) }
        let clear = Judge(head: Self.head(), base: [], budget: nil, history: history)
        #expect(clear.namingOutliers(in: clear.verdict()) == clear.verdict())
    }

    /// The base of a figure is its present level, not what was before.
    @Test func theHistoryIsCutAtItsLastShift() throws {
        let history = Self.history(40)
        var shifted = history
        for number in 20..<40 {
            shifted[number] = Fixture.run(seed: number + 100, factors: ["POST /checkout": 1.5])
            shifted[number].start = history[number].start
        }
        let same = Judge(head: Self.head(["POST /checkout": 1.5]), base: [], budget: nil, history: shifted).verdict()
        #expect(same.count(.regressed) == 0)
        let check = try #require(same.checks.first { $0.id == "POST /checkout#p95" })
        #expect(check.reasons.contains("level.shifted"))
        #expect(check.base?.runs == 20)
        #expect(check.history.count == 40)
        #expect(abs(check.change?.relative ?? 1) < 0.1)
    }

    @Test func fewRunsAreComparedAsABaseline() {
        let history = Self.history(4)
        let verdict = Judge(head: Self.head(), base: [], budget: nil, history: history).verdict()
        var given = Judge(head: Self.head(), base: history, budget: nil).verdict()
        #expect(verdict.baseline.kind == .history)
        #expect(verdict.checks == given.checks)
        given.baseline.kind = .history
        #expect(verdict.outcome == given.outcome)
    }

    /// With a base, the history tells the noise: even one run against one can then be judged.
    @Test func withABaseTheHistoryTellsTheNoise() {
        let slow = Self.head(["POST /checkout": 3]).prefix(1)
        let base = [Fixture.run(seed: 50)]
        let blind = Judge(head: Array(slow), base: base, budget: nil).verdict()
        #expect(blind.count(.regressed) == 0)
        let verdict = Judge(head: Array(slow), base: base, budget: nil, history: Self.history(30)).verdict()
        #expect(verdict.baseline.kind == .files)
        #expect(verdict.checks.contains { $0.series == "POST /checkout" && $0.status == .regressed })
        #expect(verdict.checks.filter { $0.series != "POST /checkout" }.allSatisfy { $0.status != .regressed })
    }

    @Test func anotherLoadIsAnObjection() {
        let usual = Conditions()
        var run = Fixture.run(seed: 1)
        let head = Fixture.run(seed: 2)
        func fields(_ conditions: Conditions, strictly: Bool) -> [String] {
            Comparability.objections(to: run, head: [head], conditions, strictly: strictly).map(\.field)
        }
        #expect(fields(usual, strictly: true).isEmpty)
        run.tool.version = "2"
        #expect(fields(usual, strictly: false).isEmpty)
        #expect(fields(usual, strictly: true) == ["tool version"])
        run.tool = .init("another")
        #expect(fields(usual, strictly: false) == ["tool"])
        var tolerant = Conditions()
        tolerant[.tool] = .ignore
        #expect(fields(tolerant, strictly: true).isEmpty)
    }

    @Test func whatDiffersAlikeIsOneReason() {
        func difference(_ field: String, _ base: String, _ head: String, _ number: Double? = nil)
            -> EnvironmentComparison.Difference
        {
            .init(field: field, base: base, head: head, baseNumber: number)
        }
        var runs = IncomparableRuns()
        for time in [20.03, 19.95, 20] {
            #expect(runs.note([difference("duration", "\(time) s", "30 s", time)]) == "had another duration")
        }
        #expect(runs.words("had another duration") == "had another duration (19.95 to 20.03 s, here 30 s)")
        for name in ["Z80", "6502", "68000", "8086"] {
            _ = runs.note([difference("cpu", name, "ARM"), difference("cores", "1", "4")])
        }
        #expect(
            runs.words("had another cpu and number of cores")
                == "had another cpu (6502, 68000, 8086 and 1 more, here ARM) and number of cores (1, here 4)")
        #expect(runs.words("failed") == "failed")
    }

    /// A baseline that is demanded is none where it is not comparable.
    @Test func aDemandedBaselineHasToBeComparable() throws {
        var (base, head) = (Fixture.run(seed: 1), Fixture.run(seed: 2))
        (base.environment["cpu"], head.environment["cpu"]) = ("Z80", "6502")
        func outcome(_ demand: String) throws -> Verdict.Outcome {
            let text = "p95: 1h\ncompare: {no_baseline: \(demand), comparable: {machine: require}}"
            let budget = try Fixture.budget(text)
            let verdict = Judge(head: [head], base: [], budget: budget, history: [base]).verdict()
            #expect(verdict.environment.differences.map(\.field) == ["cpu"])
            return verdict.outcome
        }
        #expect(try outcome("pass") == .warn)
        #expect(try outcome("fail") == .inconclusive)
    }
}
