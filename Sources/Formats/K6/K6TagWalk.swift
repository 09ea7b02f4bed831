/// Finds where the values of lines go whose tags hardly repeat: the few tags that matter are picked out of the line, and what is left repeats again.
///
/// S is `,"tags":{…}` and perhaps `,"metadata":{…}`, objects of strings alone. It is reduced to the tags that say how a request ended; the line with those
/// tags alone is still a point, which the full parser reads once. The tags that say which endpoint it was are looked up apart, so that the two
/// do not multiply. Whatever looks otherwise is left to the full parser.
struct K6TagWalk {
    private struct Kind {
        var metric: Int
        var outcome: K6Outcome
        /// Where the values go, unless it depends on the endpoint.
        var slot: K6Tally.Slot?
    }

    private struct Place: Hashable {
        var kind: Int
        var endpoint: Int
    }

    private var kinds = BytePairTable()
    private var kindsByNumber: [Kind] = []
    private var identities = BytePairTable()
    private var endpointsByNumber: [Int] = []
    private var slots: [Place: K6Tally.Slot] = [:]
    /// S without all but the tags of the outcome.
    private var reduced: [UInt8] = []
    /// The tags of the endpoint as members of an object.
    private var identity: [UInt8] = []

    /// Identities that are remembered; more than endpoints, since order and escapes may differ.
    private static let identityLimit = 2 * K6Tally.endpointLimit

    mutating func slot(
        _ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally, isPart: Bool
    ) -> K6Tally.Slot? {
        guard pick(suffix), let kind = kind(prefix, &tally, isPart: isPart) else { return nil }
        if let slot = kindsByNumber[kind].slot { return slot }
        guard let endpoint = endpoint(&tally) else { return nil }
        let place = Place(kind: kind, endpoint: endpoint)
        if let slot = slots[place] { return slot }
        let slot = tally.slot(
            for: K6Tally.Key(
                metric: kindsByNumber[kind].metric, endpoint: endpoint, outcome: kindsByNumber[kind].outcome))
        slots[place] = slot
        return slot
    }

    private mutating func kind(_ prefix: RawSpan, _ tally: inout K6Tally, isPart: Bool) -> Int? {
        let picked = reduced
        let suffix = unsafe picked.span.bytes
        let hash = BytePairTable.hash(prefix, suffix)
        if let known = kinds.number(of: prefix, suffix, hash: hash) { return known }
        guard kinds.byteCount < K6Scanner.memoryLimit, let point = K6Template.point(prefix, suffix),
            let metric = tally.metric(of: point, isPart: isPart)
        else { return nil }
        kinds.add(prefix, suffix, hash: hash)
        let outcome = tally.outcome(of: metric, point.tags)
        let key = K6Tally.Key(metric: metric, endpoint: K6Tally.Key.everything, outcome: outcome)
        let isByEndpoint = K6Tally.isByEndpoint(tally.metrics[metric].name)
        kindsByNumber.append(Kind(metric: metric, outcome: outcome, slot: isByEndpoint ? nil : tally.slot(for: key)))
        return kindsByNumber.count - 1
    }

    private mutating func endpoint(_ tally: inout K6Tally) -> Int? {
        let picked = identity
        let text = unsafe picked.span.bytes
        let hash = text.hash(seed: 0)
        if let known = identities.number(of: text, text.extracting(0..<0), hash: hash) {
            return endpointsByNumber[known]
        }
        var tags: [String: String] = [:]
        guard let object = try? JSON.parse([UInt8(ascii: "{")] + picked + [UInt8(ascii: "}")], source: "").object
        else { return nil }
        for member in object.members { tags[member.key] = member.value.string }
        let endpoint = K6Endpoint(tags).map { tally.number(of: $0) } ?? K6Tally.Key.everything
        if identities.count < Self.identityLimit {
            identities.add(text, text.extracting(0..<0), hash: hash)
            endpointsByNumber.append(endpoint)
        }
        return endpoint
    }

    // MARK: - Walking

    private enum Part { case outcome, endpoint, url, rest }

