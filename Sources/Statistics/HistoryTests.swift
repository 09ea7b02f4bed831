import Foundation

extension HistoryModel {
    /// One shift per test.
    ///
    /// - Parameter exponent: how many independent runs the new runs are worth.
    func tests(_ centered: CenteredHistory, groups: Endpoints, exponent: Double) -> [Shift] {
        let distances = centered.runs.indices.map { run in
            levels.indices.map { distance(run, $0, centered) }
        }
        let widening = distances.map { widenings($0, groups: groups) }
        return levels.indices.map { column in
            let own = distances.map { $0[column] }
            guard let level = levels[column], own.allSatisfy(\.isFinite) else { return .insufficient(change: .nan) }
            let fixed = centered.leverage(column).map { 1 / Double(level.values.count) + $0 }
            let errors = zip(widening, fixed).map { widened, rest in
                deviations[column] * (widened[column] * widened[column] + rest).squareRoot()
            }
            return shift(column, distances: own, errors: errors, exponent: exponent)
        }
    }

    /// How far a new run lies from the level of a test, the common mode removed; NaN without either.
    private func distance(_ run: Int, _ column: Int, _ centered: CenteredHistory) -> Double {
        guard let level = levels[column] else { return .nan }
        let common = slopes[column] * centered.commonOfRuns[run][column]
        return centered.runs[run][column] - common - level.center
    }

    /// The factors by which one run's errors grow because its other endpoints lie unusually far out: the root mean of
    /// 1, worth four endpoints, and the others' median absolute deviation.
    private func widenings(_ distances: [Double], groups: Endpoints) -> [Double] {
        guard groups.allowCommonMode else { return distances.map { _ in 1 } }
        let others = Double(groups.columns.count - 1)
        let sizes = zip(distances, deviations).map { abs($0) / $1 }
        return groups.mediansOfOthers(sizes).map { size in
            guard size.isFinite else { return 1 }
            let robust = size / 0.6745
            return max(((others * robust * robust + 4) / (others + 4)).squareRoot(), 1)
        }
    }

    /// All new runs must show the change: the largest p-value, to the power of the runs that they are worth.
    private func shift(_ column: Int, distances: [Double], errors: [Double], exponent: Double) -> Shift {
        let t = StudentT(degreesOfFreedom: degreesOfFreedom[column])
        let ratios = zip(distances, errors).map { $0 / $1 }
        let runs = Double(errors.count)
        let change = median(distances)
        // The variance of a median of three or more is π/2 times that of a mean.
        let ofMedian = errors.count >= 3 ? 1.57 : 1
        let error = (mean(errors.map { $0 * $0 }) * ofMedian / runs).squareRoot()
        return Shift(
            change: change, estimate: change, standardError: error, standardDeviation: deviations[column],
            degreesOfFreedom: degreesOfFreedom[column],
            pWorse: pow(ratios.map(t.upperTail).max() ?? 1, exponent),
            pBetter: pow(ratios.map(t.cdf).max() ?? 1, exponent), adjusted: slopes[column] != 0)
    }
}
