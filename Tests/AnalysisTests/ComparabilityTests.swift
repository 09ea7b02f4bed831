import Analysis
import Measurements
import Testing

/// What differs besides the code, and in which order runs were measured.
@Suite struct ComparabilityTests {
    private static func runs(
        _ seeds: Range<Int>, factor: Double = 1, _ change: (inout Run, Int) -> Void
    ) -> [Run] {
        seeds.map { seed in
            var run = Fixture.run(seed: seed, factors: ["POST /checkout": factor])
            change(&run, seed)
            return run
        }
    }

    private static func verdict(_ factor: Double, budget: String? = nil, _ change: (inout Run) -> Void) throws
        -> Verdict
    {
        let base = runs(0..<5) { run, _ in run.environment = ["cpu": "A", "os": "Debian"] }
        let head = runs(5..<10, factor: factor) { run, _ in
            run.environment = ["cpu": "A", "os": "Debian"]
            change(&run)
        }
        return Judge(head: head, base: base, budget: try budget.map(Fixture.budget)).verdict()
    }

    @Test func anotherMachineWidensTheNoise() throws {
        let calm = try Self.verdict(1.15) { $0.environment["cpu"] = "B" }
        #expect(calm.count(.regressed) == 0)
        #expect(calm.environment.differences.map(\.effect) == [.widerNoise(0.10)])
        let warning = calm.diagnostics.first { $0.code == "environment.cpu" }
        #expect(warning?.level == .warning)
        #expect(warning?.message.contains("about 10 %") == true)
        let check = try #require(calm.checks.first { $0.id == "POST /checkout#p95" })
        #expect(check.status == .inconclusive)
        #expect(check.change?.runsNeeded == nil)
        #expect((check.change?.detectable ?? 0) > 0.2)
        let loud = try Self.verdict(2) { $0.environment["cpu"] = "B" }
        #expect(loud.checks.first { $0.id == "POST /checkout#p95" }?.status == .regressed)
    }

    @Test func theBudgetSaysWhatMatters() throws {
        func found(_ comparable: String) throws -> Verdict {
            try Self.verdict(1.15, budget: "compare: { comparable: { machine: \(comparable) } }") {
                $0.environment["cpu"] = "B"
            }
        }
        let required = try found("require")
        #expect(required.count(.regressed) == 0)
        #expect(required.checks.first { $0.id == "POST /checkout#p95" }?.status == .notComparable)
        #expect(try found("warn").count(.regressed) > 0)
        #expect(try found("warn").diagnostics.contains { $0.code == "environment.cpu" && $0.level == .warning })
        let ignored = try found("ignore")
        #expect(ignored.count(.regressed) > 0)
        #expect(ignored.environment.comparable)
        #expect(!ignored.diagnostics.contains { $0.code == "environment.cpu" })
        #expect(try found("2%").count(.regressed) > 0)
        #expect(try found("40%").count(.regressed) == 0)
    }

    @Test func theUsualPolicies() throws {
        let version = try Self.verdict(1) { $0.tool.version = "2.0.0" }
        #expect(version.environment.differences.map(\.effect) == [.widerNoise(0.10)])
        let system = try Self.verdict(1.15) { $0.environment["os"] = "Alpine" }
        #expect(system.environment.differences.map(\.effect) == [.warned])
        #expect(system.count(.regressed) > 0)
        let scenario = try Self.verdict(1) { $0.workload.scenario = "peak" }
        #expect(scenario.environment.comparable)  // The baseline does not say.
        let tolerant = try Self.verdict(1, budget: "compare: { comparable: { load_model: warn } }") {
            $0.workload.model = .open
        }
        #expect(tolerant.count(.notComparable) == 0 && !tolerant.environment.comparable)
    }

    /// Start times: base at 0, 3, 4, 7, 8 … and head at 1, 2, 5, 6 … where in turn.
    private static func ordered(_ base: [Double], _ head: [Double], history: Bool = false) -> Verdict {
        let before = runs(0..<base.count) { run, seed in run.start = 1e9 + base[seed] * 60 }
        let after = runs(base.count..<base.count + head.count) { run, seed in
            run.start = 1e9 + head[seed - base.count] * 60
        }
        return Judge(head: after, base: history ? [] : before, budget: nil, history: history ? before : []).verdict()
    }

    @Test func allOfOneSideFirstIsWarnedOf() {
        let separate = Self.ordered([0, 1, 2, 3, 4], [5, 6, 7, 8, 9])
        let warning = separate.diagnostics.first { $0.code == "runs.separate" }
        #expect(warning?.level == .warning)
        #expect(warning?.message.contains("All runs of the baseline came before all of the candidate") == true)
        #expect(separate.judging.order == "separate")
        let reverse = Self.ordered([5, 6, 7], [0, 1, 2])
        #expect(reverse.diagnostics.contains { $0.message.contains("All runs of the candidate came before") })
        // A history is always before; one run is warned of otherwise.
        #expect(
            !Self.ordered([0, 1, 2, 3, 4], [8, 9], history: true).diagnostics.contains { $0.code == "runs.separate" })
        #expect(!Self.ordered([0, 1, 2], [9]).diagnostics.contains { $0.code == "runs.separate" })
    }

    @Test func runsInTurnAreSeenAsPairs() {
        let inTurn = Self.ordered([0, 3, 4, 7, 8], [1, 2, 5, 6, 9])
        #expect(inTurn.judging.order == "pairs")
        #expect(!inTurn.diagnostics.contains { $0.code == "runs.separate" })
        #expect(!inTurn.judging.paired)  // Nothing disturbs neighbours alike.
        #expect(Self.ordered([0, 1, 4], [2, 3, 5]).judging.order == "mixed")
        let unknown = Judge(head: [Fixture.run(seed: 1)], base: [Fixture.run(seed: 2)], budget: nil).verdict()
        #expect(unknown.judging.order == nil)
    }

    /// An hour of the machine's that is as slow as the change is large: the pairs see through it.
    @Test func whatNeighboursShareCancels() throws {
        let wave = [1.0, 1.3, 0.9, 1.5, 1.1, 1.4]
        func side(_ seeds: Range<Int>, _ starts: [Double], _ factor: Double) -> [Run] {
            seeds.enumerated().map { pair, seed in
                let disturbed = Fixture.endpoints.map { ($0.name, wave[($0.name.count + pair) % 6]) }
                var factors = Dictionary(uniqueKeysWithValues: disturbed)
                factors["POST /checkout", default: 1] *= factor
                var run = Fixture.run(seed: seed, factors: factors)
                run.start = 1e9 + starts[pair] * 60
                return run
            }
        }
        let (base, head) = (
            side(0..<8, [0, 3, 4, 7, 8, 11, 12, 15], 1), side(8..<16, [1, 2, 5, 6, 9, 10, 13, 14], 1.1)
        )
        let verdict = Judge(head: head, base: base, budget: nil).verdict()
        #expect(verdict.judging.paired)
        #expect(Set(verdict.checks.filter { $0.status == .regressed }.map(\.series)) == ["POST /checkout"])
        var unordered = base
        for index in unordered.indices { unordered[index].start = nil }
        let blind = Judge(head: head, base: unordered, budget: nil).verdict()
        #expect(!blind.judging.paired && blind.count(.regressed) == 0)
    }
}