    /// Fills `reduced` and `identity`; false where the suffix has another form.
    private mutating func pick(_ suffix: RawSpan) -> Bool {
        reduced.removeAll(keepingCapacity: true)
        identity.removeAll(keepingCapacity: true)
        var position = 0
        guard Self.skip(Self.tags, suffix, &position) else { return false }
        reduced.append(contentsOf: Self.tags)
        var url: Range<Int>?
        var hasName = false
        let isWalked = Self.members(suffix, &position) { key, member in
            switch Self.part(of: suffix, key) {
            case .outcome: Self.append(suffix, member, to: &reduced, after: Self.tags.count)
            case .endpoint:
                if suffix.byte(at: key.lowerBound) == UInt8(ascii: "n") { hasName = true }
                Self.append(suffix, member, to: &identity, after: 0)
            case .url: url = member
            case .rest: break
            }
        }
        guard isWalked else { return false }
        if !hasName, let url { Self.append(suffix, url, to: &identity, after: 0) }
        reduced.append(UInt8(ascii: "}"))
        if Self.skip(Self.metadata, suffix, &position), !Self.members(suffix, &position, { _, _ in }) { return false }
        Self.append(suffix, position..<suffix.byteCount, to: &reduced, after: Int.max)
        return true
    }

    private static let tags = Array(#","tags":{"#.utf8)
    private static let metadata = Array(#","metadata":{"#.utf8)

    private static func part(of suffix: RawSpan, _ key: Range<Int>) -> Part {
        func holds(_ text: StaticString) -> Bool {
            guard key.count == text.utf8CodeUnitCount else { return false }
            return unsafe suffix.extracting(key).holdsSameBytes(
                as: RawSpan(_unsafeStart: text.utf8Start, byteCount: text.utf8CodeUnitCount))
        }
        switch key.count {
        case 3: return holds("url") ? .url : .rest
        case 4: return holds("name") ? .endpoint : .rest
        case 5: return holds("group") ? .endpoint : .rest
        case 6: return holds("method") ? .endpoint : (holds("status") ? .outcome : .rest)
        case 8: return holds("scenario") ? .endpoint : .rest
        case 17: return holds("expected_response") ? .outcome : .rest
        default: return .rest
        }
    }

    /// Consumes `"key":"value"` pairs up to and with the closing brace, the opening one having been consumed; false where there is anything else. An
    /// escaped key is anything else, since it may be one that matters.
    private static func members(
        _ bytes: RawSpan, _ position: inout Int, _ body: (_ key: Range<Int>, _ member: Range<Int>) -> Void
    ) -> Bool {
        let end = bytes.byteCount
        if position < end, bytes.byte(at: position) == UInt8(ascii: "}") {
            position += 1
            return true
        }
        while position + 4 < end, bytes.byte(at: position) == UInt8(ascii: "\"") {
            guard let key = string(bytes, position + 1), !key.isEscaped, key.end + 3 < end,
                bytes.byte(at: key.end + 1) == UInt8(ascii: ":"), bytes.byte(at: key.end + 2) == UInt8(ascii: "\""),
                let value = string(bytes, key.end + 3), value.end + 1 < end
            else { return false }
            body(position + 1..<key.end, position..<value.end + 1)
            position = value.end + 2
            if bytes.byte(at: value.end + 1) == UInt8(ascii: "}") { return true }
            guard bytes.byte(at: value.end + 1) == UInt8(ascii: ",") else { return false }
        }
        return false
    }

    /// Where the string that begins there ends: its closing quote. Eight bytes at a time, by the usual trick for finding a zero byte.
    @inline(__always)
    private static func string(_ bytes: RawSpan, _ start: Int) -> (end: Int, isEscaped: Bool)? {
        var position = start
        var isEscaped = false
        while position < bytes.byteCount {
            if position + 8 <= bytes.byteCount {
                let word = bytes.word(at: position)
                let marks =
                    zeros(word ^ 0x2222_2222_2222_2222) | zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C)
                    | (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
                if marks == 0 {
                    position += 8
                    continue
                }
                position += marks.trailingZeroBitCount / 8
            }
            switch bytes.byte(at: position) {
            case UInt8(ascii: "\""): return (position, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            case 0..<0x20: return nil
            default: position += 1
            }
        }
        return nil
    }

    /// High bits of the bytes that are zero; the lowest one is right, those above it may be not.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private static func skip(_ text: [UInt8], _ bytes: RawSpan, _ position: inout Int) -> Bool {
        let end = position + text.count
        guard end <= bytes.byteCount,
            unsafe bytes.extracting(position..<end).holdsSameBytes(as: text.span.bytes)
        else { return false }
        position = end
        return true
    }

    /// Appends a member, with a comma before it unless it is the first one, which stands at `first`.
    private static func append(_ bytes: RawSpan, _ member: Range<Int>, to target: inout [UInt8], after first: Int) {
        if target.count > first { target.append(UInt8(ascii: ",")) }
        unsafe bytes.extracting(member).withUnsafeBytes { unsafe target.append(contentsOf: $0) }
    }
}
