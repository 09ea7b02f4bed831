import Testing

@testable import Statistics

@Suite("Two samples and proportions")
struct TwoSampleTests {
    @Test("Mann-Whitney is SciPy's, exact and approximate")
    func mannWhitneyReference() throws {
        for item in try Reference.load().twoSamples {
            let found = try mannWhitney(item.first, item.second)
            #expect(found.statistic == item.u)
            for (p, expected) in zip([found.pGreater, found.pLess, found.pTwoSided], item.mannWhitney) {
                #expect(agree(p, expected), "\(item.first.count) \(item.second.count) \(p) \(expected)")
            }
        }
    }

    @Test("exchanging the samples exchanges the tails")
    func mannWhitneySymmetry() throws {
        for item in try Reference.load().twoSamples {
            let there = try mannWhitney(item.first, item.second)
            let back = try mannWhitney(item.second, item.first)
            #expect(there.pGreater == back.pLess && agree(there.pTwoSided, back.pTwoSided))
            #expect(there.isExact == back.isExact)
        }
    }

    @Test("a million values against a million, all tied but one")
    func manyTies() throws {
        let many = [Double](repeating: 3, count: 200_000)
        let found = try mannWhitney(many, many.dropLast() + [4])
        #expect(found.pTwoSided > 0.3 && !found.isExact)
        let same = try mannWhitney(many, many)
        #expect(same.pTwoSided == 1)
    }

    @Test("samples without an answer are refused")
    func refusals() {
        #expect(throws: Cannot.tooFewObservations(needed: 1, given: 0)) { try mannWhitney([], [1]) }
        #expect(throws: Cannot.notFinite) { try mannWhitney([.nan], [1]) }
        #expect(throws: Cannot.tooFewObservations(needed: 2, given: 1)) { try welch([1], [1, 2]) }
        #expect(throws: Cannot.noVariation) { try welch([1, 1], [2, 2]) }
        #expect(throws: Cannot.outOfRange) { try wilsonInterval(successes: 3, trials: 2) }
        #expect(throws: Cannot.tooFewObservations(needed: 1, given: 0)) { try wilsonInterval(successes: 0, trials: 0) }
    }

    @Test("Welch's test is SciPy's")
    func welchReference() throws {
        for item in try Reference.load().twoSamples {
            guard let expected = item.welch else { continue }
            let found = try welch(item.first, item.second)
            #expect(agree(found.statistic, expected[0]) && agree(found.degreesOfFreedom, expected[1]))
            #expect(agree(found.pTwoSided, expected[2]) && agree(found.pGreater, expected[5]))
            let interval = try #require(found.interval(confidence: 0.9))
            #expect(agree(interval.lowerBound, expected[3]) && agree(interval.upperBound, expected[4]))
        }
    }

    @Test("Wilson's and Newcombe's intervals are the reference's")
    func proportions() throws {
        let reference = try Reference.load().proportions
        for row in reference.wilson {
            let found = try wilsonInterval(successes: row[0], trials: row[1], confidence: row[2])
            #expect(agree(found.lowerBound, row[3]) && agree(found.upperBound, row[4]))
        }
        for row in reference.newcombe {
            let found = try newcombeInterval(
                Proportion(successes: row[0], trials: row[1]), less: Proportion(successes: row[2], trials: row[3]),
                confidence: row[4])
            #expect(agree(found.lowerBound, row[5]) && agree(found.upperBound, row[6]))
        }
    }

    @Test("Newcombe's published example: 56 of 70 against 48 of 80")
    func newcombeExample() throws {
        let found = try newcombeInterval(
            Proportion(successes: 56, trials: 70), less: Proportion(successes: 48, trials: 80))
        #expect(agree(found.lowerBound, 0.0524, absolute: 5e-5) && agree(found.upperBound, 0.3339, absolute: 5e-5))
    }
}
