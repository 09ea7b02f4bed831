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

    @Option(
        help:
            "Time between the points that tell how figures went over the window (default: of 250 points, at least 1s; of queries with $__range of 120, at least 1m)."
    )
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
        for query in query { try validate(Question(query)) }
    }

    private func validate(_ question: Question) throws {
        if question.promQL.isEmpty { throw ValidationError("--query: expected NAME=PROMQL, or a selector.") }
        if from == nil, let name = question.name, MetricName(parsing: name) == .errorRate {
            throw ValidationError(
                "--query \(name): an error rate is two counts: ask for requests=… and errors=… (with --from, a quotient tells how it went, for limits with for:)."
            )
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

    /// To the millisecond, as the server is asked.
    func window(_ now: Double) -> TimeWindow {
        let now = (now * 1000).rounded() / 1000
        return TimeWindow(
            from: from.flatMap { TimeWindow.instant($0, now: now) }, to: TimeWindow.instant(to, now: now) ?? now)
    }
}
