import Testing

@testable import Statistics

@Suite("Quantiles, their bootstrap and the shift function")
struct QuantileTests {
    @Test("plain and Harrell-Davis quantiles are NumPy's and SciPy's")
    func reference() throws {
        for item in try Reference.load().quantiles {
            for (index, level) in item.levels.enumerated() {
                #expect(agree(quantile(level, ofSorted: item.values.sorted()), item.plain[index]))
                let found = try harrellDavis(level, of: item.values)
                #expect(agree(found.value, item.harrellDavis[index]))
                #expect(agree(found.standardError, item.errors[index], relative: 1e-8))
                #expect(found.interval.contains(found.value))
            }
        }
    }

    @Test("drawing order statistics has the law of literal resampling")
    func bootstrapLaw() throws {
        for item in try Reference.load().quantiles where item.values.count >= 10 {
            for (index, level) in item.levels.enumerated() {
                let found = try bootstrapQuantile(level, of: item.values, resamples: 20_000, seed: 11)
                #expect(found.value == quantile(level, ofSorted: item.values.sorted()))
                let width = item.bootstrapHigh[index] - item.bootstrapLow[index]
                #expect(agree(found.standardError, item.bootstrapError[index], relative: 0.05))
                #expect(abs(found.interval.lowerBound - item.bootstrapLow[index]) <= 0.1 * width)
                #expect(abs(found.interval.upperBound - item.bootstrapHigh[index]) <= 0.1 * width)
            }
        }
    }

    @Test("one seed gives one answer, another seed another")
    func seeds() throws {
        let values = (0..<40).map { Double(($0 * 17) % 41) }
        let first = try bootstrapQuantile(0.9, of: values, resamples: 500, seed: 3)
        #expect(try bootstrapQuantile(0.9, of: values, resamples: 500, seed: 3) == first)
        #expect(try bootstrapQuantile(0.9, of: values, resamples: 500, seed: 4) != first)
        #expect(try bootstrapQuantile(0.5, of: [2, 2, 2], seed: 1).interval == 2...2)
    }

    @Test("the generator's numbers are those of the published algorithms")
    func generator() {
        // The first outputs of xoshiro256** from a SplitMix64 seed of 0, as its authors' C code prints them.
        var generator = SeededGenerator(seed: 0)
        #expect(generator.next() == 0x99EC_5F36_CB75_F2B4)
        #expect(generator.next() == 0xBF6E_1F78_4956_452A)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<6000 { counts[generator.below(6)] += 1 }
        for count in counts { #expect((850...1150).contains(count)) }
    }

    @Test("long lists are sorted as the standard library sorts them")
    func sorting() {
        var generator = SeededGenerator(seed: 9)
        let scales = [1e-300, 1, 1e9, 1e300]
        let mixed =
            (0..<9000).map { index in generator.normal() * scales[index % 4] } + [0, -0.0, .infinity, -.infinity]
        #expect(ascending(mixed) == mixed.sorted())
        let narrow = (0..<5000).map { _ in Double(generator.below(7)) }
        #expect(ascending(narrow) == narrow.sorted())
    }

    @Test("the shift function finds where a distribution has moved")
    func shift() throws {
        let before = (0..<400).map { Double($0 % 100) }
        let after = before.map { $0 >= 80 ? $0 + 30 : $0 }
        let shifts = try shiftFunction(from: before, to: after, at: [0.2, 0.95])
        #expect(shifts[0].interval.contains(0) && shifts[1].interval.lowerBound > 15)
        let same = try shiftFunction(from: before, to: before)
        for one in same { #expect(one.value == 0) }
    }

    @Test("samples without an answer are refused")
    func refusals() {
        #expect(throws: Cannot.tooFewObservations(needed: 2, given: 1)) { try harrellDavis(0.5, of: [1]) }
        #expect(throws: Cannot.outOfRange) { try harrellDavis(1, of: [1, 2]) }
        #expect(throws: Cannot.notFinite) { try bootstrapQuantile(0.5, of: [1, .infinity], seed: 0) }
        #expect(throws: Cannot.outOfRange) { try bootstrapQuantile(1.5, of: [1, 2], seed: 0) }
    }
}
