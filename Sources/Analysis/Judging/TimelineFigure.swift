import Measurements

/// A figure that a timeline knows of each slice, so that a limit can say for how long it has to be broken.
enum TimelineFigure: String, CaseIterable {
    case p50, p95, p99
    case errorRate = "error_rate"
    case throughput

    init?(_ metric: MetricName) { self.init(rawValue: metric.description) }

    /// Slices in which something was measured; nil without a timeline.
    func course(of series: Series) -> Course? {
        guard let timeline = series.timeline else { return nil }
        let points = timeline.slices.indices.compactMap { slice in
            value(timeline, slice).map { value in
                let span = timeline.span(of: slice)
                return Course.Point(
                    from: span.lowerBound, until: span.upperBound, value: value,
                    requests: timeline.slices[slice].requests)
            }
        }
        return Course(
            Metric(rawValue, unit: unit, direction: .neither), points: points, end: timeline.end, step: timeline.width)
    }

    private var unit: Unit {
        switch self {
        case .p50, .p95, .p99: .seconds
        case .errorRate: .ratio
        case .throughput: .perSecond
        }
    }

    /// In base units; nil where nothing was measured.
    private func value(_ timeline: Timeline, _ slice: Int) -> Double? {
        let one = timeline.slices[slice]
        switch self {
        case .p50: return one.p50
        case .p95: return one.p95
        case .p99: return one.p99
        case .errorRate: return one.errorRate
        case .throughput: return timeline.throughput(of: slice)
        }
    }

    /// Requests below which a slice's figure is little more than one request.
    var leastRequests: Int {
        switch self {
        case .p50: 2
        case .p95, .errorRate: 20
        case .p99: 100
        case .throughput: 0
        }
    }
}

extension Series {
    /// How a figure went, where the input says: as it was given over time, else by the slices of the timeline.
    func overTime(_ metric: MetricName) -> Course? { course(of: metric) ?? TimelineFigure(metric)?.course(of: self) }
}
