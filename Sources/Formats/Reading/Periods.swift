import Measurements

/// What a tool or a service said of each period of a test: the course of the run.
///
/// Counts of periods add up, so that a timeline holds them in as few slices as it may have. Percentiles of periods do not: they are figures of a slice
/// where that is one period, and otherwise a course of their own.
struct Periods {
    /// Seconds from the run's first value to the beginning of period 0; 0 or less.
    let start: Double
    /// Of each period, in seconds.
    let width: Double
    /// Seconds from the run's first value to its last.
    let end: Double
    private var periods: [(number: Int, series: [String: Series])] = []

    init(start: Double, width: Double, end: Double) {
        self.start = min(start, 0)
        self.width = width
        self.end = end
    }

    /// - Parameter number: how many widths after the start; in ascending order. Periods without anything may be left out.
    mutating func add(_ number: Int, _ series: [Series]) {
        periods.append((number, Dictionary(series.map { ($0.id, $0) }) { first, _ in first }))
    }

    func addCourses(to run: inout Run) {
        guard let last = periods.last?.number, start.isFinite, end.isFinite, end > 0 else { return }
        var group = 1
        while last / group >= Timeline.mostSlices { group *= 2 }
        for index in run.series.indices {
            let id = run.series[index].id
            let own = periods.compactMap { period in period.series[id].map { (number: period.number, series: $0) } }
            guard !own.isEmpty else { continue }
            run.series[index].timeline = timeline(own, slices: last / group + 1, group: group)
            for period in own { addPoints(period.number, period.series, isSlice: group == 1, to: &run.series[index]) }
        }
    }

    private func timeline(_ own: [(number: Int, series: Series)], slices count: Int, group: Int) -> Timeline? {
        guard own.contains(where: { $0.series.requests ?? 0 > 0 }) else { return nil }
        let tellsErrors = own.contains { $0.series.errors != nil }
        var slices = [Timeline.Slice](
            repeating: Timeline.Slice(requests: 0, errors: tellsErrors ? 0 : nil), count: count)
        for (number, series) in own {
            let slice = number / group
            slices[slice].requests = Self.sum(slices[slice].requests, series.requests)
            slices[slice].errors = slices[slice].errors.map { Self.sum($0, series.errors) }
            guard group == 1, case .distribution(let latency)? = series.measurements[Metric.latency.name]?.value else {
                continue
            }
            slices[slice].p50 = latency.quantile(0.5)
            slices[slice].p95 = latency.quantile(0.95)
            slices[slice].p99 = latency.quantile(0.99)
        }
        let timeline = Timeline(start: start, width: width * Double(group), end: end, slices: slices)
        return timeline.isSound ? timeline : nil
    }

    private static func sum(_ count: Int, _ more: Int?) -> Int { min(count + (more ?? 0), JSONNode.largestCount) }

    // MARK: Figures that do not add up

    /// Percentiles of latency that slices have.
    private static let inSlices: Set = ["p50", "p95", "p99"]

    private func addPoints(_ number: Int, _ period: Series, isSlice: Bool, to series: inout Series) {
        let from = max(start + Double(number) * width, 0)
        let until = min(start + Double(number + 1) * width, end)
        guard from < until else { return }
        for measurement in period.measurements.values {
            for (metric, value) in Self.figures(of: measurement) where !isSlice || !Self.inSlices.contains(metric.name)
            {
                let isLatency = measurement.metric.name == Metric.latency.name
                let point = Course.Point(
                    from: from, until: until, value: value, requests: isLatency ? period.requests : nil)
                series.courses[metric.name, default: Course(metric, points: [], end: end, step: width)].points.append(
                    point)
            }
        }
    }

    private static func figures(of measurement: Measurement) -> [(metric: Metric, value: Double)] {
        let metric = measurement.metric
        func named(_ statistic: MetricName.Statistic?, _ value: Double?, _ unit: Unit? = nil) -> (Metric, Double)? {
            let name = MetricName(metric.name, statistic).description
            return value.map { (Metric(name, unit: unit ?? metric.unit, direction: metric.direction), $0) }
        }
        switch measurement.value {
        case .distribution(let distribution):
            var ranks: Set = [0.5, 0.95, 0.99]
            if case .quantiles(let known) = distribution.shape { ranks.formUnion(known.map(\.rank)) }
            let quantiles = ranks.sorted().map { named(.quantile($0), distribution.quantile($0)) }
            return (quantiles + [named(.mean, distribution.mean), named(.max, distribution.max)]).compactMap { $0 }
        case .ratio(let hits, let total):
            return [named(nil, total > 0 ? Double(hits) / Double(total) : nil)].compactMap { $0 }
        case .share(let share): return [named(nil, share)].compactMap { $0 }
        case .counter(_, let perSecond):
            return [named(.rate, perSecond, metric.unit == .bytes ? .bytesPerSecond : .perSecond)].compactMap { $0 }
        case .gauge(let last, _, _): return [named(nil, last)].compactMap { $0 }
        }
    }
}
