import Analysis
import Measurements

/// The figures of all checks in families by what they measure: of the candidate, of the baseline, and the absolute limits of the budget.
/// A measurement that has no name of its own here is a label, so that no name from outside becomes a metric's.
struct MeasuredMetrics {
    /// What a family of figures is called and counted in.
    private struct Kind: Hashable {
        var stem: String
        var unit: String?
        var what: String
        /// Whether the measurement's name is a label.
        var isNamed = false
    }

    private struct Families {
        var head: MetricFamily
        var base: MetricFamily
        var limit: MetricFamily

        init(_ kind: Kind) {
            head = MetricFamily("loadline_\(kind.stem)", unit: kind.unit, "\(kind.what) of the candidate.")
            base = MetricFamily("loadline_\(kind.stem)_baseline", unit: kind.unit, "\(kind.what) of the baseline.")
            limit = MetricFamily(
                "loadline_\(kind.stem)_limit", unit: kind.unit, "\(kind.what) at which the budget's level is broken.")
        }
    }

    static func families(_ verdict: Verdict) -> [MetricFamily] {
        var kinds: [Kind] = []
        var families: [Kind: Families] = [:]
        for check in verdict.checks {
            let kind = kind(of: check)
            if families[kind] == nil { kinds.append(kind) }
            let labels = labels(check, kind, verdict)
            families[kind, default: Families(kind)].head.add(labels, check.head?.value)
            families[kind, default: Families(kind)].base.add(labels, check.base?.value)
            for limit in check.limits.sorted(by: { $0.status == .broken && $1.status != .broken }) {
                families[kind]?.limit.add(labels + [("level", limit.level.rawValue)], limit.bound)
            }
        }
        return kinds.sorted { ($0.stem, $0.unit ?? "") < ($1.stem, $1.unit ?? "") }.flatMap { kind in
            families[kind].map { [$0.head, $0.base, $0.limit] } ?? []
        }
    }

    private static func kind(of check: Check) -> Kind {
        switch (check.metric.measurement, check.unit) {
        case ("latency", .seconds): Kind(stem: "latency", unit: "seconds", what: "Latency")
        case ("error_rate", .ratio): Kind(stem: "error", unit: "ratio", what: "Share of failed requests")
        case ("throughput", .perSecond): Kind(stem: "requests_per_second", what: "Throughput")
        case (_, let unit):
            Kind(stem: stem(unit), unit: suffix(unit), what: "A measurement that the tool names", isNamed: true)
        }
    }

    private static func stem(_ unit: Unit) -> String {
        switch unit {
        case .perSecond: "measurement_per_second"
        case .bytesPerSecond: "measurement_bytes_per_second"
        case .seconds, .bytes, .ratio, .count, .unknown: "measurement"
        }
    }

    private static func suffix(_ unit: Unit) -> String? {
        switch unit {
        case .seconds: "seconds"
        case .bytes: "bytes"
        case .ratio: "ratio"
        case .bytesPerSecond, .perSecond, .count, .unknown: nil
        }
    }

    private static func labels(_ check: Check, _ kind: Kind, _ verdict: Verdict) -> [(String, String)] {
        [OpenMetricsReporter.suite(verdict), ("endpoint", Printable.key(check.series))]
            + (kind.isNamed ? [("measurement", Printable.key(check.metric.measurement))] : [])
            + (check.metric.statistic.map { [("statistic", $0.description)] } ?? [])
    }
}
