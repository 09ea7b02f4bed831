import Measurements

/// `ExportTraceServiceRequest` and `TracesData` in JSON (opentelemetry-proto 1.3): resourceSpans, scopeSpans, spans.
enum OTLPSpans {
    /// The array of resources; `node` says where it is.
    static func read(_ walk: inout JSONWalk, _ node: JSONNode, into tally: inout SpanTally) throws(FormatError) {
        try walk.elements { (index, walk) throws(FormatError) in
            try readResource(&walk, node.element(index, .null), into: &tally)
        }
    }

    /// The resource's service may come after its spans.
    private static func readResource(
        _ walk: inout JSONWalk, _ node: JSONNode, into tally: inout SpanTally
    ) throws(FormatError) {
        guard try walk.kind() == .object else { return try walk.skip() }
        var (service, isKnown, container) = (String?.none, false, String?.none)
        var pending = PendingSpans()
        try walk.members { (key, walk) throws(FormatError) in
            if key == "resource" {
                if isKnown, container != nil { throw node.second(key, after: key) }
                (service, isKnown) = (Self.service(node.child(key, try walk.value())), true)
            } else if containers.contains(key), try walk.kind() == .array,
                container != containers[0] || key != containers[1]
            {
                if let container { throw node.second(key, after: container) }
                container = key
                try readScopes(&walk, node.child(key, .null)) { span in
                    var span = span
                    span.operation.service = service
                    if isKnown { tally.add(span) } else { pending.add(span) }
                }
            } else {
                try walk.skip()
            }
        }
        pending.move(to: &tally) { operation in
            var operation = operation
            operation.service = service
            return operation
        }
    }

    /// The second one until 2022.
    private static let containers = ["scopeSpans", "instrumentationLibrarySpans"]

    private static func service(_ resource: JSONNode) -> String? {
        let service = resource["attributes"]?.elements.first { $0["key"]?.json.string == "service.name" }
        return service?["value"]?["stringValue"]?.json.string
    }

    private static func readScopes(
        _ walk: inout JSONWalk, _ node: JSONNode, _ add: (TraceSpan) -> Void
    ) throws(FormatError) {
        try walk.elements { (index, walk) throws(FormatError) in
            let scope = node.element(index, .null)
            guard try walk.kind() == .object else { return try walk.skip() }
            var hasSpans = false
            try walk.members { (key, walk) throws(FormatError) in
                guard key == "spans", try walk.kind() == .array else { return try walk.skip() }
                if hasSpans { throw scope.second(key, after: key) }
                hasSpans = true
                let spans = scope.child(key, .null)
                try walk.elements { (index, walk) throws(FormatError) in
                    add(try span(spans.element(index, try walk.value(keeping: members))))
                }
            }
        }
    }

    /// What is taken of a span.
    private static let members = [
        "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "status", "code", "parentSpanId",
    ]

    private static func span(_ node: JSONNode) throws(FormatError) -> TraceSpan {
        let start = try nanoseconds(node, "startTimeUnixNano")
        let end = try nanoseconds(node, "endTimeUnixNano")
        guard end >= start else { throw FormatError(node.source, "\(node.path): the span ends before it starts") }
        let status = node.json["status"]?["code"]
        let parent = node.json["parentSpanId"]?.string ?? ""
        let name = try node.required("name").json.string ?? ""
        return TraceSpan(
            operation: .init(name: name, kind: kind(node.json["kind"])), isRoot: parent.utf8.allSatisfy { $0 == 0x30 },
            start: Double(start) / 1e9, duration: Double(end - start) / 1e9,
            isError: status == .number(2) || status == .string("STATUS_CODE_ERROR"))
    }

    /// Numbers of 64 bits are strings in this encoding; some write them as numbers nevertheless.
    private static func nanoseconds(_ span: JSONNode, _ key: String) throws(FormatError) -> UInt64 {
        if let text = span.json[key]?.string, let time = UInt64(text), time < 1 << 63 { return time }
        let node = try span.required(key)
        if let number = node.json.number, number >= 0, let time = UInt64(exactly: number.rounded()), time < 1 << 63 {
            return time
        }
        throw node.unexpected("nanoseconds since 1970")
    }

    private static let kinds = ["internal", "server", "client", "producer", "consumer"]

    private static func kind(_ json: JSON?) -> String? {
        if let number = json?.integer, kinds.indices.contains(number - 1) { return kinds[number - 1] }
        return json?.string.flatMap { name in kinds.first { name == "SPAN_KIND_\($0.uppercased())" } }
    }
}
