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
        for (index, value) in try JSON.sequence(try input.document(), source: input.name).enumerated() {
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
    private struct Latencies {
        var all = Recorder()
        var good = Recorder()

        mutating func add(_ span: TraceSpan) {
            all.add(span.duration)
            if !span.isError { good.add(span.duration) }
        }

        func fill(_ series: inout Series) {
            series.requests = all.count
            series.errors = all.count - good.count
            if let known = all.distribution { series.set(.latency, .distribution(known)) }
            if all.count > good.count, let known = good.distribution { series.set(.okLatency, .distribution(known)) }
        }
    }

    private var order: [Series] = []
    private var operations: [String: Latencies] = [:]
    private var served = Latencies()
    private var roots = Latencies()
    private var first = Double.infinity
    private var last = -Double.infinity

    mutating func add(_ span: TraceSpan) {
        let labels = ["service": span.service, "span": span.kind].compactMapValues { $0 }
        let series = Series(Credentials.removed(from: span.name), labels: labels)
        if operations[series.id] == nil { order.append(series) }
        operations[series.id, default: Latencies()].add(span)
        if span.kind == "server" || span.kind == "consumer" { served.add(span) }
        if span.isRoot { roots.add(span) }
        first = min(first, span.start)
        last = max(last, span.start + span.duration)
    }

    /// Nil where there were no spans.
    func run(_ source: String, format: String) -> Run? {
        guard !order.isEmpty else { return nil }
        var run = Run(source: source, format: format, tool: .init("OpenTelemetry"))
        run.start = Timestamp.plausible(first)
        run.duration = last - first
        var all = Series(Series.all)
        let requests = served.all.count > 0 ? served : roots
        if requests.all.count > 0 {
            requests.fill(&all)
            if last > first { all.throughput = Double(requests.all.count) / (last - first) }
            run.series = [all]
        }
        run.series += order.map { series in
            var series = series
            operations[series.id]?.fill(&series)
            return series
        }
        let which = served.all.count > 0 ? "spans of kind server or consumer" : "spans without a parent"
        run.notes = [
            Note("errors.definition", "failed are spans whose status is an error"),
            Note(
                "traces.requests",
                "requests are the \(which); where traces were sampled, they are a part of those served"),
        ]
        return run
    }
}
