import Foundation
import Testing

@testable import Statistics

@Suite("Runs in pairs")
struct RunPairsTests {
    /// SciPy 1.16: `stats.ttest_rel(candidate, baseline, alternative="greater")`, and its two-sided interval.
    @Test("one test alone is the paired t test")
    func reference() throws {
        let (a, b) = ([1.00, 1.10, 1.25, 0.90, 1.40, 1.05], [1.06, 1.13, 1.33, 0.95, 1.47, 1.13])
        let shift = try #require(
            compareRuns(baseline: a.map { [$0] }, candidate: b.map { [$0] }, endpoints: [0], paired: true).first)
        #expect(agree(shift.pWorse, 0.0002803062370682553, relative: 1e-9))
        #expect(shift.degreesOfFreedom == 5)
        let interval = try #require(shift.ratioInterval())
        #expect(agree(log(interval.lowerBound), 0.04129932243314084, relative: 1e-9))
        #expect(agree(log(interval.upperBound), 0.08203401090019241, relative: 1e-9))
    }

    @Test("pairs need as many runs on either side")
    func lengths() {
        #expect(throws: Cannot.lengthsDiffer) {
            try compareRuns(baseline: [[1], [2]], candidate: [[1]], endpoints: [0], paired: true)
        }
        #expect(!pairsShareDisturbances(baseline: [[1], [2]], candidate: [[1]]))
        #expect(!pairsShareDisturbances(baseline: [], candidate: []))
    }

    /// Runs that follow each other A B B A …, of `endpoints` × 3 tests; each endpoint drifts by itself, as a random walk.
    private func runs(
        _ generator: inout SeededGenerator, pairs: Int, endpoints: Int, drift: Double, change: Double
    ) -> (baseline: [[Double]], candidate: [[Double]]) {
        var walks = [Double](repeating: 0, count: endpoints)
        var sides: (baseline: [[Double]], candidate: [[Double]]) = ([], [])
        for run in 0..<2 * pairs {
            let isCandidate = [1, 2].contains(run % 4)
            for endpoint in walks.indices { walks[endpoint] += drift * generator.normal() }
            let row = (0..<endpoints * 3).map { test in
                walks[test / 3] + 0.02 * generator.normal() + (isCandidate && test < 3 ? change : 0)
            }
            if isCandidate { sides.candidate.append(row) } else { sides.baseline.append(row) }
        }
        return sides
    }

    /// In how many of 300 comparisons anything is found.
    private func findings(pairs: Int, drift: Double, change: Double, usePairs: Bool) throws -> Int {
        var generator = SeededGenerator(seed: 7)
        let endpoints = (0..<18).map { $0 / 3 }
        return try (0..<300).count { _ in
            let sides = runs(&generator, pairs: pairs, endpoints: 6, drift: drift, change: change)
            let isPaired =
                usePairs && pairsShareDisturbances(baseline: sides.baseline, candidate: sides.candidate)
            let shifts = try compareRuns(
                baseline: sides.baseline, candidate: sides.candidate, endpoints: endpoints, paired: isPaired)
            let adjusted = benjaminiHochberg(shifts.map(\.pWorse))
            return zip(shifts, adjusted).contains {
                judge($0, adjustedWorse: $1, adjustedBetter: 1) == .regressed
            }
        }
    }

    /// False alarms of at most 2 % (1 % is promised, 300 are counted); where runs drift, far more changes are found than without pairs.
    @Test("drift cancels, and cries no wolf", arguments: [8, 10])
    func drifting(pairs: Int) throws {
        #expect(try findings(pairs: pairs, drift: 0.02, change: 0, usePairs: true) <= 6)
        let with = try findings(pairs: pairs, drift: 0.02, change: 0.06, usePairs: true)
        let without = try findings(pairs: pairs, drift: 0.02, change: 0.06, usePairs: false)
        #expect(with > without + 15, "\(with) with pairs, \(without) without")
    }

    @Test("steady runs lose nothing", arguments: [8, 10])
    func steady(pairs: Int) throws {
        #expect(try findings(pairs: pairs, drift: 0, change: 0, usePairs: true) <= 6)
        let with = try findings(pairs: pairs, drift: 0, change: 0.04, usePairs: true)
        let without = try findings(pairs: pairs, drift: 0, change: 0.04, usePairs: false)
        #expect(abs(with - without) <= 3, "\(with) with pairs, \(without) without")
    }

    @Test("other conditions widen every error, and no p-value shrinks")
    func conditions() throws {
        let base: [[Double]] = (0..<5).map { (run: Int) -> [Double] in
            (0..<5).map { (test: Int) -> Double in Double((test * 7 + run * 3) % 5) * 0.01 }
        }
        let slower: [[Double]] = base.map { row in row.map { $0 + 0.2 } }
        let endpoints = Array(0..<5)
        let found = try compareRuns(baseline: base, candidate: slower, endpoints: endpoints)
        for shift in found {
            let widened = shift.allowing(for: 0.1)
            #expect(shift.pWorse < 1e-4 && widened.pWorse > 0.01 && widened.pWorse < 0.1)
            #expect(widened.standardError >= 0.1 && widened.change == shift.change)
            #expect(shift.allowing(for: 0) == shift)
        }
        let all = GlobalShift(change: 0.2, pWorse: 1e-6, pBetter: 1)
        #expect(all.allowing(for: 0) == all)
        // 1/√(1/4.753² + 1/2²) = 1.843 standard errors.
        #expect(abs(all.allowing(for: 0.1).pWorse - 0.0326) < 0.0005)
        #expect(all.allowing(for: 0.1).pBetter == 1)
    }
}
