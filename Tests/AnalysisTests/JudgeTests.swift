import Analysis
import Foundation
import Measurements
import Testing

/// Runs built by hand: every rule of judging on numbers that a reader can check.
@Suite struct JudgeTests {
    @Test func fiveAgainstFiveFindsTheSlowEndpointAndNoOther() {
        let base = (0..<5).map { Fixture.run(seed: $0) }
        let head = (5..<10).map { Fixture.run(seed: $0, factors: ["POST /checkout": 1.3]) }
        let verdict = Judge(head: head, base: base, budget: nil).verdict()
        #expect(verdict.outcome == .fail)
        let regressed = verdict.checks.filter { $0.status == .regressed }
        #expect(!regressed.isEmpty)
        #expect(regressed.allSatisfy { $0.series == "POST /checkout" && $0.level == .critical })
        let p95 = verdict.checks.first { $0.id == "POST /checkout#p95" }
        #expect(abs((p95?.change?.relative ?? 0) - 0.3) < 0.05)
        #expect(p95?.change?.interval?.contains(0.3) == true)
        #expect(verdict.checks.first?.series == "POST /checkout")
        #expect(verdict.judging.commonMode)
    }

    @Test func sameBuildHasNoFinding() {
        let base = (0..<5).map { Fixture.run(seed: $0) }
        let head = (5..<10).map { Fixture.run(seed: $0) }
        let verdict = Judge(head: head, base: base, budget: nil).verdict()
        #expect(verdict.outcome == .pass)
        #expect(verdict.count(.regressed) == 0)
        #expect(verdict.count(.improved) == 0)
    }

    @Test func oneRunAgainstOneIsNeverRegressed() {
        let slow = Dictionary(uniqueKeysWithValues: Fixture.endpoints.map { ($0.name, 3.0) })
        let head = Fixture.run(seed: 2, factors: slow, errors: ["GET /a": 200])
        let verdict = Judge(head: [head], base: [Fixture.run(seed: 1)], budget: nil).verdict()
        #expect(verdict.count(.regressed) == 0)
        #expect(verdict.outcome == .inconclusive)
        #expect(verdict.diagnostics.contains { $0.code == "runs.few" && $0.level == .warning })
        #expect(verdict.diagnostics.contains { $0.code == "nothing.checked" })
        // Nothing is judged together where nothing could be a finding.
        #expect(verdict.judging.family == 0)
    }

    @Test func withoutBaselineBudgetsAloneDecide() throws {
        let met = try Fixture.budget("p95: 500ms\nerror_rate: 1%")
        let verdict = Judge(head: [Fixture.run(seed: 1)], base: [], budget: met).verdict()
        #expect(verdict.outcome == .noBaseline)
        #expect(verdict.checks.first { $0.id == "*#p95" }?.status == .passed)
        let broken = try Fixture.budget("p95: 5ms")
        let failed = Judge(head: [Fixture.run(seed: 1)], base: [], budget: broken).verdict()
        #expect(failed.outcome == .fail)
        let check = failed.checks.first
        #expect(check?.status == .overBudget)
        #expect(check?.level == .critical)
        #expect(check?.limits.first?.rule == "p95 <= 5 ms")
        #expect(check?.limits.first?.line == 1)
    }

    @Test(arguments: [("target", Verdict.Outcome.noBaseline), ("warning", .warn), ("critical", .fail)])
    func levelsDecideTheOutcome(level: String, outcome: Verdict.Outcome) throws {
        let budget = try Fixture.budget("p95: { \(level): 1ms }")
        #expect(Judge(head: [Fixture.run(seed: 1)], base: [], budget: budget).verdict().outcome == outcome)
    }

    @Test func nothingAtAllCheckedIsNotGreen() {
        let verdict = Judge(head: [Fixture.run(seed: 1)], base: [], budget: nil).verdict()
        #expect(verdict.outcome == .inconclusive)
        let empty = Judge(head: [Run(source: "x", format: "k6-json", tool: .init("k6"))], base: [], budget: nil)
            .verdict()
        #expect(empty.outcome == .inconclusive)
    }

