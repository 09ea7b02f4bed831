import Foundation

/// Whether runs that were measured in turn are better compared pair by pair than side by side.
///
/// Pairs halve the degrees of freedom, and are worth it only where neighbours share what disturbs them: from eight pairs on, and where the
/// variance within pairs is less than half of that within the sides (geometric mean over at least six tests: of fewer, the choice itself is
/// chance and raises false alarms above what is promised). Seeded simulations of runs that drift are in the tests.
///
/// - Parameters:
///   - baseline: rows are runs in the order of time, columns tests; logarithms.
///   - candidate: the same; the i-th rows of both are neighbours in time.
package func pairsShareDisturbances(baseline: [[Double]], candidate: [[Double]]) -> Bool {
    guard baseline.count == candidate.count, baseline.count >= 8, let columns = baseline.first?.count, columns >= 6,
        let pairs = try? TwoSides(baseline: baseline, candidate: candidate, columns: columns, paired: true),
        let samples = try? TwoSides(baseline: baseline, candidate: candidate, columns: columns)
    else { return false }
    let ratios = zip(pairs.sumsOfSquares, samples.sumsOfSquares).map { within, all in
        log(max(within / pairs.degreesOfFreedom, 1e-12) / max(all / samples.degreesOfFreedom, 1e-12))
    }
    return mean(ratios) < log(0.5)
}
