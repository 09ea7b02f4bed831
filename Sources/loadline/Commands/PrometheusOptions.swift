import Analysis
import ArgumentParser
import Formats
import Foundation
import Measurements

/// Results that a Prometheus server is asked for.
struct PrometheusOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask this Prometheus server for results; PROMETHEUS_TOKEN, or PROMETHEUS_USER and PROMETHEUS_PASSWORD, say who asks.",
            valueName: "url"))
    var prometheus: String?

    @Option(
        help: ArgumentHelp(
            "What to ask: NAME=PROMQL for one number of each label set ($__range is the window), or a selector of metrics; may be repeated.",
            valueName: "query"))
    var query: [String] = []

    @Option(
        help: "Begin of the test: now-15m, 15m, seconds since 1970 or RFC 3339. Without it one instant is asked for.")
    var from: String?

    @Option(help: "End of the test, written likewise.")
    var to = "now"

    @Option(help: "Time between the points of selected metrics (default: of 250 points, at least 1s).")
    var step: String?

    @Option(help: "Longest time to wait for each answer, such as 30s.")
    var timeout = "30s"

    /// Asked for where no query is given: the usual names of requests, queries and memory.
    static let usual = #"{__name__=~"http_.*request.*|.*query_duration.*|process_resident_memory_bytes"}"#

    func validate() throws {
        guard let prometheus else {
            if !query.isEmpty || from != nil || to != "now" || step != nil {
                throw ValidationError("--query, --from, --to and --step need --prometheus URL.")
            }
            return
        }
        guard let url = URLComponents(string: prometheus), ["http", "https"].contains(url.scheme?.lowercased()),
            url.host?.isEmpty == false, url.query == nil, url.fragment == nil
        else { throw ValidationError("--prometheus: expected an address such as http://localhost:9090.") }
        if url.user != nil || url.password != nil {
            throw ValidationError(
                "--prometheus: give user and password as PROMETHEUS_USER and PROMETHEUS_PASSWORD, where no log shows them."
            )
        }
        let now = Date().timeIntervalSince1970
        for (option, text) in [("--from", from), ("--to", to)] {
            guard let text, TimeWindow.instant(text, now: now) == nil else { continue }
            throw ValidationError("\(option): expected now-15m, 15m, seconds since 1970 or 2026-11-24T10:00:00Z.")
        }
        if let length = window(now).length, !(length >= 1) {
            throw ValidationError("--from has to be a second or more before --to.")
        }
        for (option, text) in [("--step", step), ("--timeout", timeout)] {
            if let text, TimeWindow.duration(text) == nil { throw ValidationError("\(option): expected 15s, 1m, 1h …") }
        }
        for query in query { try Self.validate(Question(query)) }
    }

    private static func validate(_ question: Question) throws {
        if question.promQL.isEmpty { throw ValidationError("--query: expected NAME=PROMQL, or a selector.") }
        if let name = question.name, MetricName(parsing: name) == .errorRate {
            throw ValidationError("--query \(name): an error rate is two counts: ask for requests=… and errors=….")
        }
    }

    /// NAME=PROMQL, where NAME is one of a metric and PROMQL does not go on as a comparison; else all is PromQL.
    struct Question {
        var name: String?
        var promQL: String

        init(_ text: String) {
            promQL = text
            guard let equals = text.firstIndex(of: "=") else { return }
            let name = text[..<equals]
            let rest = text[text.index(after: equals)...]
            let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.".contains($0)) }
            guard isName, let first = name.first, !first.isNumber, rest.first != "=", rest.first != "~" else { return }
            self.name = String(name)
            promQL = rest.trimmingCharacters(in: .whitespaces)
        }
    }

    func window(_ now: Double) -> TimeWindow {
        TimeWindow(
            from: from.flatMap { TimeWindow.instant($0, now: now) }, to: TimeWindow.instant(to, now: now) ?? now)
    }
}

