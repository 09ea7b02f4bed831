import Analysis
import Foundation
import Measurements
import Testing

/// What a history says of the gate.
@Suite struct CalibrationTests {
    @Test func aQuietHistoryIsDescribed() throws {
        let calibration = try #require(Calibration(HistoryJudgeTests.history(24), budget: nil))
        #expect(calibration.runs == 24)
        #expect(calibration.presentRuns == 24)
        #expect(calibration.branch == "main")
        // P50, P95, P99 and errors of five endpoints, and the throughput of all.
        #expect(calibration.figures.count == 21)
        #expect(calibration.family == 21)
        let p50 = try #require(calibration.figures.first { $0.id == "GET /a#p50" })
        // The fixture's noise is uniform within ±1.5 %: 3 %/√12.
        #expect(abs((p50.noise ?? 0) - 0.0087) < 0.003)
        #expect(p50.runs == 24)
        #expect(abs(p50.level - 0.01) < 0.0002)
        let sizes = Calibration.planned.compactMap { p50.detectable[$0] }
        #expect(sizes.count == 4 && sizes == sizes.sorted(by: >))
        #expect(calibration.falseAlarms.map(\.runs) == [1, 3])
        #expect(calibration.falseAlarms.map(\.verdicts) == [24, 22])
        #expect(calibration.falseAlarms.allSatisfy { $0.alarms == 0 && ($0.limit ?? 0) > 0.05 })
        #expect(calibration.health.kind == .unknown)
        #expect(calibration.suggestedMinimums.isEmpty)
    }

    @Test func onlyThePresentLevelCounts() throws {
        var runs = HistoryJudgeTests.history(40)
        for number in 0..<20 {
            let start = runs[number].start
            runs[number] = Fixture.run(seed: number + 100, factors: ["POST /checkout": 1.5])
            runs[number].start = start
        }
        let calibration = try #require(Calibration(runs.shuffled(), budget: nil))
        #expect(calibration.presentRuns == 20)
        let p95 = try #require(calibration.figures.first { $0.id == "POST /checkout#p95" })
        #expect(p95.runs == 20)
        #expect((p95.noise ?? 1) < 0.03)
        #expect(calibration.figures.first { $0.id == "GET /a#p95" }?.runs == 40)
        // Findings at the change are no false alarms, and are made again.
        #expect(calibration.falseAlarms.allSatisfy { $0.alarms == 0 })
        #expect(calibration.health.verdictsWithFindings >= 1)
        #expect(calibration.health.findings > 0)
        #expect(calibration.health.repeated == calibration.health.findings)
    }

    @Test func aRunThatWasSlowInEverythingIsNamed() throws {
        var runs = HistoryJudgeTests.history(24)
        let quiet = try #require(Calibration(runs, budget: nil))
        #expect(quiet.outliers.isEmpty)
        runs[11].series = runs[11].series.map { $0.slower(1.34) }
        runs[11].commit = "abc1234"
        let found = try #require(Calibration(runs, budget: nil)).outliers
        #expect(found.map(\.commit) == ["abc1234"])
        #expect(found.first?.start == runs[11].start)
        #expect(abs((found.first?.change ?? 0) - 0.34) < 0.02)
        #expect(found.first?.warning.contains("The run of 2001-09-20 (abc1234) was 34 % worse in everything") == true)
    }

    /// Neither noise that every run has, nor one endpoint, is a run that stands out.
    @Test func noisyRunsAreNotNamed() throws {
        let runs = HistoryJudgeTests.history(24).enumerated().map { number, run in
            var run = run
            let factor = 0.9 + 0.2 * (Double(number) * 0.618_034).truncatingRemainder(dividingBy: 1)
            run.series = run.series.map { $0.slower(factor) }
            return run
        }
        #expect(try #require(Calibration(runs, budget: nil)).outliers.isEmpty)
        var local = HistoryJudgeTests.history(24)
        local[11].series[1] = local[11].series[1].slower(2)
        #expect(try #require(Calibration(local, budget: nil)).outliers.isEmpty)
    }

    @Test func errorsVaryAsCounts() throws {
        let runs = HistoryJudgeTests.history(20).enumerated().map { number, run in
            var run = run
            run.series[1].errors = number % 5 == 0 ? 20 : 0
            return run
        }
        let calibration = try #require(Calibration(runs, budget: nil))
        let uneven = try #require(calibration.figures.first { $0.id == "GET /a#error_rate" })
        let clean = try #require(calibration.figures.first { $0.id == "GET /b#error_rate" })
        #expect(uneven.isShare && (uneven.dispersion ?? 0) > 5)
        #expect(clean.dispersion == 1)
        #expect((uneven.detectable[5] ?? 1) > 2 * (clean.detectable[5] ?? 1))
    }

    @Test func percentilesOfFewRequestsAreNotJudged() throws {
        let runs = HistoryJudgeTests.history(12).map { run in
            var run = run
            for index in run.series.indices {
                guard case .distribution(var known)? = run.series[index].measurements["latency"]?.value else {
                    continue
                }
                known.count = 100
                run.series[index].set(.latency, .distribution(known))
            }
            return run
        }
        let calibration = try #require(Calibration(runs, budget: nil))
        let p99 = try #require(calibration.figures.first { $0.id == "GET /a#p99" })
        #expect(!p99.isJudged && p99.detectable.isEmpty)
        #expect(calibration.family == 16)
    }

    @Test func aShortHistoryIsRefused() {
        #expect(Calibration(HistoryJudgeTests.history(7), budget: nil) == nil)
        #expect(Calibration([], budget: nil) == nil)
    }

    @Test func findingsThatStayAreToldFromThoseThatRotate() {
        let names = (0..<20).map { "GET /\($0)#p95" }
        let finding = [names[1]: true, names[2]: true]
        let steady = GateHealth((0..<12).map { (4..<9).contains($0) ? (finding, finding) : ([:], [:]) }, tests: 40)
        #expect(steady.kind == .steady)
        #expect(steady.findings == 10 && steady.repeated == 10)
        #expect(steady.agreement == 1)
        let rotating = GateHealth((0..<12).map { ([names[$0]: true], [names[$0 + 1]: true]) }, tests: 40)
        #expect(rotating.kind == .rotating)
        #expect(rotating.repeated == 0)
        #expect((rotating.agreement ?? 0) < 0)
        // The same check the other way is another finding.
        #expect(GateHealth((0..<12).map { _ in ([names[0]: true], [names[0]: false]) }, tests: 40).kind == .rotating)
        // Where every check is a finding each time, chance explains it.
        let all = Dictionary(uniqueKeysWithValues: names.map { ($0, true) })
        #expect(GateHealth((0..<12).map { _ in (all, all) }, tests: 20).kind == .unknown)
        #expect(GateHealth([([names[0]: true], [names[0]: true])], tests: 40).kind == .unknown)
        #expect(GateHealth([(finding, nil)], tests: 40).findings == 0)
        #expect(GateHealth([], tests: 40).agreement == nil)
    }
}

extension Series {
    func slower(_ factor: Double) -> Series {
        var slower = self
        for (name, measurement) in measurements {
            guard case .distribution(let known) = measurement.value else { continue }
            slower.measurements[name]?.value = .distribution(known.scaled(by: factor))
        }
        return slower
    }
}
