import Measurements

/// What a metric's name says by Prometheus's conventions (https://prometheus.io/docs/practices/naming/).
enum PrometheusNames {
    /// Unit of the values: the last word of the name, before "total".
    static func unit(of name: String) -> UnitName? {
        var words = name.split(separator: "_")
        if words.last == "total" { words.removeLast() }
        // Points in time are no durations: "process_start_time_seconds", "last_success_timestamp_seconds".
        if words.contains("timestamp") || (words.contains("start") && words.contains("time")) { return nil }
        guard let last = words.last, !["b", "s", "1", "count", "requests", "hz", "min", "ops"].contains(last) else {
            return nil
        }
        return UnitName(last)
    }

    static func metric(_ name: String) -> Metric {
        Metric(name, unit: unit(of: name)?.unit ?? .unknown, direction: direction(of: name))
    }

    static func counter(_ name: String) -> Metric {
        Metric(name, unit: unit(of: name)?.unit ?? .count, direction: direction(of: name))
    }

    private static func direction(of name: String) -> Direction {
        let words = Set(name.lowercased().split(separator: "_"))
        if !words.isDisjoint(with: bad) { return .lower }
        return words.isDisjoint(with: ["hit", "hits"]) ? .neither : .higher
    }

    private static let bad: Set<Substring> = [
        "error", "errors", "failure", "failures", "failed", "timeouts", "slow", "miss", "misses", "dropped", "duration",
        "latency", "memory", "heap", "rss",
    ]

    /// Durations of requests: the usual names of client libraries and frameworks.
    static func isRequestDuration(_ name: String) -> Bool {
        guard name.hasPrefix("http_"), !name.hasPrefix("http_client"),
            unit(of: name)?.unit == .seconds || name.hasSuffix("duration")
        else { return false }
        return name.contains("request") || name.contains("server_duration")
    }

    static func isRequestCount(_ name: String) -> Bool {
        ["http_requests_total", "http_request_total", "http_server_requests_total", "http_requests_count"].contains(
            name)
    }

    static func isQueryDuration(_ name: String) -> Bool {
        name.contains("query_duration") || name.hasPrefix("db_client_operation_duration")
    }

    /// Whether values only grow, as far as the name tells: an answer of the API has no types.
    static func isCounter(_ name: String) -> Bool {
        ["_total", "_bucket", "_sum", "_count"].contains(where: name.hasSuffix)
    }

    /// The first label of these that is there.
    static func label(_ keys: [String], in labels: [String: String]) -> (key: String, value: String)? {
        for key in keys { if let value = labels[key] { return (key, value) } }
        return nil
    }

    /// Label of what stands for all combinations of labels that came too late to be told apart: a name as Prometheus keeps for itself.
    static let folded = "__folded__"

    static let method = ["method", "http_method", "http_request_method", "verb"]
    static let route = ["route", "http_route", "path", "handler", "uri", "endpoint", "url"]
    static let status = ["status", "code", "status_code", "http_status_code", "http_response_status_code"]
    static let operation = ["operation", "op", "query_type", "command", "db_operation_name", "db_operation"]
    static let table = ["table", "model", "collection", "db_collection_name", "entity"]
}
