/// Spans whose service is only known when the object that they stand in ends: as they are while they are few, added up by operation beyond that.
struct PendingSpans {
    /// A trace of a request has some dozens.
    private static let limit = 1_000

    private var spans: [TraceSpan] = []
    private var tally: SpanTally?

    mutating func add(_ span: TraceSpan) {
        if spans.count < Self.limit {
            spans.append(span)
        } else {
            if tally == nil { tally = SpanTally() }
            tally?.add(span)
        }
    }

    /// Adds all to a tally, with the operations as they are known now.
    func move(to target: inout SpanTally, _ renamed: (TraceSpan.Operation) -> TraceSpan.Operation) {
        for var span in spans {
            span.operation = renamed(span.operation)
            target.add(span)
        }
        if let tally { target.merge(tally, renamed) }
    }
}
