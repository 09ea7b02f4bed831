import Foundation
import Statistics
import Testing

struct SteadyStateTests {
    /// Stationary first-order autoregressive values with a standard deviation of the noise of 0.2.
    static func stationary(_ count: Int, _ coefficient: Double, _ random: inout SplitMix) -> [Double] {
        var value = 0.0
        var values: [Double] = []
        for index in 0..<count + 200 {
            value = coefficient * value + 0.2 * random.normal()
            if index >= 200 { values.append(value) }
        }
        return values
    }

    /// No false notes on what is stationary, however much neighbours resemble each other.
    @Test(arguments: [(0.0, 64, 0.003), (0.5, 64, 0.003), (0.8, 64, 0.01), (0.8, 128, 0.005), (0.9, 128, 0.01)])
    func stationarySeriesAreSteady(coefficient: Double, count: Int, most: Double) {
        var random = SplitMix(state: 7)
        let found = (0..<2000).count { _ in
            neverSteady(Self.stationary(count, coefficient, &random), leastChange: 0.1) != nil
        }
        #expect(Double(found) / 2000 <= most, "\(found) of 2000")
    }

    @Test func whatGrowsToTheEndIsNot() {
        var random = SplitMix(state: 8)
        let found = (0..<200).count { _ in
            let noise = Self.stationary(96, 0.3, &random).map { $0 / 2 }
            return neverSteady(noise.enumerated().map { $1 + Double($0) / 96 }, leastChange: 0.1) != nil
        }
        #expect(found >= 180, "\(found) of 200")
    }

    /// A warm-up that ends is one; small changes and few values say nothing.
    @Test func whatSettlesIsSteady() {
        let settles = (0..<96).map { exp(-Double($0) / 8) + 0.01 * sin(Double($0)) }
        #expect(neverSteady(settles, leastChange: 0.1) == nil)
        #expect((8...60).contains(leastErrorTruncation(settles)))
        let line = (0..<96).map { Double($0) / 96 }
        #expect(neverSteady(line, leastChange: 0.1) != nil && neverSteady(line, leastChange: 1) == nil)
        #expect(neverSteady(Array(line.prefix(47)), leastChange: 0.1) == nil)
        #expect(neverSteady([Double](repeating: 1, count: 96), leastChange: 0.1) == nil)
        #expect(neverSteady(line + [.nan], leastChange: 0.1) == nil)
    }

    /// MSER by its definition.
    @Test func truncationHasTheLeastError() {
        var random = SplitMix(state: 9)
        for _ in 0..<20 {
            let values = Self.stationary(40, 0.7, &random)
            let errors = (0..<35).map { start in
                let rest = values[start...]
                let mean = rest.reduce(0, +) / Double(rest.count)
                return rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count * rest.count)
            }
            let truncation = leastErrorTruncation(values)
            #expect(abs(errors[truncation] - (errors.min() ?? 0)) < 1e-12)
        }
        #expect(leastErrorTruncation([]) == 0 && leastErrorTruncation([1, 2]) == 0)
        #expect(trendScore([1, 2, 3, 3]) == 5 && trendScore([3, 2, 1]) == -3 && trendScore([]) == 0)
    }

    struct SplitMix {
        var state: UInt64

        mutating func uniform() -> Double {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 0x1p53
        }

        mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    }
}
