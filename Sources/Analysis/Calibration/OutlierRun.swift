import Foundation
import Measurements
import Statistics

/// A run that was far slower or faster in everything than the others of its level. It widens what counts as noise, so that true changes are not found.
package struct OutlierRun: Sendable, Equatable {
    /// Among the runs of the history, the oldest being 0.
    var position: Int
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
            let most = max(scales * robustDeviation(of: shifts.map { $0 - center }), log1p(leastChange))
            return zip(stretch, shifts).filter { abs($1 - center) > most }.map { run, shift in
                OutlierRun(
                    position: run, start: past.runs[run].start, commit: past.runs[run].commit,
                    change: expm1(shift - center))
            }
        }
    }

    /// "The run of 2026-11-20 (abc1234) was 34 % worse in everything than the runs around it, and widens what counts as noise."
    var sentence: String {
        let date = start.flatMap { (0...253_402_300_799).contains($0) ? CalendarDate(days: Int($0 / 86_400)) : nil }
        let name = ["The run", date.map { "of \($0)" }, commit.map { "(\($0.prefix(12)))" }].compactMap { $0 }
        let size = "\(Int((abs(change) * 100).rounded())) % \(change > 0 ? "worse" : "better")"
        return
            "\(name.joined(separator: " ")) was \(size) in everything than the runs around it, and widens what counts "
            + "as noise."
    }

    /// The same, and what can be done.
    package var warning: String {
        sentence + " Recorded again with `loadline record --failed` (its own file in the history will do, or what "
            + "`loadline history show ID --json` writes), it is left out."
    }

    /// The most striking ones with what can be done, and how many there are besides.
    package static func warnings(_ runs: [OutlierRun], most: Int) -> [String] {
        let told = runs.sorted { abs(log1p($0.change)) > abs(log1p($1.change)) }.prefix(most)
        let more = runs.count - told.count
        return told.map(\.warning) + (more > 0 ? [more == 1 ? "So was 1 more run." : "So were \(more) more runs."] : [])
    }
}
