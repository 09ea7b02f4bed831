/// k6's JSON lines: P `"time":"` T `","value":` V S, where S is `,"tags":{…}` and perhaps `,"metadata":{…}`, objects of strings alone, to the end of
/// the line. Whatever looks otherwise is left to the full parser.
struct K6JSONLines: K6Form {
    static func tooLong(_ size: String) -> String {
        "a line of more than \(size) begins here; k6 writes one short JSON object per line"
    }
    static let tellsLines = true

    /// Points of undeclared metrics are somebody else's business: the declaration may stand in a part of the file that another scanner reads.
    private var isPart = false
    private var missesDeclaration = false
    private var timestamps = TimestampReader()

    /// What a late declaration is for depends on the order.
    var needsOrder: Bool { missesDeclaration }

    mutating func becomePart() { isPart = true }

    mutating func merge(_ other: K6JSONLines) { missesDeclaration = missesDeclaration || other.missesDeclaration }

    // MARK: - Where things stand

    func recordEnd(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
        bytes.firstOffset(of: UInt8(ascii: "\n"), in: range).map { $0 + 1 }
    }

    func timeOffset(_ bytes: RawSpan, _ record: Range<Int>) -> Int? { K6Template.timeOffset(bytes, record) }

    @inline(__always)
    mutating func readTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> (nanoseconds: Int64, end: Int)? {
        guard let (nanoseconds, stop) = timestamps.read(bytes, at: start, end: end),
            K6Template.isMiddle(bytes, at: stop, end: end)
        else { return nil }
        return (nanoseconds, stop + K6Template.middleLength)
    }

    // MARK: - Metadata

    func metadata(_ suffix: RawSpan) -> Range<Int> {
        let none = suffix.byteCount..<suffix.byteCount
        var from = Self.tags.count
        while from < suffix.byteCount,
            let brace = suffix.firstOffset(of: UInt8(ascii: "{"), in: from..<suffix.byteCount)
        {
            let start = brace + 1 - Self.metadata.count
            if start >= 0, let end = metadataEnd(suffix, start) { return start..<end }
            from = brace + 1
        }
        return none
    }

    func metadataEnd(_ bytes: RawSpan, _ start: Int) -> Int? {
        var position = start
        guard K6TagText.skip(Self.metadata, bytes, &position) else { return nil }
        while K6TagText.member(bytes, &position) != nil {}
        return K6TagText.closes(bytes, &position) ? position : nil
    }

    // MARK: - Tags

    /// The tags of the outcome as S with these alone, and those of the endpoint as members of an object.
    func pick(_ suffix: RawSpan, into picked: inout K6PickedTags) -> Bool {
        var position = 0
        guard K6TagText.skip(Self.tags, suffix, &position) else { return false }
        picked.outcome.append(contentsOf: Self.tags)
        var url: Range<Int>?
        var hasName = false
        while let member = K6TagText.member(suffix, &position) {
            switch K6TagText.part(of: suffix, member) {
            case .outcome: Self.append(suffix, member.range, to: &picked.outcome, after: Self.tags.count)
            case .endpoint:
                Self.append(suffix, member.range, to: &picked.endpoint, after: 0)
                if member.keyLength == 4 { hasName = true }
            case .url: url = member.range
            case .rest: break
            }
        }
        guard K6TagText.closes(suffix, &position) else { return false }
        if let url, !hasName { Self.append(suffix, url, to: &picked.endpoint, after: 0) }
        picked.outcome.append(UInt8(ascii: "}"))
        position = metadataEnd(suffix, position) ?? position
        Self.append(suffix, position..<suffix.byteCount, to: &picked.outcome, after: Int.max)
        return true
    }

    private static let tags = Array(#","tags":{"#.utf8)
    private static let metadata = Array(#","metadata":{"#.utf8)

    /// Appends a member, with a comma before it unless it is the first one, which stands at `first`.
    private static func append(_ bytes: RawSpan, _ member: Range<Int>, to target: inout [UInt8], after first: Int) {
        if target.count > first { target.append(UInt8(ascii: ",")) }
        unsafe bytes.extracting(member).withUnsafeBytes { unsafe target.append(contentsOf: $0) }
    }

    func kind(
        _ prefix: RawSpan, _ picked: K6PickedTags, _ tally: inout K6Tally
    ) -> (metric: Int, outcome: K6Outcome)? {
        guard let point = K6Template.point(prefix, unsafe picked.outcome.span.bytes),
            // Whatever follows the tags must not hold others.
            point.tags.keys.allSatisfy({ $0 == "status" || $0 == "expected_response" }),
            let metric = tally.metric(of: point, isPart: isPart)
        else { return nil }
        return (metric, tally.outcome(of: metric, point.tags))
    }

    func endpoint(_ picked: K6PickedTags, _ tally: inout K6Tally) -> Int? {
        if !picked.endpoint.contains(UInt8(ascii: "\\")) {
            return tally.number(of: K6TagText.endpoint(picked.endpoint))
        }
        let text = [UInt8(ascii: "{")] + picked.endpoint + [UInt8(ascii: "}")]
        guard let object = try? JSON.parse(text, source: "").object else { return nil }
        var tags: [String: String] = [:]
        for member in object.members { tags[member.key] = member.value.string }
        return tally.number(of: K6Endpoint(tags))
    }

    // MARK: - The long way

    mutating func slot(_ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally) -> K6Tally.Slot? {
        K6Template.point(prefix, suffix).flatMap { slot(of: $0, &tally) }
    }

    private mutating func slot(of point: K6Point, _ tally: inout K6Tally) -> K6Tally.Slot? {
        guard let metric = tally.metric(of: point, isPart: isPart) else {
            missesDeclaration = true
            return nil
        }
        return tally.slot(for: tally.key(metric, point.tags))
    }

    mutating func parse(_ record: [UInt8], at offset: Int, _ intake: inout K6Intake) {
        do throws(K6Line.Malformed) {
            switch try K6Line.parse(record) {
            case .blank: break
            case .declaration(let metric, let declaration): intake.tally.declare(metric, declaration)
            case .point(let point): try add(point, offset, &intake)
            }
        } catch {
            intake.lines.addMalformed(error.problem, at: offset)
        }
    }

    private mutating func add(_ point: K6Point, _ offset: Int, _ intake: inout K6Intake) throws(K6Line.Malformed) {
        let now = point.time.flatMap { TimestampReader.nanoseconds($0) }
        if point.time != nil, now == nil { throw K6Line.Malformed("\"time\" is no time of RFC 3339") }
        guard let slot = slot(of: point, &intake.tally) else {
            if isPart { return }
            throw K6Line.Malformed("there are more metrics than any test has")
        }
        if intake.tally.isStopped { return }
        let value = DecimalNumber(point.value).value(shift: slot.shift)
        intake.add(value, to: slot, time: now, offset: offset)
    }
}
