import Foundation
import Testing

@testable import Statistics

@Suite("Runs against runs")
struct RunComparisonTests {
    @Test("every shift is the reference's")
    func reference() throws {
        for item in try Reference.load().comparisons {
            let profile = item.profile.map { NoiseProfile(variances: $0, degreesOfFreedom: item.profileDF) }
            let shifts = try compareRuns(
                baseline: item.baseline, candidate: item.candidate, endpoints: item.endpoints, profile: profile)
            try #require(shifts.count == item.shifts.count)
            for (shift, expected) in zip(shifts, item.shifts) { try compare(shift, expected) }
        }
    }

    func compare(_ shift: Shift, _ expected: Reference.Comparison.Expected) throws {
        #expect(agree(shift.change, expected.change))
        #expect(agree(shift.degreesOfFreedom, expected.df))
        guard let worse = expected.worse, let better = expected.better else {
            #expect(shift.isInsufficient && shift.pWorse == 1 && shift.pBetter == 1)
            #expect(shift.ratioInterval() == nil && shift.upperLimit() == nil)
            return
        }
        #expect(agree(shift.pWorse, worse, absolute: 0) && agree(shift.pBetter, better, absolute: 0))
        #expect(agree(shift.estimate, try #require(expected.estimate)))
        #expect(agree(shift.standardError, try #require(expected.se)))
        #expect(shift.adjusted == expected.adjusted)
        let interval = try #require(shift.ratioInterval())
        #expect(agree(interval.lowerBound, try #require(expected.low)))
        #expect(agree(interval.upperBound, try #require(expected.high)))
    }

    static let runs: [[Double]] = [
        [1.00, 2.01, 0.52, 3.30, 1.71], [1.02, 1.97, 0.49, 3.33, 1.68], [0.97, 2.04, 0.50, 3.27, 1.70],
        [1.21, 2.02, 0.51, 3.31, 1.69], [1.19, 1.98, 0.53, 3.29, 1.72], [1.24, 2.00, 0.48, 3.32, 1.70],
    ]

    @Test("exchanging the sides exchanges worse and better")
    func antisymmetry() throws {
        let endpoints = Array(0..<5)
        let (a, b) = (Array(Self.runs[..<3]), Array(Self.runs[3...]))
        let there = try compareRuns(baseline: a, candidate: b, endpoints: endpoints)
        let back = try compareRuns(baseline: b, candidate: a, endpoints: endpoints)
        for (x, y) in zip(there, back) {
            #expect(agree(x.change, -y.change) && agree(x.pWorse, y.pBetter) && agree(x.pBetter, y.pWorse))
        }
    }

    @Test("units and the order of runs and of columns do not matter")
    func invariance() throws {
        let (a, b) = (Array(Self.runs[..<3]), Array(Self.runs[3...]))
        let plain = try compareRuns(baseline: a, candidate: b, endpoints: [7, 1, 3, 4, 9])
        let scaled = try compareRuns(
            baseline: a.reversed().map { $0.reversed().map { $0 + log(1000) } },
            candidate: b.reversed().map { $0.reversed().map { $0 + log(1000) } }, endpoints: [5, 4, 3, 2, 1])
        for (x, y) in zip(plain, scaled.reversed()) {
            #expect(agree(x.pWorse, y.pWorse, relative: 1e-8) && agree(x.change, y.change))
        }
    }

    @Test("one run against one is insufficient without a profile, and sufficient with one")
    func oneAgainstOne() throws {
        let (a, b) = ([[1.0, 2.0]], [[1.5, 2.0]])
        for shift in try compareRuns(baseline: a, candidate: b, endpoints: [0, 1]) {
            #expect(judge(shift, adjustedWorse: 1, adjustedBetter: 1) == .insufficient)
        }
        let profile = NoiseProfile(variances: [0.0004, 0], degreesOfFreedom: 20)
        let shifts = try compareRuns(baseline: a, candidate: b, endpoints: [0, 1], profile: profile)
        #expect(shifts[0].pWorse < 1e-3 && shifts[0].degreesOfFreedom == 5)
        #expect(shifts[1].pWorse == 0.5)
        #expect(judge(shifts[1], adjustedWorse: 1, adjustedBetter: 1) == .equivalent)
    }

    @Test("constants have a small but honest error")
    func constants() throws {
        let same = [[Double]](repeating: [0, 1, 2, 3, 4], count: 3)
        let moved = same.map { $0.map { $0 + 0.1 } }
        for shift in try compareRuns(baseline: same, candidate: same, endpoints: Array(0..<5)) {
            #expect(shift.change == 0 && shift.pWorse >= 0.5 && shift.standardError > 0)
        }
        for shift in try compareRuns(baseline: same, candidate: moved, endpoints: Array(0..<5)) {
            #expect(shift.pWorse < 1e-6 && (0...1).contains(shift.pBetter))
        }
    }

    @Test("what cannot be compared is refused by its reason")
    func refusals() throws {
        #expect(throws: Cannot.tooFewObservations(needed: 1, given: 0)) {
            try compareRuns(baseline: [], candidate: [[1]], endpoints: [0])
        }
        #expect(throws: Cannot.lengthsDiffer) { try compareRuns(baseline: [[1, 2]], candidate: [[1]], endpoints: [0]) }
        #expect(throws: Cannot.notFinite) { try compareRuns(baseline: [[.nan]], candidate: [[1]], endpoints: [0]) }
        #expect(throws: Cannot.lengthsDiffer) {
            let profile = NoiseProfile(variances: [], degreesOfFreedom: 8)
            return try compareRuns(baseline: [[1]], candidate: [[1]], endpoints: [0], profile: profile)
        }
        let nothing = try compareRuns(baseline: [[]], candidate: [[]], endpoints: [])
        #expect(nothing.isEmpty)
    }

    @Test("the median of the others is that of a plain search")
    func mediansOfOthers() {
        let labels = [3, 3, 8, 1, 1, 1, 5, 8, 0, 3]
        let groups = Endpoints(labels: labels)
        for seed in 0..<40 {
            let run = labels.indices.map { column in
                (column * 7 + seed * 3) % 11 == 0 ? Double.nan : Double((column * 37 + seed * 13) % 10)
            }
            for (column, found) in groups.mediansOfOthers(run).enumerated() {
                let others = run.indices.filter { labels[$0] != labels[column] }.map { run[$0] }
                #expect(found == median(others))
            }
        }
        let alone = Endpoints(labels: [2, 2]).mediansOfOthers([1, 5])
        #expect(alone.allSatisfy { $0.isNaN })
    }
}
