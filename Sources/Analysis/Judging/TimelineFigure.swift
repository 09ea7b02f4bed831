import Measurements

/// A figure that a timeline knows of each slice, so that a limit can say for how long it has to be broken.
enum TimelineFigure: String, CaseIterable {
    case p50, p95, p99
    case errorRate = "error_rate"
    case throughput

    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    init?(_ metric: MetricName) { self.init(rawValue: metric.description) }

    /// In base units; nil where nothing was measured.
    func value(_ timeline: Timeline, _ slice: Int) -> Double? {
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
