import Measurements

/// What times have to keep to, whatever file they come from: no request takes less than nothing, none takes ten years, and no percentile is
/// above the maximum.
enum Plausibility {
    /// Seconds.
    static let times = 0...10 * 365.25 * 86_400
    static let expected = "expected a time from 0 to 10 years"
    /// Formats of tools that round percentiles otherwise than minimum and maximum, by up to 5 %.
    private static let rounded: Set = ["wrk", "wrk2", "locust-stats", "locust-history"]
    /// autocannon's minimum is that of the values above 0 ms (HdrHistogram's minNonZeroValue).
    private static let withoutZeros: Set = ["autocannon"]

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
                // Benchmarks print durations in units of their own choice, which can be odd.
                let isBenchmark = name == Metric.duration.name
                let wrong = figures(of: distribution).first {
                    !times.contains($0.value) && !(isBenchmark && $0.value >= 0)
                }
                if let wrong { return "\(name).\(wrong.name) of \(series.id): \(expected), found \(wrong.value) s" }
            }
        }
        return nil
    }

    private static func isTime(_ metric: String) -> Bool { metric == Metric.duration.name || K6BuiltIn.isTime(metric) }

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
        guard !rounded.contains(run.format) else { return nil }
        for series in run.series {
            for (name, distribution) in times(of: series) {
                guard let rank = contradictoryRank(distribution, withoutZeros.contains(run.format)) else { continue }
                let percentile = MetricName.Statistic.quantile(rank)
                return Note(
                    "latency.unreliable",
                    "\(percentile.description) of \(name) of \(series.id) contradicts the minimum, the maximum or another percentile"
                )
            }
        }
        return nil
    }

    private static func contradictoryRank(_ distribution: Distribution, _ minimumIsWithoutZeros: Bool) -> Double? {
        guard case .quantiles(let known) = distribution.shape else { return nil }
        var lowest = (minimumIsWithoutZeros ? nil : distribution.min) ?? -.infinity
        let highest = distribution.max ?? .infinity
        func exceeds(_ a: Double, _ b: Double) -> Bool { a - b > max(b * 0.001, distribution.resolution ?? 0) }
        for quantile in known {
            if exceeds(lowest, quantile.value) || exceeds(quantile.value, highest) { return quantile.rank }
            lowest = max(lowest, quantile.value)
        }
        return nil
    }
}
