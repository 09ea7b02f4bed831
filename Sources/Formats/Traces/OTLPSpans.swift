import Measurements

/// `ExportTraceServiceRequest` and `TracesData` in JSON (opentelemetry-proto 1.3): resourceSpans, scopeSpans, spans.
enum OTLPSpans {
    static func read(_ node: JSONNode, into tally: inout SpanTally) throws(FormatError) {
        for resource in (node["resourceSpans"] ?? node["batches"])?.elements ?? [] {
            let service = resource["resource"]?["attributes"]?.elements.first {
                $0["key"]?.json.string == "service.name"
            }
            let name = service?["value"]?["stringValue"]?.json.string
            // "instrumentationLibrarySpans" until 2022.
            for scope in (resource["scopeSpans"] ?? resource["instrumentationLibrarySpans"])?.elements ?? [] {
                for span in scope["spans"]?.elements ?? [] { tally.add(try self.span(span, service: name)) }
            }
        }
    }

    private static func span(_ node: JSONNode, service: String?) throws(FormatError) -> TraceSpan {
        let start = try nanoseconds(try node.required("startTimeUnixNano"))
        let end = try nanoseconds(try node.required("endTimeUnixNano"))
        guard end >= start else { throw FormatError(node.source, "\(node.path): the span ends before it starts") }
        let status = node["status"]?["code"]?.json
        let parent = node["parentSpanId"]?.json.string ?? ""
        return TraceSpan(
            name: try node.required("name").json.string ?? "", service: service, kind: kind(node["kind"]?.json),
            isRoot: parent.allSatisfy { $0 == "0" }, start: Double(start) / 1e9, duration: Double(end - start) / 1e9,
            isError: status == .number(2) || status == .string("STATUS_CODE_ERROR"))
    }

    /// Numbers of 64 bits are strings in this encoding; some write them as numbers nevertheless.
    private static func nanoseconds(_ node: JSONNode) throws(FormatError) -> UInt64 {
        if let text = node.json.string, let time = UInt64(text), time < 1 << 63 { return time }
        if let number = node.json.number, number >= 0, let time = UInt64(exactly: number.rounded()), time < 1 << 63 {
            return time
        }
        throw node.unexpected("nanoseconds since 1970")
    }

    private static func kind(_ json: JSON?) -> String? {
        let kinds = ["internal", "server", "client", "producer", "consumer"]
        if let number = json?.integer, kinds.indices.contains(number - 1) { return kinds[number - 1] }
        return json?.string.flatMap { name in kinds.first { name == "SPAN_KIND_\($0.uppercased())" } }
    }
}

/// Answers of Jaeger's query API: data, spans, with times in microseconds.
enum JaegerSpans {
    static func read(_ node: JSONNode, into tally: inout SpanTally) throws(FormatError) {
        for trace in try node.required("data").elements {
            for span in trace["spans"]?.elements ?? [] { tally.add(try self.span(span, of: trace)) }
        }
    }

    private static func span(_ node: JSONNode, of trace: JSONNode) throws(FormatError) -> TraceSpan {
        let process = node["processID"]?.json.string.flatMap { trace["processes"]?[$0] } ?? node["process"]
        var tags: [String: JSON] = [:]
        for tag in node["tags"]?.elements ?? [] {
            if let key = tag["key"]?.json.string { tags[key] = tag["value"]?.json }
        }
        let microseconds = UnitName("us") ?? .seconds
        let parents = node["references"]?.json.array ?? []
        let isChild =
            parents.contains { $0["refType"] == .string("CHILD_OF") }
            || node["parentSpanID"]?.json.string?.isEmpty == false
        let hasError = tags["error"] == .bool(true) || tags["error"] == .string("true")
        return TraceSpan(
            name: try node.required("operationName").json.string ?? "", service: process?["serviceName"]?.json.string,
            kind: tags["span.kind"]?.string, isRoot: !isChild,
            start: try node.required("startTime").amount(in: microseconds),
            duration: try node.required("duration").amount(in: microseconds),
            isError: hasError || tags["otel.status_code"] == .string("ERROR"))
    }
}
