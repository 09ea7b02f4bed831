import Testing

@testable import Statistics

@Suite("New runs against history")
struct HistoryComparisonTests {
    @Test("the last level shift is the reference's")
    func levels() throws {
        for item in try Reference.load().levelShifts { #expect(lastLevelShift(item.values) == item.start) }
        #expect(lastLevelShift([]) == 0)
        #expect(lastLevelShift([1, 2]) == 0)
    }

    @Test("every shift is the reference's")
    func reference() throws {
        for item in try Reference.load().histories {
            let found = try compareWithHistory(
                history: item.history.map { $0.map { $0 ?? .nan } }, runs: item.runs, endpoints: item.endpoints)
            #expect(agree(found.tailDegreesOfFreedom, item.tails) && agree(found.autocorrelation, item.rho))
            #expect((found.global == nil) == (Set(item.endpoints).count < 4))
            if let global = found.global {
                #expect(agree(global.pWorse, item.globalWorse) && agree(global.pBetter, item.globalBetter))
                #expect(agree(global.change, item.globalChange))
            }
            for (column, expected) in item.shifts.enumerated() { try compare(found, column, expected) }
        }
    }

    func compare(_ found: HistoryComparison, _ column: Int, _ expected: Reference.History.Expected?) throws {
        let shift = found.shifts[column]
        guard let expected else {
            #expect(shift.isInsufficient && shift.pWorse == 1 && shift.pBetter == 1)
            return
        }
        #expect(agree(shift.change, expected.change) && shift.estimate == shift.change)
        #expect(agree(found.rawChanges[column], expected.raw))
        #expect(agree(shift.degreesOfFreedom, expected.df) && agree(shift.standardError, expected.se))
        #expect(agree(shift.pWorse, expected.worse, absolute: 0) && agree(shift.pBetter, expected.better, absolute: 0))
        #expect(found.levelStarts[column] == expected.start)
    }

    /// Deterministic noise of six endpoints in eighteen runs.
    static let quiet: [[Double]] = (0..<18).map { run in
        (0..<6).map { column in
            let scattered: Int = (run * 7 + column * 5 + run * run * column) % 13 - 6
            return Double(column + 1) + 0.01 * Double(scattered)
        }
    }

    @Test("a change of everything is a finding of its own, and untouched endpoints do not look improved")
    func everything() throws {
        let slower = Self.quiet.prefix(2).map { $0.enumerated().map { $0 == 0 ? $1 : $1 + 0.4 } }
        let found = try compareWithHistory(history: Self.quiet, runs: slower, endpoints: Array(0..<6))
        #expect(judge(try #require(found.global)) == .regressed)
        #expect(found.shifts[0].pBetter == 1)
        let faster = Self.quiet.prefix(2).map { $0.map { $0 - 0.4 } }
        let better = try compareWithHistory(history: Self.quiet, runs: faster, endpoints: Array(0..<6))
        #expect(judge(try #require(better.global)) == .improved)
    }

    @Test("the same runs again are no finding")
    func nothing() throws {
        let found = try compareWithHistory(
            history: Self.quiet, runs: Array(Self.quiet.suffix(2)), endpoints: Array(0..<6))
        #expect(judge(try #require(found.global)) == .inconclusive)
        for p in benjaminiHochberg(found.shifts.map(\.pWorse)) { #expect(p > 0.01) }
    }

    @Test("mirrored values exchange worse and better")
    func mirror() throws {
        let runs = Self.quiet.prefix(2).map { $0.enumerated().map { $0 == 2 ? $1 + 0.2 : $1 } }
        let there = try compareWithHistory(history: Self.quiet, runs: runs, endpoints: Array(0..<6))
        let back = try compareWithHistory(
            history: Self.quiet.map { $0.map { -$0 } }, runs: runs.map { $0.map { -$0 } }, endpoints: Array(0..<6))
        for (x, y) in zip(there.shifts, back.shifts) {
            #expect(agree(x.change, -y.change) && agree(x.pWorse, y.pBetter) && agree(x.pBetter, y.pWorse))
        }
        #expect(there.shifts[2].pWorse < 1e-3)
    }

    @Test("constants and a history without any value are survived")
    func degenerate() throws {
        let same = [[Double]](repeating: [0, 1, 2, 3, 4], count: 9)
        let constant = try compareWithHistory(history: same, runs: [same[0]], endpoints: Array(0..<5))
        for shift in constant.shifts { #expect(shift.pWorse >= 0.1 && shift.pWorse <= 1 && !shift.isInsufficient) }
        let empty = [[Double]](repeating: [.nan, .nan], count: 9)
        let unmeasured = try compareWithHistory(history: empty, runs: [[1, 2]], endpoints: [0, 1])
        for shift in unmeasured.shifts { #expect(shift.isInsufficient) }
        let missing = try compareWithHistory(history: same, runs: [[.nan, 1, 2, 3, 4]], endpoints: Array(0..<5))
        #expect(missing.shifts.map(\.isInsufficient) == [true, false, false, false, false])
    }

    @Test("what cannot be compared is refused by its reason")
    func refusals() {
        #expect(throws: Cannot.tooFewObservations(needed: 5, given: 4)) {
            try compareWithHistory(history: Array(Self.quiet.prefix(4)), runs: [Self.quiet[0]], endpoints: Array(0..<6))
        }
        #expect(throws: Cannot.tooFewObservations(needed: 1, given: 0)) {
            try compareWithHistory(history: Self.quiet, runs: [], endpoints: Array(0..<6))
        }
        #expect(throws: Cannot.lengthsDiffer) {
            try compareWithHistory(history: Self.quiet, runs: [[1]], endpoints: Array(0..<6))
        }
    }
}
