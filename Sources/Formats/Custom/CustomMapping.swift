import Measurements

/// How somebody's own JSON or CSV becomes series: declared in YAML, read by `CustomMappingReader`.
///
///     tool: shop
///     series:
///       - name: "*"                       # a word in quotes or not; {field} takes a field's text
///         metrics:
///           requests: totalRequests       # a JSON path or a CSV column
///       - from: byEndpoint                # every element of an array, every member of an object ({key} is its key)
///         name: "{endpoint}"
///         labels: {region: "{region}"}
///         metrics:
///           requests: count
///           latency.mean: {path: avgResponseTime, unit: ms}
///           memory: {path: heap.used, unit: MB, direction: lower}
package struct CustomMapping: Sendable {
    struct SeriesRule: Sendable {
        /// Path to what holds the series; empty for the document itself. CSV: every row.
        var from: String
        var name: String
        var labels: [String: String]
        var values: [ValueRule]
        var line: Int
    }

    struct ValueRule: Sendable {
        enum Target: Sendable, Equatable {
            case requests, errors, throughput
            /// One figure of a distribution: "latency.p95".
            case statistic(metric: String, MetricName.Statistic)
            /// Every row is one value of a distribution.
            case samples(metric: String)
            case gauge(metric: String)
            case counter(metric: String)
        }

        var target: Target
        var path: String
        var unit: UnitName?
        var direction: Direction
        var line: Int
    }

    package var tool: String
    /// Path to the time of measurement: RFC 3339, or seconds or milliseconds since 1970.
    var start: String?
    var series: [SeriesRule]
    /// The file that it was read from, for messages.
    package var source: String
}
