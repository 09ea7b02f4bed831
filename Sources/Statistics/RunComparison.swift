import Foundation

/// How much each test varies between runs of one and the same build, from a history of such runs.
package struct NoiseProfile: Sendable, Equatable {
    /// The variance of the logarithms of each test between runs.
    package let variances: [Double]
    /// The degrees of freedom of those variances: runs less one.
    package let degreesOfFreedom: Double

    package init(variances: [Double], degreesOfFreedom: Double) {
        self.variances = variances
        self.degreesOfFreedom = degreesOfFreedom
    }
}

/// Compares candidate runs with baseline runs of the same period, test by test.
///
/// A two-sample t test with one variance for both sides, moderated over all tests (Smyth 2004) around the noise
/// profile. With at least four endpoints and enough runs, a second test with the common mode removed may confirm what
/// the raw change also shows; the smaller p-value of the two counts twice.
///
/// - Parameters:
///   - baseline: rows are runs, columns tests; signed logarithms, higher is worse; every value finite.
///   - candidate: the same of the runs to be judged.
///   - endpoints: the endpoint that each column belongs to.
///   - profile: the noise of the same tests in history; without it one run against one is insufficient.
///   - leastChange: the smallest relative change that the test without common mode may confirm.
///   - paired: the i-th runs of both sides are neighbours in time, and their differences are what is compared (the paired t test);
///     ``pairsShareDisturbances(baseline:candidate:)`` tells whether that is worth its degrees of freedom.
/// - Returns: one shift per column.
/// - Throws: ``Cannot`` without a run on each side, or for tables that do not fit or hold numbers that are not finite.
package func compareRuns(
    baseline: [[Double]], candidate: [[Double]], endpoints: [Int], profile: NoiseProfile? = nil,
    leastChange: Double = 0.03, paired: Bool = false
) throws(Cannot) -> [Shift] {
    let sides = try TwoSides(
        baseline: baseline, candidate: candidate, columns: endpoints.count, paired: paired)
    if let profile {
        guard profile.variances.count == endpoints.count else { throw .lengthsDiffer }
        guard profile.variances.allSatisfy(\.isFinite) else { throw .notFinite }
    }
    if endpoints.isEmpty { return [] }
    guard let raw = rawTests(sides, profile: profile) else { return sides.changes.map(Shift.insufficient(change:)) }
    let groups = Endpoints(labels: endpoints)
    guard groups.allowCommonMode, sides.degreesOfFreedom >= 3 else { return raw }
    let common = commonModeTests(sides, groups: groups, profile: profile, leastChange: log1p(leastChange))
    return zip(raw, common).map(confirmed)
}

/// A change with its p-values.
private struct ConfirmingTest {
    let estimate: Double
    let pWorse: Double
    let pBetter: Double
}

private func rawTests(_ sides: TwoSides, profile: NoiseProfile?) -> [Shift]? {
    let df = sides.degreesOfFreedom
    let variances = sides.sumsOfSquares.map { $0 / max(df, 1) }
    guard let noise = moderate(variances, degreesOfFreedom: df, profile: profile, paired: sides.isPaired) else {
        return nil
    }
    let t = StudentT(degreesOfFreedom: noise.degreesOfFreedom)
    return zip(sides.changes, noise.variances).map { change, variance in
        let error = (variance * sides.reciprocalRuns).squareRoot()
        return Shift(
            change: change, estimate: change, standardError: error, standardDeviation: variance.squareRoot(),
            degreesOfFreedom: noise.degreesOfFreedom, pWorse: t.upperTail(change / error),
            pBetter: t.cdf(change / error), adjusted: false)
    }
}

/// The tests on what the common mode leaves of each change; they count only where the raw change has the same sign
/// and at least the least change.
private func commonModeTests(
    _ sides: TwoSides, groups: Endpoints, profile: NoiseProfile?, leastChange: Double
) -> [ConfirmingTest] {
    let fits = sides.commonModeFits(groups)
    let df = sides.degreesOfFreedom - 1
    let variances = fits.map { $0.residualSquares / df }
    guard let noise = moderate(variances, degreesOfFreedom: df, profile: profile, paired: sides.isPaired) else {
        return []
    }
    let t = StudentT(degreesOfFreedom: noise.degreesOfFreedom)
    return fits.indices.map { column in
        let fit = fits[column]
        let change = sides.changes[column]
        let left = change - fit.slope * fit.shift
        let spread = sides.reciprocalRuns + fit.shift * fit.shift / fit.squares
        let ratio = left / (noise.variances[column] * spread).squareRoot()
        return ConfirmingTest(
            estimate: left, pWorse: change >= leastChange ? t.upperTail(ratio) : 1,
            pBetter: -change >= leastChange ? t.cdf(ratio) : 1)
    }
}

/// The raw test and its confirmation in one, at twice the smaller p-value (Bonferroni).
private func confirmed(_ raw: Shift, by other: ConfirmingTest) -> Shift {
    let adjusted = min(other.pWorse, other.pBetter) < min(raw.pWorse, raw.pBetter)
    return Shift(
        change: raw.change, estimate: adjusted ? other.estimate : raw.change, standardError: raw.standardError,
        standardDeviation: raw.standardDeviation, degreesOfFreedom: raw.degreesOfFreedom,
        pWorse: min(1, 2 * min(raw.pWorse, other.pWorse)), pBetter: min(1, 2 * min(raw.pBetter, other.pBetter)),
        adjusted: adjusted)
}

/// Moderated variances with the degrees of freedom that they share.
private struct Noise {
    let variances: [Double]
    let degreesOfFreedom: Double
}

/// The variances of a single run trust at most this many degrees of freedom of a profile: its minute may be another's.
private let mostDegreesOfFreedomOfProfile = 5.0

/// The tests of one run drift together, so that their paired variances are fewer observations than they seem.
private let mostBorrowedDegreesOfPairs = 12.0

/// No variance of logarithms counts as less than this: a millionth of a percent is no honest repeatability.
private let leastVariance = 1e-10

/// Lets every test borrow from the others; nil when there is neither a residual nor a profile.
private func moderate(
    _ variances: [Double], degreesOfFreedom df: Double, profile: NoiseProfile?, paired: Bool
) -> Noise? {
    let typical = profile?.variances.map { max($0, leastVariance) } ?? variances.map { _ in 1 }
    guard df >= 1 else {
        guard let profile else { return nil }
        return Noise(
            variances: typical, degreesOfFreedom: min(profile.degreesOfFreedom, mostDegreesOfFreedomOfProfile))
    }
    let fitted = fitVariancePrior(
        zip(variances, typical).map { $0 / $1 }, degreesOfFreedom: variances.map { _ in df })
    let prior = paired ? fitted.limited(to: mostBorrowedDegreesOfPairs) : fitted
    let moderated = zip(variances, typical).map { variance, profile in
        max(prior.moderated(variance, degreesOfFreedom: df, profile: profile), leastVariance)
    }
    return Noise(
        variances: moderated, degreesOfFreedom: min(prior.degreesOfFreedom + df, df * Double(variances.count)))
}
