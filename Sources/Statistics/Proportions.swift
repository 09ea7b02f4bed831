/// Wilson's score interval of a proportion ("Probable Inference", 1927).
///
/// - Throws: ``Cannot`` without a trial, with more successes than trials, or for a confidence outside `0..<1`.
package func wilsonInterval(
    successes: Double, trials: Double, confidence: Double = 0.95
) throws(Cannot) -> ClosedRange<Double> {
    guard successes.isFinite, trials.isFinite else { throw .notFinite }
    guard trials > 0 else { throw .tooFewObservations(needed: 1, given: 0) }
    guard successes >= 0, successes <= trials, (0..<1).contains(confidence) else { throw .outOfRange }
    let z = StandardNormal.upperQuantile((1 - confidence) / 2)
    let share = successes / trials
    let square = z * z / trials
    let center = (share + square / 2) / (1 + square)
    let margin = z / (1 + square) * (share * (1 - share) / trials + square / (4 * trials)).squareRoot()
    // At the ends the two halves cancel exactly, but not in floating point.
    let low = successes == 0 ? 0 : max(0, center - margin)
    return low...(successes == trials ? 1 : min(1, center + margin))
}

/// A number of successes among a number of trials.
package struct Proportion: Sendable, Equatable {
    package let successes: Double
    package let trials: Double

    package init(successes: Double, trials: Double) {
        self.successes = successes
        self.trials = trials
    }

    var share: Double { successes / trials }
}

/// The interval of a difference of two proportions, first less second, from their Wilson intervals.
///
/// Newcombe, "Interval Estimation for the Difference between Independent Proportions", 1998, method 10.
///
/// - Throws: as ``wilsonInterval(successes:trials:confidence:)``.
package func newcombeInterval(
    _ first: Proportion, less second: Proportion, confidence: Double = 0.95
) throws(Cannot) -> ClosedRange<Double> {
    let a = try wilsonInterval(successes: first.successes, trials: first.trials, confidence: confidence)
    let b = try wilsonInterval(successes: second.successes, trials: second.trials, confidence: confidence)
    let difference = first.share - second.share
    func distance(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    let low = difference - distance(first.share - a.lowerBound, b.upperBound - second.share)
    let high = difference + distance(a.upperBound - first.share, second.share - b.lowerBound)
    return max(-1, low)...min(1, high)
}
