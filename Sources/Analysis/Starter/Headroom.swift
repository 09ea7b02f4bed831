import Foundation
import Measurements

/// How far above (or below) what was measured a limit lies.
package struct Headroom: Sendable, Equatable {
    /// Standard deviation of the logarithm between runs, pooled over all series; nil with one run.
    package let spread: Double?
    /// Relative: 0.2 is 20 %.
    package let share: Double

    /// Where one run says nothing of the noise.
    static let ofOneRun = 0.5
    static let least = 0.2
    /// A limit so many standard deviations away is broken by chance in about one run of 30,000, were the noise normal; drift wants its share too.
    static let deviations = 4.0

    init(spreadsOf drafts: [SeriesDraft]) {
        let samples = drafts.flatMap(\.latencies).map { $0.filter { $0 > 0 }.map(log) }.filter { $0.count > 1 }
        let freedom = samples.reduce(0) { $0 + $1.count - 1 }
        guard freedom > 0 else {
            spread = nil
            share = Self.ofOneRun
            return
        }
        let squares = samples.reduce(0.0) { sum, values in
            let mean = values.reduce(0, +) / Double(values.count)
            return sum + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        let deviation = (squares / Double(freedom)).squareRoot()
        spread = deviation
        share = max(Self.least, exp(Self.deviations * deviation) - 1)
    }

    func limit(for value: Double, _ direction: Direction) -> Double {
        direction == .higher ? RoundFigure.below(value / (1 + share)) : RoundFigure.above(value * (1 + share))
    }
}
