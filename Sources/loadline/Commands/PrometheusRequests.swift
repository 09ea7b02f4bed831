import Analysis
import Formats
import Foundation
import Measurements

extension PrometheusOptions {
    /// Asks the server everything; nil where no server is named.
    /// - Parameter warmUp: seconds at the beginning of the window that are left out.
    func run(warmUp: Double? = nil) throws(Failure) -> (run: Run, input: InputRecord)? {
        guard let prometheus else { return nil }
        let address = prometheus.hasSuffix("/") ? String(prometheus.dropLast()) : prometheus
        let credentials = try Self.credentials(ProcessInfo.processInfo.environment)
        var window = window(Date().timeIntervalSince1970)
        if let warmUp { try window.leaveOut(warmUp) }
        var answers: [PrometheusAnswers.Answer] = []
        var bytes = 0
        func ask(_ request: WebAnswer.Request, _ promQL: String) throws(Failure) -> [UInt8] {
            var request = request
            request.credentials = credentials
            let answer = try WebAnswer(request)
            try Self.check(answer, address, promQL)
            bytes += answer.body.count
            return answer.body
        }
        for text in query.isEmpty ? [Self.usual] : query {
            let question = Question(text)
            var answer = PrometheusAnswers.Answer(
                name: question.name, query: question.promQL,
                bytes: try ask(request(question, address, window), question.promQL))
            if let course = course(question, address, window) {
                answer.course = (try ask(course.request, question.promQL), course.lookBack)
            }
            answers.append(answer)
        }
        let run = try Failure.whileReading { () throws(FormatError) in
            try PrometheusAnswers.run(
                answers, source: address, start: window.from, seconds: window.length, withoutFirst: warmUp)
        }
        return (run, InputRecord(path: address, side: .head, format: run.format, bytes: bytes))
    }

    /// A named query is one number at the end of the window; a selector is looked at all over it, so that counters can be seen to grow.
    private func request(_ question: Question, _ address: String, _ window: TimeWindow) -> WebAnswer.Request {
        let length = window.length ?? 300
        guard let from = window.from, question.name == nil else {
            let promQL = Self.expanded(question.promQL, range: length)
            return .init(
                address: address + "/api/v1/query",
                parameters: [("query", promQL), ("time", String(format: "%.3f", window.to))], timeout: seconds)
        }
        let wanted = step.flatMap(TimeWindow.duration) ?? max(1, length / 250)
        let exact = Self.step(length, in: (length / wanted - 1e-9).rounded(.up))
        return range(Self.expanded(question.promQL, range: length), address, from: from, to: window.to, step: exact)
    }

    /// How a named query goes over the window: at each step, or, where it asks for a figure of the whole window, that of one part after the other.
    private func course(
        _ question: Question, _ address: String, _ window: TimeWindow
    ) -> (request: WebAnswer.Request, lookBack: Double?)? {
        guard question.name != nil, let from = window.from, let length = window.length else { return nil }
        let isOfParts = question.promQL.contains("$__range")
        let usual = isOfParts ? max(60, length / 120) : max(1, length / 250)
        let wanted = step.flatMap(TimeWindow.duration) ?? usual
        let parts = isOfParts ? (length / wanted + 1e-9).rounded(.down) : (length / wanted - 1e-9).rounded(.up)
        let exact = Self.step(length, in: parts)
        let promQL = Self.expanded(question.promQL, range: exact)
        let first = isOfParts ? from + exact : from
        return (range(promQL, address, from: first, to: window.to, step: exact), isOfParts ? exact : nil)
    }

    /// To the millisecond, and rather less: the last point has to be the end itself, or the last seconds of the test would be missed.
    private static func step(_ length: Double, in parts: Double) -> Double {
        max((length / max(1, parts) * 1000).rounded(.down) / 1000, 0.001)
    }

    private static func expanded(_ promQL: String, range seconds: Double) -> String {
        let whole = seconds == seconds.rounded()
        return promQL.replacing("$__range", with: whole ? "\(Int(seconds))s" : "\(Int((seconds * 1000).rounded()))ms")
    }

    private func range(
        _ promQL: String, _ address: String, from: Double, to: Double, step: Double
    ) -> WebAnswer.Request {
        let number = { (value: Double) in String(format: "%.3f", value) }
        return .init(
            address: address + "/api/v1/query_range",
            parameters: [("query", promQL), ("start", number(from)), ("end", number(to)), ("step", number(step))],
            timeout: seconds)
    }

    /// Longest time to wait for an answer.
    private var seconds: Double { TimeWindow.duration(timeout) ?? 30 }

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
