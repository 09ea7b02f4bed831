/// Finds where the values of a line go whose skeleton is new: the few tags that matter are picked out of it, and what is left is known soon, whatever
/// other tags, metadata and URLs there are.
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
    /// The tags of the endpoint as members of an object, the names of these tags (by their lengths, which differ), and whether a value has escapes.
    private var identity: [UInt8] = []
    private var shape = 0
    private var isEscaped = false
    /// The shape of all identities so far; nil where they differ. As long as they do not, other bytes are another endpoint.
    private var commonShape: Int?

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
        if tally.isFull, !isEscaped, shape == commonShape { return K6Tally.Key.other }
        var tags: [String: String] = [:]
        guard let object = try? JSON.parse([UInt8(ascii: "{")] + picked + [UInt8(ascii: "}")], source: "").object
        else { return nil }
        for member in object.members { tags[member.key] = member.value.string }
        let endpoint = K6Endpoint(tags).map { tally.number(of: $0) } ?? K6Tally.Key.everything
        // Order and escapes may differ.
        if endpoint != K6Tally.Key.other, identities.count < 2 * tally.endpointLimit {
            if identities.count == 0 { commonShape = shape }
            if isEscaped || commonShape != shape { commonShape = nil }
            identities.add(text, text.extracting(0..<0), hash: hash)
            endpointsByNumber.append(endpoint)
        }
        return endpoint
    }

    // MARK: - Walking

    /// Fills `reduced` and `identity`; false where the suffix has another form.
    private mutating func pick(_ suffix: RawSpan) -> Bool {
        reduced.removeAll(keepingCapacity: true)
        identity.removeAll(keepingCapacity: true)
        (shape, isEscaped) = (0, false)
        var position = 0
        guard Self.skip(Self.tags, suffix, &position) else { return false }
        reduced.append(contentsOf: Self.tags)
        var url: Member?
        while let member = Self.member(suffix, &position) {
            switch Self.part(of: suffix, member) {
            case .outcome: Self.append(suffix, member.range, to: &reduced, after: Self.tags.count)
            case .endpoint: appendToIdentity(suffix, member)
            case .url: url = member
            case .rest: break
            }
        }
        guard Self.closes(suffix, &position) else { return false }
        if let url, !hasName { appendToIdentity(suffix, url) }
        reduced.append(UInt8(ascii: "}"))
        if Self.skip(Self.metadata, suffix, &position) {
            while Self.member(suffix, &position) != nil {}
            guard Self.closes(suffix, &position) else { return false }
        }
        Self.append(suffix, position..<suffix.byteCount, to: &reduced, after: Int.max)
        return true
    }

    private static let tags = Array(#","tags":{"#.utf8)
    private static let metadata = Array(#","metadata":{"#.utf8)

    private mutating func appendToIdentity(_ suffix: RawSpan, _ member: Member) {
        shape = shape << 4 | member.keyLength
        isEscaped = isEscaped || member.isEscaped
        Self.append(suffix, member.range, to: &identity, after: 0)
    }

    private var hasName: Bool {
        var rest = shape
        while rest != 0 {
            if rest & 15 == 4 { return true }
            rest >>= 4
        }
        return false
    }

    /// `"key":"value"`, where the key has no escapes.
    private struct Member {
        var range: Range<Int>
        var keyLength: Int
        /// Whether the value has escapes.
        var isEscaped: Bool
    }

    private enum Part { case outcome, endpoint, url, rest }

    /// The name of a tag is at most one word but for one; the member is longer than the name.
    @inline(__always)
    private static func part(of suffix: RawSpan, _ member: Member) -> Part {
        let key = member.range.lowerBound + 1
        guard key + 8 <= suffix.byteCount else { return .rest }
        let word = suffix.word(at: key)
        switch member.keyLength {
        case 3: return word & 0xFF_FFFF == 0x6C_7275 ? .url : .rest  // "url"
        case 4: return word & 0xFFFF_FFFF == 0x656D_616E ? .endpoint : .rest  // "name"
        case 5: return word & 0xFF_FFFF_FFFF == 0x70_756F_7267 ? .endpoint : .rest  // "group"
        case 6:
            switch word & 0xFFFF_FFFF_FFFF {
            case 0x646F_6874_656D: return .endpoint  // "method"
            case 0x7375_7461_7473: return .outcome  // "status"
            default: return .rest
            }
        case 8: return word == 0x6F69_7261_6E65_6373 ? .endpoint : .rest  // "scenario"
        case 17: return skipsExpected(suffix, key) ? .outcome : .rest
        default: return .rest
        }
    }

    private static let expected = Array("expected_response".utf8)

    private static func skipsExpected(_ suffix: RawSpan, _ key: Int) -> Bool {
        var position = key
        return skip(expected, suffix, &position)
    }

    /// The next member of an object of strings, and the comma after it; nil at its end, and where there is anything else. An escaped key is
    /// anything else, since it may be one that matters.
    @inline(__always)
    private static func member(_ bytes: RawSpan, _ position: inout Int) -> Member? {
        let end = bytes.byteCount
        guard position + 6 < end, bytes.byte(at: position) == UInt8(ascii: "\""),
            let key = string(bytes, position + 1), !key.isEscaped, key.end + 3 < end,
            bytes.byte(at: key.end + 1) == UInt8(ascii: ":"), bytes.byte(at: key.end + 2) == UInt8(ascii: "\""),
            let value = string(bytes, key.end + 3), value.end + 2 < end
        else { return nil }
        let start = position
        position = value.end + 1
        if bytes.byte(at: position) == UInt8(ascii: ","), bytes.byte(at: position + 1) == UInt8(ascii: "\"") {
            position += 1
        }
        return Member(range: start..<value.end + 1, keyLength: key.end - start - 1, isEscaped: value.isEscaped)
    }

    private static func closes(_ bytes: RawSpan, _ position: inout Int) -> Bool {
        guard position < bytes.byteCount, bytes.byte(at: position) == UInt8(ascii: "}") else { return false }
        position += 1
        return true
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
