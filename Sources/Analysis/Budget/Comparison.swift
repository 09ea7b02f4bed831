import Foundation
import Measurements

/// How changes against the baseline are judged: the constants of the statistics, as the budget sets them.
package struct Comparison: Sendable, Equatable {
    /// What becomes of a verdict that the evidence does not settle.
    package enum Policy: String, Sendable, CaseIterable { case pass, warn, fail }

    /// One value for all metrics, and others for some.
    package struct PerMetric<Value: Sendable & Equatable>: Sendable, Equatable {
        package var common: Value
        package var byMetric: [MetricName: Value]

        package init(_ common: Value, _ byMetric: [MetricName: Value] = [:]) {
            self.common = common
            self.byMetric = byMetric
        }

        package subscript(metric: MetricName) -> Value { byMetric[metric] ?? common }
    }

    /// A difference in base units.
    package struct Difference: Sendable, Equatable {
        package var value: Double
        package var unit: Measurements.Unit
    }

    /// The gated family: metrics whose change is judged.
    package var metrics: [MetricName] = [
        .percentile(50), .percentile(95), .percentile(99), .errorRate, .throughput,
    ]
    /// Smallest change that matters, as a share: a finding has to exceed it.
    package var minimumChange = PerMetric(0.03)
    /// Smallest difference that matters in the metric's own unit; has to be exceeded too.
    package var minimumAbsolute = PerMetric<Difference?>(nil)
    /// Largest change that still counts as "the same", as a share.
    package var allowedChange = PerMetric(0.05)
    package var inconclusive = Policy.pass
    package var noBaseline = Policy.pass
    /// Percentiles of fewer requests are not judged. What is not named here follows from the percentile.
    package var minimumRequests: [MetricName: Int] = [:]
    /// Chance of any finding in a verdict where nothing changed: Q.
    package var falseAlarms = 0.01
    /// What both sides have to share to be compared.
    package var conditions = Conditions()
    /// Of intervals and of the proof of "the same".
    package var confidence = 0.95
    /// Where the file says `compare:`, counted from 1; nil where it says nothing.
    package var line: Int?

    package init() {}

    /// The absolute floor of a metric in a unit; 0 where none is set.
    package func minimumAbsolute(of metric: MetricName, in unit: Measurements.Unit) -> Double {
        guard let floor = minimumAbsolute[metric], floor.unit == unit else { return 0 }
        return floor.value
    }

    /// Least number of requests for a percentile to have a finite 95 % upper bound: 59 for p95, 299 for p99 (the smallest n with qⁿ ≤ 5 %);
    /// nil for what is no percentile and not set.
    package func minimumRequests(of metric: MetricName) -> Int? {
        if let set = minimumRequests[metric] { return set }
        guard case .quantile(let rank) = metric.statistic, rank > 0, rank < 1 else { return nil }
        return Int(exactly: (log(0.05) / log(rank)).rounded(.up))
    }

    func sameSettings(as other: Comparison) -> Bool {
        var own = self
        own.line = other.line
        return own == other
    }
}
