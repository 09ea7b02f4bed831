import Foundation
import Testing

@testable import Statistics

@Suite("Judgements, error rates and planning")
struct JudgementTests {
    func shift(change: Double, error: Double = 0.01, estimate: Double? = nil) -> Shift {
        Shift(
            change: change, estimate: estimate ?? change, standardError: error, standardDeviation: error,
            degreesOfFreedom: 12, pWorse: 0.5, pBetter: 0.5, adjusted: estimate != nil)
    }

    @Test("a finding is significant and relevant")
    func findings() {
        #expect(judge(shift(change: 0.2), adjustedWorse: 0.01, adjustedBetter: 1) == .regressed)
        #expect(judge(shift(change: -0.2), adjustedWorse: 1, adjustedBetter: 0.01) == .improved)
        #expect(judge(shift(change: 0.2), adjustedWorse: 0.011, adjustedBetter: 1) == .inconclusive)
        #expect(judge(shift(change: 0.029), adjustedWorse: 1e-9, adjustedBetter: 1) == .equivalent)
        #expect(judge(shift(change: 0.2, estimate: 0.01), adjustedWorse: 1e-9, adjustedBetter: 1) == .inconclusive)
        #expect(judge(shift(change: -0.2), adjustedWorse: 1, adjustedBetter: 0.5) == .equivalent)
    }

    @Test("equivalent and inconclusive part at the upper limit of the change")
    func equivalence() throws {
        let limit = try #require(shift(change: 0.01, error: 0.02).upperLimit())
        #expect(agree(limit, 0.01 + 0.02 * 1.782_287_555_649_319))
        #expect(judge(shift(change: 0.01, error: 0.02), adjustedWorse: 1, adjustedBetter: 1) == .equivalent)
        #expect(judge(shift(change: 0.014, error: 0.02), adjustedWorse: 1, adjustedBetter: 1) == .inconclusive)
    }

    @Test("what all endpoints share cannot make a change equivalent")
    func shared() {
        let own = shift(change: 0.01, error: 0.005)
        #expect(judge(own, adjustedWorse: 1, adjustedBetter: 1) == .equivalent)
        #expect(judge(own, adjustedWorse: 1, adjustedBetter: 1, shared: 0.1) == .inconclusive)
        // All are faster, and this one less than the others: nothing is proven by the others.
        #expect(judge(own, adjustedWorse: 1, adjustedBetter: 1, shared: -0.1) == .equivalent)
        #expect(judge(shift(change: 0.1), adjustedWorse: 1, adjustedBetter: 1, shared: -0.1) == .inconclusive)
    }

    @Test("error rates are the reference's")
    func errorRates() throws {
        for item in try Reference.load().errorRates {
            func counts(_ lists: [[Double]]) -> ErrorCounts { ErrorCounts(errors: lists[0], requests: lists[1]) }
            let found = try compareErrorRates(
                baseline: counts(item.baseline), candidate: counts(item.candidate), history: item.history.map(counts))
            #expect(agree(found.pWorse, item.worse) && agree(found.pBetter, item.better))
            #expect(agree(found.dispersion, item.dispersion) && agree(found.degreesOfFreedom, item.df))
            #expect(agree(found.difference, item.difference) && agree(found.extraErrors, item.extra))
        }
    }

    @Test("none against none is equal, none against many a finding")
    func zero() throws {
        let none = ErrorCounts(errors: [0], requests: [1000])
        let many = ErrorCounts(errors: [60], requests: [1000])
        let equal = try compareErrorRates(baseline: none, candidate: none)
        #expect(equal.pWorse > 0.99 && equal.pBetter > 0.99 && equal.difference == 0)
        let worse = try compareErrorRates(baseline: none, candidate: many)
        #expect(judge(worse, adjustedWorse: worse.pWorse, adjustedBetter: 1) == .regressed)
        let better = try compareErrorRates(baseline: many, candidate: none)
        #expect(judge(better, adjustedWorse: 1, adjustedBetter: better.pBetter) == .improved)
        #expect(better.pBetter == worse.pWorse)
    }

    @Test("impossible counts are refused")
    func impossibleCounts() {
        let fine = ErrorCounts(errors: [0], requests: [10])
        #expect(throws: Cannot.outOfRange) {
            try compareErrorRates(baseline: fine, candidate: ErrorCounts(errors: [11], requests: [10]))
        }
        #expect(throws: Cannot.tooFewObservations(needed: 1, given: 0)) {
            try compareErrorRates(baseline: ErrorCounts(errors: [], requests: []), candidate: fine)
        }
        #expect(throws: Cannot.lengthsDiffer) {
            try compareErrorRates(baseline: ErrorCounts(errors: [0], requests: []), candidate: fine)
        }
    }

    @Test("the runs needed are the reference's")
    func needed() throws {
        for row in try Reference.load().plans.runs {
            let found = runsNeeded(standardDeviation: row[0], tests: Int(row[1]))
            #expect(found == (row[2] == 0 ? nil : Int(row[2])), "\(row)")
        }
        #expect(runsNeeded(standardDeviation: 0, tests: 1) == 2)
        #expect(runsNeeded(standardDeviation: .infinity, tests: 1) == nil)
    }

    @Test("the detectable change is the reference's, and infinitely little noise leaves the least change")
    func detectable() throws {
        for row in try Reference.load().plans.changes {
            let here = Shift(
                change: 0, estimate: 0, standardError: row[0], standardDeviation: row[0], degreesOfFreedom: row[1],
                pWorse: 0.5, pBetter: 0.5, adjusted: false)
            let found = try #require(detectableChange(here, tests: Int(row[2])))
            #expect(agree(found, row[3], relative: 1e-8), "\(row) \(found)")
        }
        let sharp = try #require(detectableChange(shift(change: 0, error: 1e-12), tests: 3))
        #expect(agree(sharp, 0.03))
        #expect(detectableChange(.insufficient(change: 0.5), tests: 3) == nil)
    }
}
