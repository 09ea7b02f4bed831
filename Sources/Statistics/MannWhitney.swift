import Foundation

/// The outcome of a Mann-Whitney test.
package struct MannWhitney: Sendable, Equatable {
    /// The number of pairs in which the first sample's value is the larger, ties counting half.
    package let statistic: Double
    /// The p-value for the first sample to be the larger.
    package let pGreater: Double
    /// The p-value for the first sample to be the smaller.
    package let pLess: Double
    /// The two-sided p-value.
    package let pTwoSided: Double
    /// Whether the p-values are exact; else they are the normal approximation's, with ties and continuity corrected.
    package let isExact: Bool
}

/// The Mann-Whitney U test of two samples.
///
/// Exact where one of the samples has at most eight values and none are tied, else the normal approximation (Mann &
/// Whitney 1947; Hollander & Wolfe, "Nonparametric Statistical Methods", section 4.1), as `scipy.stats.mannwhitneyu` has
/// it. It must not be used on the requests of single runs: they are not replicates.
///
/// - Throws: ``Cannot`` for an empty sample or a value that is not finite.
package func mannWhitney(_ first: [Double], _ second: [Double]) throws(Cannot) -> MannWhitney {
    guard !first.isEmpty, !second.isEmpty else { throw .tooFewObservations(needed: 1, given: 0) }
    guard first.allSatisfy(\.isFinite), second.allSatisfy(\.isFinite) else { throw .notFinite }
    let ranks = RankSums(first, second)
    let (n, m) = (Double(first.count), Double(second.count))
    let statistic = ranks.ofFirst - n * (n + 1) / 2
    let other = n * m - statistic
    let isExact = min(first.count, second.count) <= 8 && ranks.tieTerm == 0
    func tail(_ u: Double) -> Double {
        isExact ? exactTail(u, first.count, second.count) : normalTail(u, n, m, tieTerm: ranks.tieTerm)
    }
    let (greater, less) = (tail(statistic), tail(other))
    return MannWhitney(
        statistic: statistic, pGreater: min(1, greater), pLess: min(1, less),
        pTwoSided: min(1, 2 * (statistic >= other ? greater : less)), isExact: isExact)
}

/// The ranks of two samples together.
private struct RankSums {
    /// The sum of the first sample's ranks, tied values sharing their mean rank.
    private(set) var ofFirst = 0.0
    /// `Σ (t³ − t)` over the groups of tied values.
    private(set) var tieTerm = 0.0

    init(_ first: [Double], _ second: [Double]) {
        let (a, b) = (ascending(first), ascending(second))
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            let value = j == b.count || (i < a.count && a[i] <= b[j]) ? a[i] : b[j]
            let before = i + j
            let startOfFirst = i
            while i < a.count, a[i] == value { i += 1 }
            while j < b.count, b[j] == value { j += 1 }
            let tied = Double(i + j - before)
            ofFirst += Double(i - startOfFirst) * (Double(before) + (tied + 1) / 2)
            tieTerm += tied * (tied * tied - 1)
        }
    }
}

/// The probability of a U of at least `u` without a difference, by the normal approximation.
private func normalTail(_ u: Double, _ n: Double, _ m: Double, tieTerm: Double) -> Double {
    let all = n + m
    let variance = n * m / 12 * (all + 1 - tieTerm / (all * (all - 1)))
    guard variance > 0 else { return 1 }
    return StandardNormal.upperTail((u - n * m / 2 - 0.5) / variance.squareRoot())
}

/// The probability of a U of at least `u` without a difference, from the number of arrangements for each U.
///
/// Those numbers are the coefficients of the Gaussian binomial `Π (1 − q^(n+i)) / (1 − q^i)`, built factor by factor up to
/// the middle, where they mirror (Andrews, "The Theory of Partitions", chapter 3).
private func exactTail(_ u: Double, _ first: Int, _ second: Int) -> Double {
    let (few, many) = (min(first, second), max(first, second))
    let largest = few * many
    let reflected = largest - Int(u)
    // U is at least u as often as it is at most n m − u.
    let below = Double(2 * reflected) <= Double(largest) ? reflected : Int(u) - 1
    guard below >= 0 else { return 1 }
    var arrangements = [Double](repeating: 0, count: below + 1)
    arrangements[0] = 1
    var total = 1.0
    for factor in 1...few {
        for index in stride(from: factor, through: below, by: 1) { arrangements[index] += arrangements[index - factor] }
        for index in stride(from: below, through: many + factor, by: -1) {
            arrangements[index] -= arrangements[index - many - factor]
        }
        total *= Double(many + factor) / Double(factor)
    }
    let share = arrangements.reduce(0, +) / total
    return below == reflected ? share : 1 - share
}
