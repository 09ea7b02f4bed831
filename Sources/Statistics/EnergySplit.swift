/// The best place to split a sequence in two by the energy distance, for many orders of the same values.
///
/// The statistic of a split is `nm/(n+m) · (2 mean|x−y| − mean|x−x'| − mean|y−y'|)` (Matteson & James, "A Nonparametric
/// Approach for Multiple Change Point Analysis of Multivariate Data", 2014). On numbers it needs no matrix of distances:
/// the sum of the distances of a value to all others does not depend on their order, and that to those before it follows
/// from counts and sums by rank, kept in Fenwick trees (1994). So one order costs O(n log n) time and O(n) memory.
struct EnergySplit {
    /// The values, ascending and centred, each once.
    private var distinct: [Double]
    /// The sum of the distances of each distinct value to all values.
    private var distanceSums: [Double]
    /// The rank among the distinct values at each place of the sequence.
    private(set) var ranks: [Int]

    private var counts: [Double]
    private var sums: [Double]

    init(_ values: ArraySlice<Double>) {
        let sorted = values.sorted()
        let center = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        distinct = []
        var multiplicity: [Double] = []
        for value in sorted {
            if distinct.last == value - center {
                multiplicity[multiplicity.count - 1] += 1
            } else {
                distinct.append(value - center)
                multiplicity.append(1)
            }
        }
        distanceSums = Self.distanceSums(distinct, multiplicity)
        let table = distinct
        ranks = values.map { Self.rank(of: $0 - center, in: table) }
        counts = [Double](repeating: 0, count: distinct.count + 1)
        sums = counts
    }

    /// Puts the values into a random order.
    mutating func shuffle(_ generator: inout SeededGenerator) { generator.shuffle(&ranks) }

    /// The first place with the largest statistic, as the number of values before it, and that statistic; 0 for a
    /// sequence in which no split is better than none.
    mutating func best() -> (split: Int, statistic: Double) {
        for index in counts.indices { (counts[index], sums[index]) = (0, 0) }
        var (between, before, after) = (0.0, 0.0, 0.0)
        for rank in ranks { after += distanceSums[rank] / 2 }
        var best = (split: 0, statistic: 0.0)
        let all = Double(ranks.count)
        var total = 0.0
        for (place, rank) in ranks.enumerated() {
            if place > 0 {
                let (n, m) = (Double(place), all - Double(place))
                let energy = 2 * between / (n * m) - 2 * before / (n * n) - 2 * after / (m * m)
                let statistic = n * m / all * energy
                if statistic > best.statistic { best = (place, statistic) }
            }
            let toEarlier = distanceToEarlier(rank, earlier: Double(place), total: total)
            let toLater = distanceSums[rank] - toEarlier
            between += toLater - toEarlier
            before += toEarlier
            after -= toLater
            total += distinct[rank]
            insert(rank)
        }
        return best
    }

    /// The sum of the distances of a value to those inserted so far.
    private func distanceToEarlier(_ rank: Int, earlier: Double, total: Double) -> Double {
        var (count, sum) = (0.0, 0.0)
        var node = rank + 1
        while node > 0 {
            count += counts[node]
            sum += sums[node]
            node &= node - 1
        }
        let value = distinct[rank]
        return value * count - sum + (total - sum) - value * (earlier - count)
    }

    private mutating func insert(_ rank: Int) {
        var node = rank + 1
        while node < counts.count {
            counts[node] += 1
            sums[node] += distinct[rank]
            node += node & -node
        }
    }

    private static func distanceSums(_ distinct: [Double], _ multiplicity: [Double]) -> [Double] {
        let all = multiplicity.reduce(0, +)
        let total = zip(distinct, multiplicity).reduce(0) { $0 + $1.0 * $1.1 }
        var (count, sum) = (0.0, 0.0)
        return zip(distinct, multiplicity).map { value, times in
            count += times
            sum += times * value
            return value * count - sum + (total - sum) - value * (all - count)
        }
    }

    /// Where a value stands among ascending ones that contain it.
    private static func rank(of value: Double, in distinct: [Double]) -> Int {
        var (low, high) = (0, distinct.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if distinct[middle] <= value { low = middle } else { high = middle }
        }
        return low
    }
}
