import Analysis
import Measurements

/// How each check was judged.
enum CheckMetrics {
    static func families(_ verdict: Verdict) -> [MetricFamily] {
        var status = MetricFamily("loadline_check_status", "1 for the state of a check.")
        var severity = MetricFamily(
            "loadline_check_severity",
            "0 passed, 1 target missed or only shown, 2 warning, 3 critical; absent where nothing could be told.")
        var used = MetricFamily(
            "loadline_budget_used", unit: "ratio", "Share of an absolute limit that is used; above 1 it is broken.")
        var change = MetricFamily(
            "loadline_change", unit: "ratio", "Change from the baseline to the candidate; 0.1 is 10 % more.")
        for check in verdict.checks {
            let labels = [
                OpenMetricsReporter.suite(verdict), ("endpoint", Printable.key(check.series)),
                ("metric", Printable.key(check.metric.description)),
            ]
            status.add(labels + [("status", check.status.rawValue)], 1)
            severity.add(labels, check.severity)
            change.add(labels, check.change?.relative)
            for limit in check.limits.sorted(by: { $0.status == .broken && $1.status != .broken }) {
                used.add(labels + [("level", limit.level.rawValue)], limit.used(by: check.head?.value))
            }
        }
        return [status, severity, used, change]
    }
}

extension Check {
    fileprivate var severity: Double? {
        switch status {
        case .passed: level == .target ? 1 : 0
        case .improved, .noBaseline, .waived: 0
        case .inconclusive, .notComparable: nil
        case .regressed, .overBudget, .missing:
            switch level {
            case .critical: 3
            case .warning: 2
            case .target, .info: 1
            }
        }
    }
}

extension Check.LimitOutcome {
    /// The value over an upper limit, a lower limit over the value.
    fileprivate func used(by value: Double?) -> Double? {
        guard let value, let bound, value >= 0, bound >= 0 else { return nil }
        switch bounds.first {
        case "<", "≤": return value / bound
        case ">", "≥": return bound / value
        default: return nil
        }
    }
}
