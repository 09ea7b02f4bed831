import Foundation
import Statistics
import Testing

/// What planning against a history promises is what judging against it does.
@Suite struct HistoryProfileTests {
    /// Independent logarithms of so many runs of 12 endpoints, with a deviation of 4 %.
    private static func table(_ runs: Int, _ random: inout SeededGenerator) -> [[Double]] {
        (0..<runs).map { _ in (0..<12).map { _ in 0.04 * random.normal() } }
    }

    @Test(arguments: [1, 3, 5])
    func theDetectableChangeIsFoundNineTimesOfTen(runs: Int) throws {
        let endpoints = Array(0..<12)
        var random = SeededGenerator(seed: UInt64(runs))
        var (found, smaller, tried) = (0, 0, 0)
        for _ in 0..<60 {
            let history = Self.table(40, &random)
            let profile = try HistoryProfile(history: history, endpoints: endpoints)
            let change = try #require(profile.detectableChange(0, runs: runs, tests: 12))
            for (factor, isFull) in [(1.0, true), (0.5, false)] {
                var new = Self.table(runs, &random)
                for run in new.indices { new[run][0] += factor * log1p(change) }
                let comparison = try compareWithHistory(history: history, runs: new, endpoints: endpoints)
                let adjusted = benjaminiHochberg(comparison.shifts.map(\.pWorse))[0]
                let isFound = judge(comparison.shifts[0], adjustedWorse: adjusted, adjustedBetter: 1) == .regressed
                if isFull { found += isFound ? 1 : 0 } else { smaller += isFound ? 1 : 0 }
            }
            tried += 1
        }
        // Of 60 at 90 %: 54, give or take 2.3; the approximations are to the safe side.
        #expect(found >= 47, "\(found) of \(tried)")
        #expect(smaller <= 30, "\(smaller) of \(tried) at half of it")
    }

    @Test func moreRunsFindLess() throws {
        var random = SeededGenerator(seed: 7)
        let profile = try HistoryProfile(history: Self.table(30, &random), endpoints: Array(0..<12))
        let changes = try [1, 3, 5, 10].map { try #require(profile.detectableChange(3, runs: $0, tests: 12)) }
        #expect(changes == changes.sorted(by: >))
        #expect(changes[3] > 0.03)
        #expect(profile.detectableChange(3, runs: 0, tests: 12) == nil)
        #expect(throws: Cannot.tooFewObservations(needed: 5, given: 4)) {
            try HistoryProfile(history: Self.table(4, &random), endpoints: Array(0..<12))
        }
    }

    @Test func theDetectableErrorRateIsFound() throws {
        let clean = ErrorCounts(errors: Array(repeating: 0, count: 20), requests: Array(repeating: 400, count: 20))
        let rise = try #require(detectableErrorRate(baseline: clean, runs: 3, requests: 400, tests: 10))
        // Five extra errors nine times of ten take about eight to nine expected ones of 1,200 requests.
        #expect(rise > 0.004 && rise < 0.012)
        let uneven = ErrorCounts(
            errors: (0..<20).map { $0 % 5 == 0 ? 12 : 0 }, requests: Array(repeating: 400, count: 20))
        let more = try #require(detectableErrorRate(baseline: uneven, runs: 3, requests: 400, tests: 10))
        #expect(more > 3 * rise)
        #expect(detectableErrorRate(baseline: clean, runs: 1, requests: 3, tests: 10) == nil)
        #expect((overDispersion(of: uneven) ?? 0) > 5)
        #expect(overDispersion(of: clean) == 1)
    }

    @Test func successiveValuesThatResembleEachOtherAreNoticed() throws {
        var random = SeededGenerator(seed: 3)
        let estimates = (0..<200).compactMap { _ in
            var state = random.normal()
            let values = (0..<20).map { _ in
                state = 0.5 * state + 0.75.squareRoot() * random.normal()
                return state
            }
            return lagOneAutocorrelation(values)
        }
        #expect(estimates.count == 200)
        #expect(abs(mean(estimates) - 0.5) < 0.06)
        #expect(lagOneAutocorrelation([1, 2, 3, 4, 5, 6, 7]) == nil)
        #expect(lagOneAutocorrelation(Array(repeating: 2, count: 20)) == nil)
        #expect(lagOneAutocorrelation((0..<20).map { Double($0 % 2) }).map { $0 < -0.8 } == true)
    }
}
