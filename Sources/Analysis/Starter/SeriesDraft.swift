import Measurements
import Statistics

/// What the runs say of one series, before limits are drawn.
struct SeriesDraft {
    let id: String
    /// Requests in all runs: the busiest endpoints are listed first.
    let weight: Int
    private let figures: [(metric: MetricName, evidence: Evidence)]
    private let absent: [String]

    init(_ id: String, in runs: RunSet) {
        self.id = id
        let series = runs.series[id]?.map(\.series) ?? []
        weight = series.reduce(0) { $0 + ($1.requests ?? 0) }
        var figures: [(metric: MetricName, evidence: Evidence)] = []
        var absent: [String] = []
        for metric in Self.metrics(of: series, isTotal: id == Series.all) {
            switch runs.evidence(id, metric) {
            case .success(let evidence): figures.append((metric, evidence))
            case .failure(let reason) where metric.statistic != nil: absent.append(reason.reason)
            case .failure: break
            }
        }
        if figures.isEmpty, !absent.isEmpty, case .success(let mean) = runs.evidence(id, MetricName("latency", .mean)) {
            figures.append((MetricName("latency", .mean), mean))
        }
        self.figures = figures
        self.absent = absent
    }

    /// Latency and errors of requests; what else is measured only where there are no requests.
    private static func metrics(of series: [Series], isTotal: Bool) -> [MetricName] {
        let counted = [MetricName.errorRate] + (isTotal ? [.throughput] : [])
        if series.contains(where: { $0.measurements[Metric.latency.name] != nil }) {
            return [.percentile(95), .percentile(99)] + counted
        }
        var others: [MetricName] = []
        for measurement in series.flatMap({ $0.measurements.values }).sorted(by: { $0.metric.name < $1.metric.name }) {
            guard measurement.metric.direction != .neither else { continue }
            let name: MetricName
            switch measurement.value {
            case .distribution(let values):
                name = MetricName(measurement.metric.name, values.quantile(0.95) == nil ? .mean : .quantile(0.95))
            case .ratio, .share, .gauge: name = plain(measurement.metric.name)
            case .counter: continue
            }
            // A name that the budget would read as another one cannot be limited.
            if !others.contains(name), MetricName(parsing: name.description) == name { others.append(name) }
        }
        return others + counted
    }

    /// The name alone, or with a statistic where it would be taken for a misspelt word.
    private static func plain(_ measurement: String) -> MetricName {
        (try? KnownMetrics.name(measurement)) ?? MetricName(measurement, .value)
    }

    /// Values of the runs, by percentile of latency: what the noise is estimated from.
    var latencies: [[Double]] {
        figures.filter { $0.metric.measurement == Metric.latency.name }.compactMap { figure in
            guard case .magnitudes(let values) = figure.evidence.values else { return nil }
            return values.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    func entry(_ headroom: Headroom) -> StarterBudget.Entry {
        StarterBudget.Entry(
            series: id, limits: figures.compactMap { Self.suggestion($0.metric, $0.evidence, headroom) }, absent: absent
        )
    }

    private static func suggestion(
        _ metric: MetricName, _ evidence: Evidence, _ headroom: Headroom
    ) -> SuggestedLimit? {
        let side = evidence.side
        guard side.value.isFinite, side.value >= 0,
            let limit = limit(of: side.value, evidence, headroom), limit > 0
        else { return nil }
        return SuggestedLimit(
            metric: metric, unit: evidence.unit, direction: evidence.direction, measured: side.value, runs: side.runs,
            limit: limit)
    }

    private static func limit(of value: Double, _ evidence: Evidence, _ headroom: Headroom) -> Double? {
        if case .shares(let counts) = evidence.values, evidence.direction == .lower {
            let total = counts.values.reduce(0) { $0 + $1.total }
            return failureLimit(hits: counts.values.reduce(0) { $0 + $1.hits }, of: total)
        }
        guard evidence.unit == .ratio else { return headroom.limit(for: value, evidence.direction) }
        // A share near 1 has its room in what is missing.
        if evidence.direction == .higher {
            return 1 - RoundFigure.above(max(0.01, (1 - value) * (1 + headroom.share)))
        }
        return min(1, max(0.01, headroom.limit(for: value, .lower)))
    }

    /// Twice the upper end of what the counts allow (Wilson, 99.9 %), at least 0.1 %: no failure among 1,000 does not promise none.
    /// Nil where the counts are too few to exclude that half of them fail.
    private static func failureLimit(hits: Int, of total: Int) -> Double? {
        let interval = try? wilsonInterval(successes: Double(hits), trials: Double(total), confidence: 0.999)
        guard let interval, interval.upperBound < 0.25 else { return nil }
        return max(0.001, RoundFigure.above(2 * interval.upperBound))
    }
}

/// Figures of two digits that people choose: 1.0, 1.1 … 2.0, 2.2 … 5.0, 5.5 … 10.
enum RoundFigure {
    static func above(_ value: Double) -> Double { rounded(value, .up) }
    static func below(_ value: Double) -> Double { rounded(value, .down) }

    private static func rounded(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
        guard value > 0, value.isFinite, value > 1e-12, value < 1e15 else { return value }
        // In integers, so that 0.3 is not 0.30000000000000004.
        var exponent = -1
        while Self.power(exponent) * 9.9999999999 < value { exponent += 1 }
        while Self.power(exponent) > value * 1.0000000001 { exponent -= 1 }
        let mantissa = value / Self.power(exponent)
        let step: Double = mantissa < 2 ? 1 : (mantissa < 5 ? 2 : 5)
        let tenths = (mantissa * 10 / step * (rule == .up ? 1 - 1e-9 : 1 + 1e-9)).rounded(rule) * step
        return exponent >= 1 ? tenths * Self.power(exponent - 1) : tenths / Self.power(1 - exponent)
    }

    private static func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent.magnitude { result *= 10 }
        return exponent < 0 ? 1 / result : result
    }
}
