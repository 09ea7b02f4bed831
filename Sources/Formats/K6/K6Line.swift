/// One line of k6's JSON output, parsed in full: what the fast reader has not seen before, and what it does not know.
/// https://grafana.com/docs/k6/v1.1.x/results-output/real-time/json/ and output/json/wrapper.go of k6 1.1.0
enum K6Line {
    case point(K6Point)
    /// A metric's declaration, which k6 writes before its first point.
    case declaration(metric: String, K6Declaration)
    case blank

    struct Malformed: Error {
        var problem: String

        init(_ problem: String) { self.problem = problem }
    }

    static func parse(_ bytes: [UInt8]) throws(Malformed) -> K6Line {
        if bytes.allSatisfy(JSON.isBlank) { return .blank }
        let json: JSON
        do throws(FormatError) { json = try JSON.parse(bytes, source: "") } catch { throw Malformed(error.problem) }
        guard let data = json["data"], data.object != nil else { throw Malformed("expected an object with \"data\"") }
        switch json["type"]?.string {
        case "Point":
            guard let metric = json["metric"]?.string else { throw Malformed("a point without the name of its metric") }
            return .point(try K6Point(metric: metric, data))
        case "Metric":
            guard let metric = json["metric"]?.string ?? data["name"]?.string else {
                throw Malformed("a metric without a name")
            }
            return .declaration(
                metric: metric,
                K6Declaration(type: data["type"]?.string ?? "trend", contains: data["contains"]?.string))
        default: throw Malformed("expected \"type\" to be \"Point\" or \"Metric\"")
        }
    }
}

/// Type and meaning of a metric's values, as declared: "trend" of "time".
struct K6Declaration: Equatable {
    enum Kind: UInt8 { case counter, gauge, rate, trend }

    let kind: Kind
    let contains: String?

    init(type: String, contains: String?) {
        kind =
            switch type {
            case "counter": .counter
            case "gauge": .gauge
            case "rate": .rate
            default: .trend
            }
        self.contains = contains
    }

    /// k6's own metrics, of which files that somebody filtered lack the declarations.
    static let builtIn: [String: K6Declaration] = [
        "http_reqs": .init(type: "counter", contains: nil), "http_req_failed": .init(type: "rate", contains: nil),
        "iterations": .init(type: "counter", contains: nil), "checks": .init(type: "rate", contains: nil),
        "dropped_iterations": .init(type: "counter", contains: nil),
        "data_sent": .init(type: "counter", contains: "data"),
        "data_received": .init(type: "counter", contains: "data"),
        "ws_sessions": .init(type: "counter", contains: nil),
        "ws_msgs_sent": .init(type: "counter", contains: nil),
        "ws_msgs_received": .init(type: "counter", contains: nil),
        "browser_data_sent": .init(type: "counter", contains: "data"),
        "browser_data_received": .init(type: "counter", contains: "data"),
        "browser_http_req_failed": .init(type: "rate", contains: nil),
        "vus": .init(type: "gauge", contains: nil), "vus_max": .init(type: "gauge", contains: nil),
    ]
}

/// One sample.
struct K6Point {
    var metric: String
    /// As it stands; nil in files that somebody stripped of it.
    var time: String?
    var value: Double
    var tags: [String: String] = [:]

    init(metric: String, _ data: JSON) throws(K6Line.Malformed) {
        guard let value = data["value"]?.number else { throw K6Line.Malformed("a point without a number as its value") }
        self.metric = metric
        self.value = value
        time = data["time"]?.string
        for member in data["tags"]?.object?.members ?? [] { tags[member.key] = member.value.string }
    }
}

/// What requests are told apart by.
struct K6Endpoint: Hashable {
    var method: String
    /// The name tag, or the URL where there is none.
    var name: String
    var group: String
    var scenario: String

    /// Nil without a name: such requests belong to the series of everything only.
    init?(_ tags: [String: String]) {
        guard let name = tags["name"] ?? tags["url"] else { return nil }
        self.name = name
        method = tags["method"] ?? ""
        group = tags["group"] ?? ""
        scenario = tags["scenario"] ?? ""
    }

    /// By bytes, as the text of tags is compared: which endpoints are the first ones must not depend on how two were found to be the same.
    static func == (a: K6Endpoint, b: K6Endpoint) -> Bool {
        isSame(a.name, b.name) && isSame(a.method, b.method) && isSame(a.group, b.group)
            && isSame(a.scenario, b.scenario)
    }

    private static func isSame(_ a: String, _ b: String) -> Bool { a == b && a.utf8.elementsEqual(b.utf8) }
}

/// How a request ended, as its tags say.
struct K6Outcome: Hashable {
    enum Status { case absent, noAnswer, clientError, serverError, other }
    enum Success { case unknown, succeeded, failed }

    var status: Status
    var success: Success

    static let unknown = K6Outcome(status: .absent, success: .unknown)

    /// By the status alone.
    var isFailure: Bool { status == .noAnswer || status == .clientError || status == .serverError }

    init(status: Status, success: Success) {
        self.status = status
        self.success = success
    }

    /// Success is what the script expected, or else a status below 400.
    init(_ tags: [String: String]) {
        status =
            switch tags["status"].map({ Int($0) ?? 0 }) {
            case nil: .absent
            case 0?: .noAnswer
            case (400..<500)?: .clientError
            case (500..<600)?: .serverError
            default: .other
            }
        if let expected = tags["expected_response"] {
            success = expected == "true" ? .succeeded : .failed
        } else {
            success = status == .absent ? .unknown : (status == .other ? .succeeded : .failed)
        }
    }
}