    @Test func rulesThatMatchNothingFailUnlessOptional() throws {
        let required = try Fixture.budget("endpoints:\n  \"GET /gone\":\n    p95: 1s")
        let verdict = Judge(head: [Fixture.run(seed: 1)], base: [], budget: required).verdict()
        #expect(verdict.outcome == .fail)
        #expect(verdict.checks.first?.status == .missing)
        #expect(verdict.checks.first?.reasons == ["series.missing"])
        for (name, hint) in [
            ("checkout", "did you mean \"POST /checkout\"?"), ("POST /chekcout", "did you mean \"POST /checkout\"?"),
            ("GET /gone/altogether", "there are GET /a, GET /b, GET /c and 2 more"),
        ] {
            let wrong = try Fixture.budget("endpoints:\n  \"\(name)\":\n    p95: 1s")
            let said = Judge(head: [Fixture.run(seed: 1)], base: [], budget: wrong).verdict().checks.first
            #expect(said?.explanation.first?.contains(hint) == true, "\(said?.explanation ?? [])")
        }
        let optional = try Fixture.budget("p95: 1s\nendpoints:\n  \"GET /gone\":\n    p95: 1s\n    optional: true")
        #expect(Judge(head: [Fixture.run(seed: 1)], base: [], budget: optional).verdict().outcome == .noBaseline)
    }

    @Test func aPercentileThatTheFileLacksIsMissing() throws {
        let budget = try Fixture.budget("p95: 150ms")
        var series = Series("*", requests: 100, errors: 0)
        series.set(.latency, .distribution(Distribution(printed: [0.9: 0.1, 0.975: 0.2], count: 100)))
        let run = Run(source: "x", format: "autocannon", tool: .init("autocannon"), series: [series])
        let verdict = Judge(head: [run], base: [], budget: budget).verdict()
        #expect(verdict.outcome == .fail)
        #expect(verdict.checks.first?.status == .missing)
        #expect(verdict.checks.first?.explanation.first?.contains("it has p90, p97.5") == true)
    }

    @Test func aRelativeLimitNeedsABaseline() throws {
        let budget = try Fixture.budget("endpoints:\n  \"POST /checkout\":\n    p95: +10%")
        let alone = Judge(head: [Fixture.run(seed: 1)], base: [], budget: budget).verdict()
        #expect(alone.checks.first { $0.id == "POST /checkout#p95" }?.status == .noBaseline)
        let base = (0..<5).map { Fixture.run(seed: $0) }
        let slower = (5..<10).map { Fixture.run(seed: $0, factors: ["POST /checkout": 1.3]) }
        let found = Judge(head: slower, base: base, budget: budget).verdict()
        let check = found.checks.first { $0.id == "POST /checkout#p95" }
        #expect(check?.status == .regressed)
        #expect(check?.limits.first?.status == .broken)
        let slightly = (5..<10).map { Fixture.run(seed: $0, factors: ["POST /checkout": 1.06]) }
        let allowed = Judge(head: slightly, base: base, budget: budget).verdict()
        #expect(allowed.checks.first { $0.id == "POST /checkout#p95" }?.limits.first?.status == .met)
        #expect(allowed.checks.first { $0.id == "POST /checkout#p95" }?.status != .regressed)
    }

    @Test func anotherLoadIsNotComparable() {
        let base = (0..<3).map { Fixture.run(seed: $0, users: 10) }
        let head = (3..<6).map { Fixture.run(seed: $0, users: 50, factors: ["POST /checkout": 2]) }
        let verdict = Judge(head: head, base: base, budget: nil).verdict()
        #expect(!verdict.environment.comparable)
        #expect(verdict.count(.regressed) == 0)
        #expect(verdict.count(.notComparable) > 0)
        #expect(verdict.environment.differences.first?.field == "virtual users")
    }

