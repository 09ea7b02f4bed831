import Foundation
import Measurements
import Statistics

/// Runs of the candidate whose latency changed to the end: what is measured of them depends on how long the test ran.
enum SteadyStates {
    /// Relative change of the median latency below which nobody is told.
    private static let leastChange = 0.1
    /// A ramp of users is not meant to be steady.
    private static let tolerance = 1.25

    static func diagnostics(_ runs: [Run]) -> [Diagnostic] {
        runs.compactMap { run in
            guard let all = run.series.first(where: { $0.name == Series.all }), all.timeline.map(isRamp) != true else {
                return nil
            }
            // Windows that overlap, as those of rates at instants do, go up and down together and would look like a trend.
            let periods = (all.overTime(.percentile(50))?.points ?? []).filter { $0.from < $0.until }
            let medians = periods.map(\.value).filter { $0 > 0 }.map { log($0) }
            guard let change = neverSteady(medians, leastChange: log1p(leastChange)) else { return nil }
            return Diagnostic(.warning, "steady.never", words(run, change))
        }
    }

    private static func words(_ run: Run, _ change: UnsteadySeries) -> String {
        let (first, last) = (milliseconds(exp(change.first)), milliseconds(exp(change.last)))
        return
            "No steady state was reached: the median latency of all requests went from \(first) in the first eighth of "
            + "the run to \(last) in the last and was still changing (MSER, White 1997, and Mann's trend test; "
            + "\(PlainText.visible(run.source))). Its figures depend on how long the test ran: leave out a warm-up (--warmup), or test longer."
    }

    private static func milliseconds(_ seconds: Double) -> String { String(format: "%.3g ms", seconds * 1000) }

    /// Whether the number of users changed after the first eighth.
    private static func isRamp(_ timeline: Timeline) -> Bool {
        let users = timeline.slices.dropFirst(timeline.slices.count / 8).compactMap(\.users)
        guard let least = users.min(), let most = users.max() else { return false }
        return Double(most) > Double(least) * tolerance
    }
}
