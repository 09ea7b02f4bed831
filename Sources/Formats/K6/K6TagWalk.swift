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

    /// Bytes of kinds, and of identities, that are remembered: more come from hostile inputs alone.
    private static let memoryLimit = 8 << 20

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
        guard kinds.byteCount < Self.memoryLimit, let point = K6Template.point(prefix, suffix),
            // Whatever follows the tags must not hold others.
            point.tags.keys.allSatisfy({ $0 == "status" || $0 == "expected_response" }),
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
        if endpoint != K6Tally.Key.other, identities.count < 2 * tally.endpointLimit,
            identities.byteCount < Self.memoryLimit
        {
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
        guard K6TagText.skip(Self.tags, suffix, &position) else { return false }
        reduced.append(contentsOf: Self.tags)
        var url: K6TagText.Member?
        while let member = K6TagText.member(suffix, &position) {
            switch K6TagText.part(of: suffix, member) {
            case .outcome: Self.append(suffix, member.range, to: &reduced, after: Self.tags.count)
            case .endpoint: appendToIdentity(suffix, member)
            case .url: url = member
            case .rest: break
            }
        }
        guard K6TagText.closes(suffix, &position) else { return false }
        if let url, !hasName { appendToIdentity(suffix, url) }
        reduced.append(UInt8(ascii: "}"))
        if K6TagText.skip(Self.metadata, suffix, &position) {
            while K6TagText.member(suffix, &position) != nil {}
            guard K6TagText.closes(suffix, &position) else { return false }
        }
        Self.append(suffix, position..<suffix.byteCount, to: &reduced, after: Int.max)
        return true
    }

    private static let tags = Array(#","tags":{"#.utf8)
    private static let metadata = Array(#","metadata":{"#.utf8)

    private mutating func appendToIdentity(_ suffix: RawSpan, _ member: K6TagText.Member) {
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

    /// Appends a member, with a comma before it unless it is the first one, which stands at `first`.
    private static func append(_ bytes: RawSpan, _ member: Range<Int>, to target: inout [UInt8], after first: Int) {
        if target.count > first { target.append(UInt8(ascii: ",")) }
        unsafe bytes.extracting(member).withUnsafeBytes { unsafe target.append(contentsOf: $0) }
    }
}
