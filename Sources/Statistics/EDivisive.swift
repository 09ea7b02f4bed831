/// A place where the distribution of a series changes.
package struct EnergyChangePoint: Sendable, Equatable {
    /// The index of the first value after the change.
    package let index: Int
    /// The energy statistic of the split.
    package let statistic: Double
    /// The share of the permutations, the series itself counted among them, that split at least as well.
    package let pValue: Double
}

/// The places where the distribution of a series changes, in the order of the series.
///
/// E-divisive (Matteson & James 2014) with the permutation test of MongoDB's signal-processing-algorithms: the best split
/// of any segment is a change point when few permutations of the values within their segments have a better one; then
/// the search goes on in the smaller segments.
///
/// - Parameters:
///   - values: oldest first.
///   - significance: the largest p-value of a change point.
///   - seed: of the permutations; the same seed gives the same answer.
/// - Throws: ``Cannot`` for values that are not finite or a significance outside `0...1`.
package func eDivisive(
    _ values: [Double], significance: Double = 0.05, permutations: Int = 100, seed: UInt64 = 1
) throws(Cannot) -> [EnergyChangePoint] {
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    guard (0...1).contains(significance), permutations >= 0 else { throw .outOfRange }
    var generator = SeededGenerator(seed: seed)
    var segments = values.isEmpty ? [] : [EnergySegment(values, 0..<values.count)]
    var found: [EnergyChangePoint] = []
    while let candidate = segments.indices.max(by: { segments[$0].statistic < segments[$1].statistic }) {
        let segment = segments[candidate]
        guard segment.split > 0 else { break }
        let index = segment.range.lowerBound + segment.split
        // Within rounding, a permutation that mirrors the split is as good as the split itself.
        let threshold = segment.statistic * (1 - 1e-12)
        let better = permutationsReaching(
            threshold, in: segments, permutations: permutations, most: significance * Double(permutations + 1),
            &generator)
        guard let better else { break }
        let p = Double(better) / Double(permutations + 1)
        found.append(EnergyChangePoint(index: index, statistic: segment.statistic, pValue: p))
        segments[candidate] = EnergySegment(values, segment.range.lowerBound..<index)
        segments.insert(EnergySegment(values, index..<segment.range.upperBound), at: candidate + 1)
    }
    return found.sorted { $0.index < $1.index }
}

/// A stretch between two change points with its best split.
private struct EnergySegment {
    let range: Range<Int>
    let split: Int
    let statistic: Double
    let energy: EnergySplit

    init(_ values: [Double], _ range: Range<Int>) {
        self.range = range
        var energy = EnergySplit(values[range])
        (split, statistic) = energy.best()
        self.energy = energy
    }
}

/// How many permutations of the values within their segments have a split at least as good; nil as soon as there are
/// more than `most`.
private func permutationsReaching(
    _ statistic: Double, in segments: [EnergySegment], permutations: Int, most: Double,
    _ generator: inout SeededGenerator
) -> Int? {
    var energies = segments.map(\.energy)
    var better = 0
    for _ in 0..<permutations {
        var best = 0.0
        for index in energies.indices {
            energies[index].shuffle(&generator)
            best = max(best, energies[index].best().statistic)
        }
        if best >= statistic { better += 1 }
        if Double(better) > most { return nil }
    }
    return better
}
