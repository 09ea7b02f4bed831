/// The form of a line that the fast reader understands: P `"time":"` T `","value":` V S, where P ends in `"data":{`. All versions of k6 write it so,
/// the members of the outer object in different order.
enum K6Template {
    /// Length of `","value":`.
    static let middleLength = 10
    private static let dataWord = word(#""data":{"#)
    private static let timeWord = word(#""time":""#)
    private static let middleWord = word(#"","value"#)

    private static func word(_ text: StaticString) -> UInt64 {
        let bytes = Array(String(describing: text).utf8)
        return unsafe bytes.span.bytes.word(at: 0)
    }

    /// Where the time stamp of a line begins.
    static func timeOffset(_ bytes: RawSpan, _ line: Range<Int>) -> Int? {
        var brace = line.lowerBound
        while let next = bytes.firstOffset(of: UInt8(ascii: "{"), in: brace + 1..<line.upperBound) {
            brace = next
            guard brace >= line.lowerBound + 7, brace + 9 <= line.upperBound else { continue }
            if bytes.word(at: brace - 7) == dataWord { return bytes.word(at: brace + 1) == timeWord ? brace + 9 : nil }
        }
        return nil
    }

    @inline(__always)
    static func isMiddle(_ bytes: RawSpan, at position: Int, end: Int) -> Bool {
        position + middleLength <= end && bytes.word(at: position) == middleWord
            && bytes.byte(at: position + 8) == UInt8(ascii: "\"") && bytes.byte(at: position + 9) == UInt8(ascii: ":")
    }

    /// What a skeleton says, parsed with a time and a value of our own in the gaps; nil where it is no point, or where the gaps are
    /// not its time and its value.
    static func point(_ prefix: RawSpan, _ suffix: RawSpan) -> K6Point? {
        let (time, value) = ("2009-10-11T12:13:14Z", 1516.25)
        let line =
            prefix.array(0..<prefix.byteCount) + Array(#"\#(time)","value":\#(value)"#.utf8)
            + suffix.array(0..<suffix.byteCount)
        guard let parsed = try? K6Line.parse(line), case .point(let point) = parsed, point.time == time,
            point.value == value
        else { return nil }
        return point
    }
}

extension K6Tally {
    /// Number of the metric of a point; nil where it is undeclared and its declaration may stand elsewhere.
    mutating func metric(of point: K6Point, isPart: Bool) -> Int? {
        if let known = metric(point.metric) { return known }
        if isPart { return nil }
        declare(point.metric, K6Declaration.builtIn[point.metric] ?? K6Declaration(type: "trend", contains: nil))
        return metric(point.metric)
    }

    /// What the values of a metric with these tags are kept by.
    mutating func key(_ metric: Int, _ tags: [String: String]) -> Key {
        guard Self.isByEndpoint(metrics[metric].name) else {
            return Key(metric: metric, endpoint: Key.everything, outcome: .unknown)
        }
        return Key(
            metric: metric, endpoint: number(of: K6Endpoint(tags)), outcome: outcome(of: metric, tags))
    }

    /// Requests are told apart by status, their durations by success, as far as anybody asks.
    func outcome(of metric: Int, _ tags: [String: String]) -> K6Outcome {
        let outcome = K6Outcome(tags)
        switch metrics[metric].name {
        case "http_reqs": return K6Outcome(status: outcome.status, success: .unknown)
        case "http_req_duration": return K6Outcome(status: .absent, success: outcome.success)
        default: return .unknown
        }
    }
}