    @Test func errorsAreComparedAsCounts() {
        let base = (0..<5).map { Fixture.run(seed: $0) }
        let head = (5..<10).map { Fixture.run(seed: $0, errors: ["GET /a": 25]) }
        let verdict = Judge(head: head, base: base, budget: nil).verdict()
        let check = verdict.checks.first { $0.id == "GET /a#error_rate" }
        #expect(check?.status == .regressed)
        #expect(check?.base?.value == 0)
        #expect(check?.change?.relative == nil)
        let single = (5..<10).map { Fixture.run(seed: $0, errors: $0 == 5 ? ["GET /a": 1] : [:]) }
        let calm = Judge(head: single, base: base, budget: nil).verdict()
        #expect(calm.checks.first { $0.id == "GET /a#error_rate" }?.status != .regressed)
    }

    @Test func endpointsThatVanishOrAppearAreSaid() {
        let base = (0..<3).map { Fixture.run(seed: $0) }
        let head = (3..<6).map { seed in
            var run = Fixture.run(seed: seed)
            run.series.removeAll { $0.name == "GET /a" }
            run.series.append(Fixture.series("GET /new", seed: seed, median: 0.02, factor: 1, errors: 0))
            return run
        }
        let verdict = Judge(head: head, base: base, budget: nil).verdict()
        #expect(verdict.checks.contains { $0.series == "GET /a" && $0.status == .missing && $0.level == .warning })
        #expect(verdict.checks.contains { $0.series == "GET /new" && $0.status == .noBaseline })
        #expect(verdict.outcome == .warn)
    }

    @Test func aStepOfRoundingIsNoFinding() {
        func run(_ milliseconds: Double, _ seed: Int) -> Run {
            var series = Series("*", requests: 2000, errors: 0)
            var printed = Distribution(printed: [0.5: milliseconds / 1000, 0.95: milliseconds / 1000], count: 2000)
            printed.resolution = 0.001
            series.set(.latency, .distribution(printed))
            return Run(source: "\(seed)", format: "ab", tool: .init("ab"), series: [series])
        }
        let base = (0..<5).map { run(10, $0) }
        let step = Judge(head: (0..<5).map { run(11, $0) }, base: base, budget: nil).verdict()
        #expect(step.count(.regressed) == 0)
        let jump = Judge(head: (0..<5).map { run(13, $0) }, base: base, budget: nil).verdict()
        #expect(jump.count(.regressed) > 0)
    }

    @Test func failedTestsFailAndAreAddedUp() {
        var run = Run(source: "junit.xml", format: "junit", tool: .init("junit"))
        var summary = TestSummary()
        summary.tests = 3
        summary.passed = 2
        summary.failed = 1
        run.tests = summary
        let verdict = Judge(head: [run], base: [], budget: nil).verdict()
        #expect(verdict.outcome == .fail)
        #expect(verdict.tests?.failed == 1)
        summary.failed = 0
        summary.passed = 3
        run.tests = summary
        #expect(Judge(head: [run], base: [], budget: nil).verdict().outcome == .noBaseline)
    }

    @Test func runsWithoutCommonEndpointsAreNoReplicates() throws {
        let runs = ["GET /a", "GET /b"].map { name in
            let one = Fixture.series(name, seed: 1, median: name == "GET /a" ? 0.01 : 0.4, factor: 1, errors: 0)
            var all = one
            all.name = Series.all
            return Run(source: name, format: "autocannon", tool: .init("autocannon"), series: [all, one])
        }
        let verdict = Judge(head: runs, base: [], budget: try Fixture.budget("p95: 100ms")).verdict()
        let totals = verdict.checks.filter { $0.metric == .percentile(95) && $0.series.hasPrefix("*") }
        #expect(totals.map(\.series).sorted() == ["*{of=GET /a}", "*{of=GET /b}"])
        #expect(totals.first { $0.series.contains("/b") }?.status == .overBudget)
        #expect(totals.first { $0.series.contains("/a") }?.status == .passed)
    }

