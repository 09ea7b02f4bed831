/// Two tables of runs with the same tests, and what both ways of comparing them need.
struct TwoSides {
    let baseline: [[Double]]
    let candidate: [[Double]]
    /// Whether row i of both sides are neighbours in time, so that what disturbs both cancels in their difference.
    let isPaired: Bool
    /// The difference of the means of each test, candidate less baseline.
    let changes: [Double]
    /// What varies within the sides. Of two samples: each run less the mean of its side, baseline first. Of pairs: each difference
    /// less the mean difference, divided by √2, so that its square is worth that of one run.
    let deviations: [[Double]]

    init(
        baseline: [[Double]], candidate: [[Double]], columns: Int, paired: Bool = false
    ) throws(Cannot) {
        for side in [baseline, candidate] {
            guard !side.isEmpty else { throw .tooFewObservations(needed: 1, given: 0) }
            guard side.allSatisfy({ $0.count == columns }) else { throw .lengthsDiffer }
            guard side.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .notFinite }
        }
        if paired, baseline.count != candidate.count { throw .lengthsDiffer }
        self.baseline = baseline
        self.candidate = candidate
        isPaired = paired
        changes = difference(columnMeans(candidate), columnMeans(baseline))
        deviations = Self.deviations(baseline, candidate, paired: paired)
    }

    private static func deviations(_ baseline: [[Double]], _ candidate: [[Double]], paired: Bool) -> [[Double]] {
        func fromMean(_ rows: [[Double]]) -> [[Double]] {
            let mean = columnMeans(rows)
            return rows.map { difference($0, mean) }
        }
        guard paired else { return fromMean(baseline) + fromMean(candidate) }
        return fromMean(zip(candidate, baseline).map(difference)).map { row in row.map { $0 / 2.0.squareRoot() } }
    }

    /// `1/K_b + 1/K_h`, the variance of a difference of means in units of the variance of a run.
    var reciprocalRuns: Double { 1 / Double(baseline.count) + 1 / Double(candidate.count) }

    /// The deviations less one for each mean that they were taken from.
    var degreesOfFreedom: Double { Double(deviations.count - (isPaired ? 1 : 2)) }

    /// The sum of the squared deviations of each test within its sides.
    var sumsOfSquares: [Double] {
        changes.indices.map { column in deviations.reduce(0) { $0 + $1[column] * $1[column] } }
    }

    /// How one test follows the median of the other endpoints.
    struct CommonModeFit {
        /// The test's share of the common mode, between 0 and 1.5, fitted within the sides.
        let slope: Double
        /// The change of the common mode between the sides.
        let shift: Double
        /// The sum of the squared deviations of the common mode within the sides.
        let squares: Double
        /// What is left of the test's own sum of squares.
        let residualSquares: Double
    }

    /// Regresses each test on the common mode of the other endpoints.
    func commonModeFits(_ groups: Endpoints) -> [CommonModeFit] {
        let runs = baseline + candidate
        let center = columnMeans(runs)
        let common = runs.map { run in groups.mediansOfOthers(difference(run, center)).map { $0.isFinite ? $0 : 0 } }
        let (before, after) = (Array(common[..<baseline.count]), Array(common[baseline.count...]))
        let within = Self.deviations(before, after, paired: isPaired)
        let shifts = difference(columnMeans(after), columnMeans(before))
        return changes.indices.map { column in fit(column, within.map { $0[column] }, shift: shifts[column]) }
    }

    private func fit(_ column: Int, _ common: [Double], shift: Double) -> CommonModeFit {
        let own = deviations.map { $0[column] }
        let squares = common.reduce(0) { $0 + $1 * $1 } + 1e-12
        let slope = min(max(zip(own, common).reduce(0) { $0 + $1.0 * $1.1 } / squares, 0), 1.5)
        let residual = zip(own, common).reduce(0) { sum, pair in
            let left = pair.0 - slope * pair.1
            return sum + left * left
        }
        return CommonModeFit(slope: slope, shift: shift, squares: squares, residualSquares: residual)
    }
}

/// The mean of each column of a table with at least one row.
func columnMeans(_ rows: [[Double]]) -> [Double] {
    guard let first = rows.first else { return [] }
    return first.indices.map { column in rows.reduce(0) { $0 + $1[column] } / Double(rows.count) }
}

/// One list less another, element by element.
func difference(_ left: [Double], _ right: [Double]) -> [Double] {
    zip(left, right).map { $0 - $1 }
}