extension PrometheusOptions {
    /// Asks the server everything; nil where no server is named.
    func run() throws(Failure) -> (run: Run, input: InputRecord)? {
        guard let prometheus else { return nil }
        let address = prometheus.hasSuffix("/") ? String(prometheus.dropLast()) : prometheus
        let credentials = try Self.credentials(ProcessInfo.processInfo.environment)
        let window = window(Date().timeIntervalSince1970)
        var answers: [PrometheusAnswers.Answer] = []
        for text in query.isEmpty ? [Self.usual] : query {
            let question = Question(text)
            var request = request(question, address, window)
            request.credentials = credentials
            let answer = try WebAnswer(request)
            try Self.check(answer, address, question.promQL)
            answers.append(.init(name: question.name, query: question.promQL, bytes: answer.body))
        }
        let bytes = answers.reduce(0) { $0 + $1.bytes.count }
        let run = try Failure.whileReading { () throws(FormatError) in
            try PrometheusAnswers.run(answers, source: address, start: window.from, seconds: window.length)
        }
        return (run, InputRecord(path: address, side: .head, format: run.format, bytes: bytes))
    }

    /// A named query is one number at the end of the window; a selector is looked at all over it, so that counters can be seen to grow.
    private func request(_ question: Question, _ address: String, _ window: TimeWindow) -> WebAnswer.Request {
        let timeout = TimeWindow.duration(timeout) ?? 30
        let length = window.length ?? 300
        let promQL = question.promQL.replacing("$__range", with: "\(Int(length.rounded()))s")
        let end = String(format: "%.3f", window.to)
        guard let from = window.from, question.name == nil else {
            return .init(
                address: address + "/api/v1/query", parameters: [("query", promQL), ("time", end)], timeout: timeout)
        }
        // The last point has to be the end itself, or the last seconds of the test would be missed.
        let wanted = step.flatMap(TimeWindow.duration) ?? max(1, length / 250)
        let exact = length / max(1, (length / wanted).rounded(.up))
        return .init(
            address: address + "/api/v1/query_range",
            parameters: [
                ("query", promQL), ("start", String(format: "%.3f", from)), ("end", end),
                ("step", String(format: "%.3f", (exact * 1000).rounded(.down) / 1000)),
            ],
            timeout: timeout)
    }

    /// The token or the user of the environment, as options of curl.
    private static func credentials(
        _ environment: [String: String]
    ) throws(Failure) -> [(option: String, value: String)] {
        func value(_ name: String) throws(Failure) -> String? {
            guard let value = environment[name], !value.isEmpty else { return nil }
            if value.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
                throw Failure(.usage, "\(name) holds a line break or another control character")
            }
            return value
        }
        if let token = try value("PROMETHEUS_TOKEN") { return [("header", "Authorization: Bearer \(token)")] }
        guard let user = try value("PROMETHEUS_USER") else { return [] }
        return [("user", "\(user):\(try value("PROMETHEUS_PASSWORD") ?? "")")]
    }

    /// Prometheus says what is wrong with a query in JSON, which is read as an answer; everything else is no Prometheus.
    private static func check(_ answer: WebAnswer, _ address: String, _ query: String) throws(Failure) {
        switch answer.status {
        case 200: return
        case 401, 403:
            throw Failure(
                .missingInput,
                "\(address): access denied (HTTP \(answer.status)); set PROMETHEUS_TOKEN, or PROMETHEUS_USER and PROMETHEUS_PASSWORD"
            )
        case 300..<400:
            throw Failure(
                .missingInput, "\(address): redirects to \(answer.redirect); name that server in --prometheus")
        default:
            // An error of Prometheus is refused in its own words by its reader.
            if answer.body.first == UInt8(ascii: "{") { return }
            throw Failure(
                .missingInput, "\(address): answered HTTP \(answer.status); expected the API of Prometheus there")
        }
    }
}
