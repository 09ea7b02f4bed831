import Foundation
import Statistics
import Testing

@Suite("Level shifts") struct LevelShiftTests {
    static func noise(_ seed: UInt64, _ count: Int, correlation: Double = 0, spread: Double = 0.03) -> [Double] {
        var random = SeededGenerator(seed: seed)
        var state = random.normal()
        return (0..<count).map { _ in
            state = correlation * state + (1 - correlation * correlation).squareRoot() * random.normal()
            return spread * state
        }
    }

    @Test("a step is found where it is, with its size", arguments: UInt64(0)..<20)
    func step(seed: UInt64) throws {
        let values = Self.noise(seed, 60).enumerated().map { $1 + ($0 >= 40 ? 0.15 : 0) }
        let shifts = levelShifts(values)
        let shift = try #require(shifts.first)
        #expect(shifts.count == 1)
        #expect(abs(shift.index - 40) <= 2)
        #expect(abs(shift.change - 0.15) < 0.04)
        #expect(shift.interval.contains(shift.change))
        #expect(shift.interval.lowerBound > 0.08 && shift.interval.upperBound < 0.22)
        #expect(shift.pValue < 0.001)
    }

    @Test("up and down again are two")
    func bump() {
        let values = Self.noise(1, 90).enumerated().map { $1 + ((30..<60).contains($0) ? 0.3 : 0) }
        #expect(levelShifts(values).map(\.index) == [30, 60])
    }

    @Test("up and down again within a short history, wherever its ends lie", arguments: 6...12)
    func shortBump(start: Int) {
        let values = Self.noise(UInt64(start), 24, spread: 0.01).enumerated().map {
            $1 + ((start..<start + 7).contains($0) ? 0.18 : 0)
        }
        #expect(levelShifts(values).map(\.index) == [start, start + 7])
        // The present level is what came after, and a bump hides neither end from it.
        #expect(lastLevelShift(values) == start + 7)
    }

    @Test("the present level of noise is all of it")
    func noBump() {
        #expect((0..<200).count { lastLevelShift(Self.noise(UInt64($0), 24)) > 0 } <= 1)
        #expect((0..<20).count { lastLevelShift(Self.noise(UInt64($0), 120)) > 0 } == 0)
    }

    /// How runs hang together cannot be told well from 24 of them: there it is up to one history in twenty.
    @Test("nothing changes in noise, however its runs hang together", arguments: [0, 0.5, 0.7, 0.9], [24, 60, 300])
    func autocorrelation(correlation: Double, count: Int) {
        let found = (0..<40).filter { !levelShifts(Self.noise(UInt64($0), count, correlation: correlation)).isEmpty }
        #expect(found.count <= (count < 60 ? 3 : 1))
    }

    @Test("spikes are no shifts, nor do they hide one")
    func spikes() {
        var values = Self.noise(3, 100)
        for index in [20, 21, 50, 96, 97, 99] { values[index] += 5 }
        #expect(levelShifts(values).isEmpty)
        values = values.enumerated().map { $1 + ($0 >= 70 ? 0.2 : 0) }
        #expect(levelShifts(values).map(\.index) == [70])
    }

    @Test("a level is at least five runs, and a change at least the least")
    func least() {
        let values = Self.noise(4, 50, spread: 0.001)
        #expect(levelShifts(values.enumerated().map { $1 + ($0 >= 46 ? 1 : 0) }).isEmpty)
        #expect(levelShifts(values.enumerated().map { $1 + ($0 >= 45 ? 1 : 0) }).map(\.index) == [45])
        #expect(levelShifts(values.enumerated().map { $1 + ($0 >= 25 ? 0.02 : 0) }).isEmpty)
        #expect(levelShifts([]).isEmpty)
        #expect(levelShifts([1]).isEmpty)
        #expect(levelShifts(Array(repeating: 3, count: 40)).isEmpty)
        let step = Array(repeating: 1.0, count: 20) + Array(repeating: 2.0, count: 20)
        #expect(levelShifts(step).map(\.index) == [20])
    }
}
