import Measurements

/// Spans: OTLP in JSON, one request or one a line, and Jaeger's query answers. Read span by span, in whatever order the members of objects stand.
package struct Traces: ResultFormat {
    package let name = "otlp-traces"
    package let summary = "spans: OTLP JSON (also one object a line), Jaeger JSON"
    package let documentation = "https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding"
    package let readsInPieces = true

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json else { return false }
        if json["resourceSpans"]?.array != nil || json["batches"]?.array?.first?["resource"] != nil { return true }
        let trace = json["data"]?.array?.first
        return trace?["traceID"] != nil && trace?["spans"]?.array != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var tally = SpanTally()
        var walk = try JSONWalk(input)
        var count = 0
        repeat {
            let path = count > 0 ? "object \(count + 1)" : ""
            try read(&walk, JSONNode(.null, path: path, source: input.name), into: &tally)
            count += 1
        } while try !walk.isAtEnd()
        guard let run = tally.run(input.name, format: name) else {
            throw FormatError(input.name, "the file holds no spans")
        }
        return [run]
    }

    /// One object; `node` says where it is.
    private func read(_ walk: inout JSONWalk, _ node: JSONNode, into tally: inout SpanTally) throws(FormatError) {
        guard try walk.kind() == .object else { return try walk.skip() }
        var container: String?
        try walk.members { (key, walk) throws(FormatError) in
            guard ["data", "resourceSpans", "batches"].contains(key), try walk.kind() == .array,
                container != "resourceSpans" || key != "batches"
            else { return try walk.skip() }
            if let container { throw node.second(key, after: container) }
            container = key
            if key == "data" {
                try JaegerSpans.read(&walk, node.child(key, .null), into: &tally)
            } else {
                try OTLPSpans.read(&walk, node.child(key, .null), into: &tally)
            }
        }
    }
}

extension JSONNode {
    /// Of members that exclude each other, as what was in the first one has been counted already.
    func second(_ key: String, after first: String) -> FormatError {
        let place = path.isEmpty ? "the document" : path
        return FormatError(source, "\(place) has \"\(key)\" after \"\(first)\": only one of them can be meant")
    }
}
