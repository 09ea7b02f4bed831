/// One endpoint, operation, page or test of one run.
package struct Series: Sendable, Equatable {
    /// Name of the series of all requests together.
    package static let all = "*"

    /// As people call it: "GET /api/products", a test's name, or `Series.all`.
    package var name: String
    package var labels: [String: String]
    /// Requests that the tool counted, failed ones included.
    package var requests: Int?
    /// Failed requests, by the tool's own definition.
    package var errors: Int?
    /// Requests per second over the run.
    package var throughput: Double?
    /// By the metric's name.
    package var measurements: [String: Measurement]
    /// Where the input has times.
    package var timeline: Timeline?
    /// Figures that the input gives over time, by their names ("p95", "pool_use"); not kept.
    package var courses: [String: Course] = [:]

    package init(
        _ name: String, labels: [String: String] = [:], requests: Int? = nil, errors: Int? = nil,
        throughput: Double? = nil, measurements: [Measurement] = []
    ) {
        self.name = name
        self.labels = labels
        self.requests = requests
        self.errors = errors
        self.throughput = throughput
        self.measurements = Dictionary(measurements.map { ($0.metric.name, $0) }) { first, _ in first }
    }

    package mutating func set(_ metric: Metric, _ value: Measurement.Value) {
        measurements[metric.name] = Measurement(metric, value)
    }

    /// What a series is known by from run to run: its name, and the labels that its name does not say.
    package var id: String {
        if labels.isEmpty { return name }
        let telling = labels.filter { $0.key != "method" }.sorted { $0.key < $1.key }
        guard !telling.isEmpty else { return name }
        return name + "{" + telling.map { "\($0.key)=\($0.value)" }.joined(separator: ",") + "}"
    }
}
