import Measurements

/// One operation that took some time.
struct TraceSpan {
    var operation: Operation
    var isRoot: Bool
    /// Seconds since 1970.
    var start: Double
    /// Seconds.
    var duration: Double
    var isError: Bool

    struct Operation: Hashable {
        var name: String
        var service: String?
        /// "server", "client", "internal", "producer", "consumer"; nil where the span does not say.
        var kind: String?
        /// Of Jaeger, whose spans name a process that may come after them.
        var process: String?
    }
}

/// Spans by operation, and those that the outside asked for together.
struct SpanTally {
    private var order: [Series] = []
    /// What the series are of; nil of that of all that came too late.
    private var operations: [TraceSpan.Operation?] = []
    private var times: [OutcomeTimes] = []
    /// Positions of series by their ids, and of operations that were seen before.
    private var positions: [String: Int] = [:]
    private var known: [TraceSpan.Operation: Int] = [:]
    private var room = NameRoom()
    private var served = OutcomeTimes()
    private var roots = OutcomeTimes()
    private var first = Double.infinity
    private var last = -Double.infinity

    mutating func add(_ span: TraceSpan) {
        let position = position(of: span.operation)
        times[position].add(span.duration, failed: span.isError, amongSeries: order.count)
        if span.operation.kind == "server" || span.operation.kind == "consumer" {
            served.add(span.duration, failed: span.isError, amongSeries: 1)
        }
        if span.isRoot { roots.add(span.duration, failed: span.isError, amongSeries: 1) }
        first = min(first, span.start)
        last = max(last, span.start + span.duration)
    }

    /// Position of the operation's series, or of that of all that came too late.
    private mutating func position(of operation: TraceSpan.Operation) -> Int {
        if let position = known[operation] { return position }
        let labels = ["service": operation.service, "span": operation.kind, "process": operation.process]
            .compactMapValues { $0 }
        let series = Series(Credentials.removed(from: operation.name), labels: labels)
        let id = series.id
        if let position = positions[id] { return position }
        return room.take(id) ? append(series, operation) : latePosition()
    }

    /// Of all that came too late.
    private mutating func latePosition() -> Int {
        positions[ManyNames.other] ?? append(Series(ManyNames.other), nil)
    }

    private mutating func append(_ series: Series, _ operation: TraceSpan.Operation?) -> Int {
        positions[series.id] = order.count
        if let operation { known[operation] = order.count }
        order.append(series)
        operations.append(operation)
        times.append(OutcomeTimes())
        return order.count - 1
    }

    /// Adds another tally, whose operations are called otherwise here.
    mutating func merge(_ other: SpanTally, _ renamed: (TraceSpan.Operation) -> TraceSpan.Operation) {
        for (operation, theirs) in zip(other.operations, other.times) {
            let position = if let operation { position(of: renamed(operation)) } else { latePosition() }
            times[position].merge(theirs)
        }
        served.merge(other.served)
        roots.merge(other.roots)
        first = min(first, other.first)
        last = max(last, other.last)
        room.isFull = room.isFull || other.room.isFull
    }

    // MARK: The run

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
        run.series += zip(order, times).map { series, times in
            var series = series
            fill(&series, times, keeping: exact)
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
