import Foundation
import Measurements
import Statistics

/// A run that was far slower or faster in everything than the others of its level. It widens what counts as noise, so that true changes are not found.
package struct OutlierRun: Sendable, Equatable {
    /// Seconds since 1970.
    package var start: Double?
    package var commit: String?
    /// Relative, of the median figure; above 0 is worse.
    package var change: Double

    /// Robust standard deviations, and change, beyond which a run is named.
    private static let (scales, leastChange) = (5.0, 0.05)

    /// Oldest first. Runs that stand between level shifts are compared with each other: the median of a run's figures, each against its own median.
    static func all(of past: CalibratedHistory, in stretches: [Range<Int>]) -> [OutlierRun] {
        let table = past.plans.indices.filter { !past.isShare($0) }.map(past.values)
        return stretches.filter { $0.count >= Calibration.leastRuns }.flatMap { stretch in
            let centers = table.map { median($0[stretch]) }
            let shifts = stretch.map { run in median(zip(table, centers).map { $0[run] - $1 }) }
            let center = median(shifts)
            let width = 1.4826 * median(shifts.map { abs($0 - center) })
            let most = max(scales * width, log1p(leastChange))
            return zip(stretch, shifts).filter { abs($1 - center) > most }.map { run, shift in
                OutlierRun(start: past.runs[run].start, commit: past.runs[run].commit, change: expm1(shift - center))
            }
        }
    }
}
