import Measurements

/// Spans: OTLP in JSON, one request or one a line, and Jaeger's query answers.
package struct Traces: ResultFormat {
    package let name = "otlp-traces"
    package let summary = "spans: OTLP JSON (also one object a line), Jaeger JSON"
    package let documentation = "https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json else { return false }
        if json["resourceSpans"]?.array != nil || json["batches"]?.array?.first?["resource"] != nil { return true }
        let trace = json["data"]?.array?.first
        return trace?["traceID"] != nil && trace?["spans"]?.array != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var tally = SpanTally()
        try input.forEachValue { (value, index) throws(FormatError) in
            let node = JSONNode(value, path: index > 0 ? "object \(index + 1)" : "", source: input.name)
            if node["data"] != nil {
                try JaegerSpans.read(node, into: &tally)
            } else {
                try OTLPSpans.read(node, into: &tally)
            }
        }
        guard let run = tally.run(input.name, format: name) else {
            throw FormatError(input.name, "the file holds no spans")
        }
        return [run]
    }
}

/// One operation that took some time.
struct TraceSpan {
    var name: String
    var service: String?
    /// "server", "client", "internal", "producer", "consumer"; nil where the span does not say.
    var kind: String?
    var isRoot: Bool
    /// Seconds since 1970.
    var start: Double
    /// Seconds.
    var duration: Double
    var isError: Bool
}

/// Spans by operation, and those that the outside asked for together.
struct SpanTally {
    private var order: [Series] = []
    private var operations: [String: OutcomeTimes] = [:]
    private var room = NameRoom()
    private var served = OutcomeTimes()
    private var roots = OutcomeTimes()
    private var first = Double.infinity
    private var last = -Double.infinity

    mutating func add(_ span: TraceSpan) {
        operations[operation(of: span), default: OutcomeTimes()].add(
            span.duration, failed: span.isError, amongSeries: order.count)
        if span.kind == "server" || span.kind == "consumer" {
            served.add(span.duration, failed: span.isError, amongSeries: 1)
        }
        if span.isRoot { roots.add(span.duration, failed: span.isError, amongSeries: 1) }
        first = min(first, span.start)
        last = max(last, span.start + span.duration)
    }

    /// The id of the span's series, or of that of all that came too late.
    private mutating func operation(of span: TraceSpan) -> String {
        let labels = ["service": span.service, "span": span.kind].compactMapValues { $0 }
        var series = Series(Credentials.removed(from: span.name), labels: labels)
        let id = series.id
        if operations[id] != nil { return id }
        if !room.take(id) {
            series = Series(ManyNames.other)
            if operations[series.id] != nil { return series.id }
        }
        order.append(series)
        return series.id
    }

    private func fill(_ series: inout Series, _ times: OutcomeTimes, keeping limit: Int) {
        series.requests = times.count
        series.errors = times.failed.count
        if let all = times.all.distribution(keeping: limit) { series.set(.latency, .distribution(all)) }
        if times.failed.count > 0, let good = times.succeeded.distribution(keeping: limit) {
            series.set(.okLatency, .distribution(good))
        }
    }

    /// Nil where there were no spans.
    func run(_ source: String, format: String) -> Run? {
        guard !order.isEmpty else { return nil }
        var run = Run(source: source, format: format, tool: .init("OpenTelemetry"))
        run.start = Timestamp.plausible(first)
        run.duration = last - first
        var all = Series(Series.all)
        let requests = served.count > 0 ? served : roots
        if requests.count > 0 {
            fill(&all, requests, keeping: Recorder.exactLimit)
            if last > first { all.throughput = Double(requests.count) / (last - first) }
            run.series = [all]
        }
        let exact = ManyNames.exactValues(series: order.count)
        run.series += order.map { series in
            var series = series
            if let times = operations[series.id] { fill(&series, times, keeping: exact) }
            return series
        }
        let which = served.count > 0 ? "spans of kind server or consumer" : "spans without a parent"
        run.notes = [
            Note("errors.definition", "failed are spans whose status is an error"),
            Note(
                "traces.requests",
                "requests are the \(which); where traces were sampled, they are a part of those served"),
        ]
        if room.isFull { run.notes.append(ManyNames.note(ManyNames.limit, "operations")) }
        return run
    }
}
