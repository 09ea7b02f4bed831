import Analysis
import Measurements

/// What GitLab's load performance widget reads of a merge request and of its target branch: the figures of all requests in the shape of
/// `k6 --summary-export`, in milliseconds. https://docs.gitlab.com/ci/testing/load_performance_testing/
/// The widget shows requests per second, TTFB (`http_req_waiting`) and the share of checks that passed. Where a tool does not tell the time to
/// first byte, the whole latency stands there, as the widget has no row for that.
package struct LoadPerformanceReporter: Reporter {
    package let name = "gitlab-load-performance"

    package init() {}

    package func report(_ verdict: Verdict) -> String {
        let all = verdict.checks.filter { $0.series == Series.all && $0.head?.value.isFinite == true }
        let latency = figures(of: "latency", all)
        let waiting = figures(of: "http_req_waiting", all)
        let metrics: [(String, JSONText?)] = [
            ("checks", checks(verdict)), ("http_req_duration", latency), ("http_req_failed", errors(all)),
            ("http_req_waiting", waiting ?? latency), ("http_reqs", requests(all)),
        ]
        return JSONText.object([("metrics", .members(metrics))]).text() + "\n"
    }

    /// "med", "p(95)" and their like.
    private func figures(of measurement: String, _ checks: [Check]) -> JSONText? {
        let figures = checks.filter { $0.metric.measurement == measurement && $0.unit == .seconds }
            .compactMap { check in key(check.metric).map { ($0, JSONText.measured((check.head?.value ?? .nan) * 1000)) }
            }
        return figures.isEmpty ? nil : .members(figures.sorted { $0.0 < $1.0 })
    }

    private func key(_ metric: MetricName) -> String? {
        switch metric.statistic {
        case .quantile(0.5): "med"
        case .quantile: "p(\(metric.statistic?.description.dropFirst() ?? ""))"
        case .mean: "avg"
        case .min, .max: metric.statistic?.description
        case .count, .rate, .value, nil: nil
        }
    }

    private func requests(_ checks: [Check]) -> JSONText? {
        let rate = value(.throughput, checks)
        let count = value(.requests, checks)
        return rate == nil && count == nil ? nil : .members([("count", .measured(count)), ("rate", .measured(rate))])
    }

    private func errors(_ checks: [Check]) -> JSONText? {
        value(.errorRate, checks).map { .members([("value", .measured($0))]) }
    }

    private func value(_ metric: MetricName, _ checks: [Check]) -> Double? {
        checks.first { $0.metric == metric }?.head?.value
    }

    /// Those that passed or only look worse, and those that did not.
    private func checks(_ verdict: Verdict) -> JSONText? {
        guard !verdict.checks.isEmpty else { return nil }
        let fails = verdict.attention.count
        let passes = verdict.checks.count - fails
        return .object([
            ("fails", .integer(fails)), ("passes", .integer(passes)),
            ("value", .number(Double(passes) / Double(verdict.checks.count))),
        ])
    }
}
