/// Two tables of runs with the same tests, and what both ways of comparing them need.
struct TwoSides {
    let baseline: [[Double]]
    let candidate: [[Double]]
    /// The difference of the means of each test, candidate less baseline.
    let changes: [Double]
    /// The deviation of each run from the mean of its own side; baseline first.
    let deviations: [[Double]]

    init(baseline: [[Double]], candidate: [[Double]], columns: Int) throws(Cannot) {
        for side in [baseline, candidate] {
            guard !side.isEmpty else { throw .tooFewObservations(needed: 1, given: 0) }
            guard side.allSatisfy({ $0.count == columns }) else { throw .lengthsDiffer }
            guard side.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .notFinite }
        }
        self.baseline = baseline
        self.candidate = candidate
        let before = columnMeans(baseline)
        let after = columnMeans(candidate)
        changes = zip(after, before).map { $0 - $1 }
        deviations = baseline.map { difference($0, before) } + candidate.map { difference($0, after) }
    }

    /// `1/K_b + 1/K_h`, the variance of a difference of means in units of the variance of a run.
    var reciprocalRuns: Double { 1 / Double(baseline.count) + 1 / Double(candidate.count) }

    /// The runs less one for each side.
    var degreesOfFreedom: Double { Double(baseline.count + candidate.count - 2) }

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
        let before = columnMeans(Array(common[..<baseline.count]))
        let after = columnMeans(Array(common[baseline.count...]))
        let within = common.enumerated().map { difference($1, $0 < baseline.count ? before : after) }
        return changes.indices.map { column in
            fit(column, within.map { $0[column] }, shift: after[column] - before[column])
        }
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
