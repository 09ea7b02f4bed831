import Measurements

/// What times have to keep to, whatever file they come from: no request takes less than nothing, none takes ten years, and no percentile is
/// above the maximum.
enum Plausibility {
    /// Seconds.
    static let times = 0...10 * 365.25 * 86_400
    static let expected = "expected a time from 0 to 10 years"
    private static let doubt = "latency.unreliable"

    /// The run, with a note where its figures contradict each other; an error where one is no time.
    static func checked(_ run: Run) throws(FormatError) -> Run {
        if let problem = problem(of: run) { throw FormatError(run.source, problem) }
        guard let contradiction = contradiction(in: run), !run.notes.contains(contradiction) else { return run }
        var run = run
        run.notes.append(contradiction)
        return run
    }

    /// "latency.max of GET /x: expected …"; nil where all times can be. Metrics of people's own may be anything.
    static func problem(of run: Run) -> String? {
        for series in run.series {
            for (name, distribution) in times(of: series) {
                let wrong = figures(of: distribution).first { !times.contains($0.value) }
                if let wrong { return "\(name).\(wrong.name) of \(series.id): \(expected), found \(wrong.value) s" }
            }
        }
        return nil
    }

    static func isTime(_ metric: String) -> Bool { metric == Metric.duration.name || K6BuiltIn.isTime(metric) }

    private static func times(of series: Series) -> [(name: String, distribution: Distribution)] {
        series.measurements.sorted { $0.key < $1.key }.compactMap { name, measurement in
            guard isTime(name), case .distribution(let distribution) = measurement.value else { return nil }
            return (name, distribution)
        }
    }

    private static func figures(of distribution: Distribution) -> [(name: String, value: Double)] {
        var figures = [("min", distribution.min), ("max", distribution.max), ("mean", distribution.mean)]
        if case .quantiles(let known) = distribution.shape {
            figures += known.map { (MetricName.Statistic.quantile($0.rank).description, $0.value) }
        } else {
            figures += [("min", distribution.quantile(0)), ("max", distribution.quantile(1))]
        }
        return figures.compactMap { name, value in value.map { (name, $0) } }
    }

    /// That a percentile is outside of minimum and maximum, or below a lower one, by more than rounding.
    private static func contradiction(in run: Run) -> Note? {
        for series in run.series {
            for (name, distribution) in times(of: series) {
                guard let rank = contradictoryRank(distribution) else { continue }
                let percentile = MetricName.Statistic.quantile(rank)
                return Note(
                    doubt,
                    "\(percentile.description) of \(name) of \(series.id) contradicts the minimum, the maximum or another percentile"
                )
            }
        }
        return nil
    }

    /// The lowest percentiles are left out: autocannon's histogram rounds them to 0 where the minimum is 1 ms.
    private static func contradictoryRank(_ distribution: Distribution) -> Double? {
        guard case .quantiles(let known) = distribution.shape else { return nil }
        var lowest = distribution.min ?? -.infinity
        let highest = distribution.max ?? .infinity
        func exceeds(_ a: Double, _ b: Double) -> Bool { a - b > max(b * 0.001, distribution.resolution ?? 0) }
        for quantile in known where quantile.rank >= 0.01 {
            if exceeds(lowest, quantile.value) || exceeds(quantile.value, highest) { return quantile.rank }
            lowest = max(lowest, quantile.value)
        }
        return nil
    }
}
