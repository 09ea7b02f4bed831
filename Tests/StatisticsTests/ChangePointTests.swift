import Foundation
import Testing

@testable import Statistics

@Suite("Change points against other programs")
struct ChangePointTests {
    /// What `make_change_points.py` had the other programs find.
    struct Peers: Decodable {
        let otava: [Otava]
        let signalProcessingAlgorithms: [Energy]

        struct Otava: Decodable {
            let values: [Double]
            let window: Int
            let level: Double
            let magnitude: Double
            let indices: [Int]
            let p: [Double]
        }

        struct Energy: Decodable {
            let values: [Double]
            let split: Int
            let statistic: Double
            /// Absent where they depend on the permutations drawn.
            let indices: [Int]?
        }
    }

    /// The environment may name a larger file of the same form.
    static func peers() throws -> Peers {
        let path = ProcessInfo.processInfo.environment["CHANGE_POINTS"]
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "change_points.json")
        let file = path.map { URL(fileURLWithPath: $0) } ?? beside
        return try JSONDecoder().decode(Peers.self, from: Data(contentsOf: file))
    }

    @Test("the change points of Apache Otava 0.8.0")
    func otava() throws {
        for (number, item) in try Self.peers().otava.enumerated() {
            let found = try hunterChangePoints(
                item.values, window: item.window, maxPValue: item.level, minMagnitude: item.magnitude)
            #expect(found.map(\.index) == item.indices, "series \(number)")
            for (point, p) in zip(found, item.p) { #expect(agree(point.pValue, p)) }
        }
    }

    @Test("the best split and the change points of signal-processing-algorithms 2.1.6")
    func energy() throws {
        for (number, item) in try Self.peers().signalProcessingAlgorithms.enumerated() {
            var split = EnergySplit(item.values[...])
            let best = split.best()
            #expect(best.split == item.split && agree(best.statistic, item.statistic), "series \(number)")
            let found = try eDivisive(item.values, significance: 0.01, permutations: 100, seed: 5)
            if let expected = item.indices { #expect(found.map(\.index) == expected, "series \(number)") }
        }
    }

    @Test("the energy statistic is that of all pairs")
    func allPairs() {
        let values = (0..<41).map { Double(($0 * 29 + $0 * $0) % 17) }
        var split = EnergySplit(values[...])
        let best = split.best()
        let all = (1..<values.count).map { place in
            Self.energy(Array(values[..<place]), Array(values[place...]))
        }
        #expect(agree(best.statistic, all.max() ?? .nan))
        #expect(agree(all[best.split - 1], best.statistic))
    }

    static func energy(_ x: [Double], _ y: [Double]) -> Double {
        func meanDistance(_ a: [Double], _ b: [Double]) -> Double {
            mean(a.flatMap { one in b.map { abs(one - $0) } })
        }
        let (n, m) = (Double(x.count), Double(y.count))
        return n * m / (n + m) * (2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y))
    }

    @Test("a clear shift is found by every method, a constant by none")
    func clear() throws {
        let values: [Double] = (0..<60).map { index in
            let level: Double = index < 33 ? 10 : 14
            return level + Double((index * 37) % 11) / 20
        }
        #expect(try eDivisive(values).map(\.index) == [33])
        #expect(try hunterChangePoints(values).map(\.index) == [33])
        #expect(lastLevelShift(values) == 33)
        let constant = [Double](repeating: 5, count: 60)
        #expect(try eDivisive(constant).isEmpty)
        #expect(try hunterChangePoints(constant).isEmpty)
        #expect(lastLevelShift(constant) == 0)
    }

    @Test("a shift of the spread alone is found by E-divisive")
    func spread() throws {
        let values: [Double] = (0..<120).map { index in
            let spread: Double = index < 60 ? 1 : 12
            return spread * (Double((index * 53) % 23) / 11 - 1)
        }
        let found = try eDivisive(values)
        #expect(found.contains { (55...65).contains($0.index) })
    }

    @Test("short series have no change points, and what is no number is refused")
    func edges() throws {
        for values in [[], [1], [1, 2]] as [[Double]] {
            #expect(try eDivisive(values).isEmpty)
            #expect(try hunterChangePoints(values).isEmpty)
        }
        #expect(throws: Cannot.notFinite) { try eDivisive([1, .nan]) }
        #expect(throws: Cannot.notFinite) { try hunterChangePoints([1, .infinity]) }
        #expect(throws: Cannot.outOfRange) { try hunterChangePoints([1], window: 1) }
    }
}
