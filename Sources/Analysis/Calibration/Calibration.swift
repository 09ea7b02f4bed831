import Measurements
import Statistics

/// What a history says of the gate that compares new runs with it: how its figures vary while nothing changes, how often the gate would cry wolf, and which changes it
/// would find.
package struct Calibration: Sendable, Equatable {
    /// How often unchanged runs, so many at once, were found to have changed.
    package struct FalseAlarms: Sendable, Equatable {
        package var runs: Int
        /// Verdicts on runs held out of a stretch without a change, each against the rest of it.
        package var verdicts: Int
        /// Verdicts with any finding of a change, to the worse or to the better.
        package var alarms: Int
        /// Upper 95 % limit of the share (Wilson); nil without a verdict.
        package var limit: Double? {
            try? wilsonInterval(successes: Double(alarms), trials: Double(verdicts), confidence: 0.9).upperBound
        }
    }

    package private(set) var runs: Int
    /// Runs since any gated figure last changed its level.
    package private(set) var presentRuns: Int
    package private(set) var branch: String?
    /// Figures judged together.
    package private(set) var family: Int
    /// Worst first: by what five runs would find.
    package private(set) var figures: [CalibratedFigure]
    package private(set) var falseAlarms: [FalseAlarms]
    /// Chance of a false alarm that the budget asks for.
    package private(set) var intendedFalseAlarms: Double
    /// The pooled correlation of successive runs.
    package private(set) var autocorrelation: Double
    package private(set) var health: GateHealth
    package private(set) var outliers: [OutlierRun]

    /// Runs below which nothing is said: variances of fewer say next to nothing.
    package static let leastRuns = 8
    /// Numbers of new runs for which the smallest change is told.
    package static let planned = [1, 3, 5, 10]

    /// Nil for fewer than `leastRuns`, or where they hold nothing that is compared.
    /// - Parameter runs: comparable runs of one branch, in any order.
    package init?(_ runs: [Run], budget: Budget?) {
        guard let past = CalibratedHistory(runs, budget: budget), past.runs.count >= Self.leastRuns else { return nil }
        self.runs = past.runs.count
        let branches = Set(past.runs.map(\.branch))
        branch = branches.count == 1 ? past.runs[0].branch : nil
        intendedFalseAlarms = past.budget.compare.falseAlarms
        let stretches = past.stretches
        presentRuns = stretches.last?.count ?? 0
        outliers = OutlierRun.all(of: past, in: stretches)
        var alarms: [String: Int] = [:]
        falseAlarms = [1, 3].map { count in
            let findings = stretches.flatMap { Replay.heldOut(past, in: $0, runs: count) }
            for finding in findings { for id in finding.keys { alarms[id, default: 0] += 1 } }
            return FalseAlarms(runs: count, verdicts: findings.count, alarms: findings.count { !$0.isEmpty })
        }
        let profile = CalibratedFigure.all(of: past, alarms: alarms)
        (figures, autocorrelation) = (profile.figures, profile.autocorrelation)
        family = figures.count { $0.isJudged }
        health = GateHealth(Replay.rolling(past), tests: 2 * max(family, 1))
    }

    /// The smallest change that is worth a finding, by metric: what suffices for three of four endpoints, where it is more than the budget has. In whole percent.
    package var suggestedMinimums: [(metric: MetricName, change: Double)] {
        let byMetric = Dictionary(grouping: figures.filter { $0.suggestedMinimum != nil }, by: \.metric)
        return byMetric.compactMap { metric, figures in
            let sorted = figures.compactMap(\.suggestedMinimum).sorted()
            let enough = sorted[(sorted.count * 3 - 1) / 4]
            return enough > (figures[0].minimumChange + 1e-9) ? (metric, enough) : nil
        }.sorted { $0.metric.description < $1.metric.description }
    }
}