    @Test func verdictDoesNotDependOnTheOrderOfRuns() {
        let base = (0..<4).map { Fixture.run(seed: $0) }
        let head = (4..<8).map { Fixture.run(seed: $0, factors: ["GET /b": 1.2]) }
        let one = Judge(head: head, base: base, budget: nil).verdict()
        let other = Judge(head: head.reversed(), base: base.reversed(), budget: nil).verdict()
        #expect(one.checks.map(\.status) == other.checks.map(\.status))
        #expect(one.checks.map(\.id) == other.checks.map(\.id))
    }
}

/// Runs with known centres and a modest noise between them; the same for a seed.
enum Fixture {
    static let endpoints = [
        (name: "GET /a", median: 0.010), (name: "GET /b", median: 0.020), (name: "GET /c", median: 0.030),
        (name: "POST /cart", median: 0.040), (name: "POST /checkout", median: 0.080),
    ]

    static func run(
        seed: Int, users: Int = 10, factors: [String: Double] = [:], errors: [String: Int] = [:]
    ) -> Run {
        var run = Run(source: "run-\(seed).json", format: "k6-json", tool: .init("k6", version: "1.0.0"))
        run.workload = Workload(model: .closed, virtualUsers: users)
        run.duration = 30
        var all = series(Series.all, seed: seed, median: 0.03, factor: 1, errors: errors.values.reduce(0, +))
        all.requests = 2500
        all.throughput = 83 * noise(seed, "rps")
        run.series =
            [all]
            + endpoints.map {
                series(
                    $0.name, seed: seed, median: $0.median, factor: factors[$0.name] ?? 1, errors: errors[$0.name] ?? 0)
            }
        return run
    }

    static func series(_ name: String, seed: Int, median: Double, factor: Double, errors: Int) -> Series {
        var series = Series(name, requests: 500, errors: errors)
        let centre = median * factor * noise(seed, name)
        let quantiles = [
            0.5: centre, 0.95: 2 * centre * noise(seed, name + "95"), 0.99: 3 * centre * noise(seed, name + "99"),
        ]
        series.set(.latency, .distribution(Distribution(printed: quantiles, count: 500, mean: centre)))
        return series
    }

    /// About ±1.5 %, from a hash that is the same in every process.
    private static func noise(_ seed: Int, _ text: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(seed)/\(text)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash ^= hash >> 33
        hash &*= 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return exp(0.03 * (Double(hash >> 11) / 0x1p53 - 0.5))
    }

    static func budget(_ text: String) throws -> Budget {
        try BudgetReader.read(text, source: "budget.yml", environment: [:])
    }
}

/// Percentiles that a file does not hold, decided by those that it holds.
@Suite struct PercentileBoundsTests {
    @Test(arguments: [
        ("250ms", Check.Status.passed), ("201ms", .passed), ("150ms", .missing), ("99ms", .overBudget),
    ])
    func neighboursDecideOrLeaveItOpen(limit: String, status: Check.Status) throws {
        var series = Series("*", requests: 100, errors: 0)
        series.set(.latency, .distribution(Distribution(printed: [0.9: 0.1, 0.975: 0.2], count: 100)))
        let run = Run(source: "x", format: "autocannon", tool: .init("autocannon"), series: [series])
        let verdict = Judge(head: [run], base: [], budget: try Fixture.budget("p95: \(limit)")).verdict()
        let check = verdict.checks.first { $0.id == "*#p95" }
        #expect(check?.status == status)
        #expect(check?.head == nil)
        if status != .missing {
            #expect(check?.explanation == ["p95 is not in the results; it lies between p90 and p97.5, which decides."])
        }
    }
}
