import Foundation
import Measurements

/// What a load generator that asks for one URL reports, in base units. Each format fills in what its file holds; the run is made here, for all
/// of them alike: one series of everything, and the same under the path that was asked for.
struct LoadResult {
    var tool: Run.Tool
    var url: String?
    var method: String?
    var start: Double?
    var duration: Double?
    var workload = Workload()
    /// Attempts, failed ones included.
    var requests: Int?
    var errors: Int?
    var throughput: Double?
    /// Answers by the hundreds of their status, where the tool tells them all: [2: 98, 5: 2].
    var statuses: [Int: Int]?
    var latency: Distribution?
    /// Failed requests whose latencies are among those; nil: all.
    var failuresInLatency: Int?
    var okLatency: Distribution?
    /// Bytes.
    var received: Double?
    var timeline: Timeline?
    var notes: [Note] = []

    init(_ tool: String) { self.tool = .init(tool) }

    /// Counts answers by status; failed are those of 400 or more, and what got no answer.
    mutating func count(_ answers: [(status: Int, count: Int)], withoutAnswer: Int) {
        let total = answers.reduce(0) { $0 + $1.count }
        requests = total + withoutAnswer
        let failed = answers.reduce(0) { $0 + ($1.status >= 400 ? $1.count : 0) }
        errors = failed + withoutAnswer
        failuresInLatency = failed
        statuses = answers.reduce(into: [:]) { $0[$1.status / 100, default: 0] += $1.count }
        if errors ?? 0 > 0 {
            let what = "errors are answers of status 400 or more, and requests without an answer (\(withoutAnswer))"
            notes.append(Note("errors.definition", what))
        }
    }

    /// Throws where the counts contradict each other.
    func run(source: String, format: String) throws(FormatError) -> Run {
        if let errors, let requests, errors > requests {
            throw FormatError(source, "\(errors) failures of \(requests) requests cannot be")
        }
        var all = series
        all.name = Series.all
        var run = Run(source: source, format: format, tool: tool, series: [all])
        if let endpoint { run.series.append(endpoint) }
        run.start = start
        run.duration = duration
        run.workload = workload
        if let host = url.flatMap(Self.split)?.host { run.labels["host"] = host }
        run.notes = notes + commonNotes
        return run
    }

    private var series: Series {
        var series = Series(Series.all, requests: requests, errors: errors, throughput: throughput)
        series.timeline = timeline
        if let latency { series.set(.latency, .distribution(latency)) }
        if let okLatency { series.set(.okLatency, .distribution(okLatency)) }
        if let statuses, let requests, requests > 0 {
            for (name, hundreds) in [("4xx", 4), ("5xx", 5)] {
                let metric = Metric(name, unit: .ratio, direction: .lower)
                series.set(metric, .ratio(hits: statuses[hundreds] ?? 0, total: requests))
            }
        }
        if let received {
            let perSecond = duration.flatMap { $0 > 0 ? received / $0 : nil }
            let metric = Metric("data_received", unit: .bytes, direction: .neither)
            series.set(metric, .counter(total: received, perSecond: perSecond))
        }
        return series
    }

    private var endpoint: Series? {
        guard let url, let path = Self.split(url)?.path else { return nil }
        var endpoint = series
        endpoint.name = method.map { "\($0) \(path)" } ?? path
        if let method { endpoint.labels["method"] = method }
        return endpoint
    }

    private var commonNotes: [Note] {
        var common = [Note.absentPercentiles(of: latency)].compactMap { $0 }
        if latency == nil, !notes.contains(where: { $0.code == "latency.absent" }) {
            common.append(Note("latency.absent", "the report holds no latencies"))
        }
        if let failed = failuresInLatency ?? errors, let requests, latency != nil, okLatency == nil {
            common += [Note.latencyIncludesFailures(failed, of: requests)].compactMap { $0 }
        }
        return common
    }

    /// "/api/products?page=2" of a URL.
    static func path(of url: String) -> String? { split(url)?.path }

    /// Host and port without credentials, and the rest of a URL; nil where the text is none.
    private static func split(_ text: String) -> (host: String, path: String)? {
        let cleaned = Credentials.removed(from: text)
        let rest = afterScheme(cleaned)
        guard !rest.isEmpty, !hasWhitespace(rest) else { return nil }
        let end = rest.utf8.firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }
        let path = rest[(end ?? rest.endIndex)...]
        return (String(rest[..<path.startIndex]), path.utf8.first == UInt8(ascii: "/") ? String(path) : "/" + path)
    }

    /// What follows "://".
    private static func afterScheme(_ text: String) -> Substring {
        var rest = text.utf8[...]
        while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            rest = rest[text.utf8.index(after: colon)...]
            if rest.starts(with: "//".utf8) { return Substring(rest.dropFirst(2)) }
        }
        return text[...]
    }

    /// Looks at characters, which takes long, only where there are some beyond ASCII.
    private static func hasWhitespace(_ text: Substring) -> Bool {
        text.utf8.contains { $0 == 0x20 || (9...13).contains($0) }
            || text.utf8.contains { $0 >= 0x80 } && text.contains(where: \.isWhitespace)
    }
}

extension FormatError {
    /// A line of a report that does not hold what it should.
    static func line(_ index: Int, of input: Input, expected: String) -> FormatError {
        FormatError(input.name, at: .line(index + 1, column: nil), "expected \(expected)")
    }
}
