import Measurements

/// What k6's own metrics measure, which the flat form of its summary does not say, and which way each is better, which no form says.
/// https://grafana.com/docs/k6/v1.1.x/using-k6/metrics/reference/
enum K6BuiltIn {
    /// The metric of that name. `contains`: "time", "data", "default", or nil where the file does not say.
    static func metric(_ name: String, contains: String?, isRate: Bool = false) -> Metric {
        if let known = known[name] { return known }
        if isRate { return Metric(name, unit: .ratio, direction: .neither) }
        switch contains {
        case "time": return Metric(name, unit: .seconds, direction: .lower)
        case "data": return Metric(name, unit: .bytes, direction: .neither)
        default: return Metric(name, unit: .unknown, direction: .neither)
        }
    }

    private static let known: [String: Metric] = {
        let times = [
            "http_req_blocked", "http_req_connecting", "http_req_tls_handshaking", "http_req_sending",
            "http_req_waiting", "http_req_receiving", "iteration_duration", "group_duration", "grpc_req_duration",
            "ws_connecting", "ws_ping", "browser_http_req_duration", "browser_web_vital_fcp", "browser_web_vital_fid",
            "browser_web_vital_inp", "browser_web_vital_lcp", "browser_web_vital_ttfb",
        ].map { Metric($0, unit: .seconds, direction: .lower) }
        let others = [
            Metric.latency, .okLatency, .droppedIterations,
            Metric("ws_session_duration", unit: .seconds, direction: .neither),
            Metric("browser_web_vital_cls", unit: .unknown, direction: .lower),
            Metric("browser_http_req_failed", unit: .ratio, direction: .lower),
            Metric("checks", unit: .ratio, direction: .higher),
            Metric("iterations", unit: .count, direction: .higher),
            Metric("vus", unit: .count, direction: .neither),
            Metric("vus_max", unit: .count, direction: .neither),
            Metric("data_received", unit: .bytes, direction: .neither),
            Metric("data_sent", unit: .bytes, direction: .neither),
            Metric("ws_sessions", unit: .count, direction: .neither),
            Metric("ws_msgs_sent", unit: .count, direction: .neither),
            Metric("ws_msgs_received", unit: .count, direction: .neither),
        ]
        return Dictionary((times + others).map { ($0.name, $0) }) { first, _ in first }
    }()

    /// Whether k6 itself measures the metric, in units of time.
    static func isTime(_ name: String) -> Bool { known[name]?.unit == .seconds }

    /// Parts of a request's time, which are truly 0 where connections are kept.
    static func isPhase(_ name: String) -> Bool {
        name.hasPrefix("http_req_") && name != "http_req_duration" && name != "http_req_failed"
    }
}
