import Measurements

/// Answers of Jaeger's query API: data, spans, with times in microseconds.
enum JaegerSpans {
    /// The array of traces; `node` says where it is.
    static func read(_ walk: inout JSONWalk, _ node: JSONNode, into tally: inout SpanTally) throws(FormatError) {
        try walk.elements { (index, walk) throws(FormatError) in
            try readTrace(&walk, node.element(index, .null), into: &tally)
        }
    }

    /// Spans name their processes, which mostly come after them.
    private static func readTrace(
        _ walk: inout JSONWalk, _ node: JSONNode, into tally: inout SpanTally
    ) throws(FormatError) {
        guard try walk.kind() == .object else { return try walk.skip() }
        var pending = PendingSpans()
        var (hasSpans, processes) = (false, JSON.null)
        try walk.members { (key, walk) throws(FormatError) in
            if key == "processes" {
                processes = try walk.value()
            } else if key == "spans", try walk.kind() == .array {
                if hasSpans { throw node.second(key, after: key) }
                hasSpans = true
                let spans = node.child(key, .null)
                try walk.elements { (index, walk) throws(FormatError) in
                    pending.add(try span(spans.element(index, try walk.value(keeping: members))))
                }
            } else {
                try walk.skip()
            }
        }
        pending.move(to: &tally) { operation in
            var operation = operation
            if let id = operation.process, let process = processes[id], process != .null {
                operation.service = process["serviceName"]?.string
            }
            operation.process = nil
            return operation
        }
    }

    /// What is taken of a span.
    private static let members = [
        "operationName", "processID", "process", "serviceName", "startTime", "duration", "tags", "key", "value",
        "references", "refType", "parentSpanID",
    ]

    private static func span(_ node: JSONNode) throws(FormatError) -> TraceSpan {
        let json = node.json
        var tags: [String: JSON] = [:]
        for tag in json["tags"]?.array ?? [] {
            if let key = tag["key"]?.string, told.contains(key) { tags[key] = tag["value"] }
        }
        let parents = json["references"]?.array ?? []
        let isChild =
            parents.contains { $0["refType"] == .string("CHILD_OF") } || json["parentSpanID"]?.string?.isEmpty == false
        let hasError = tags["error"] == .bool(true) || tags["error"] == .string("true")
        let operation = TraceSpan.Operation(
            name: try node.required("operationName").json.string ?? "",
            service: json["process"]?["serviceName"]?.string, kind: tags["span.kind"]?.string,
            process: json["processID"]?.string)
        return TraceSpan(
            operation: operation, isRoot: !isChild, start: try node.required("startTime").amount(in: microseconds),
            duration: try node.required("duration").amount(in: microseconds),
            isError: hasError || tags["otel.status_code"] == .string("ERROR"))
    }

    private static let told: Set = ["error", "span.kind", "otel.status_code"]
    private static let microseconds = UnitName("us") ?? .seconds
}
