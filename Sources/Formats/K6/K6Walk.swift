/// Finds where values go whose S is new: the few tags that matter are picked out of it, and what is left is known soon, whatever other tags,
/// metadata and URLs there are. What it means is read once, by the form.
struct K6Walk {
    private struct Kind {
        var metric: Int
        var outcome: K6Outcome
        /// Where the values go, unless it depends on the endpoint.
        var slot: K6Tally.Slot?
    }

    /// Number of the suffix that was picked last, of `K6Skeletons`; nil where it has none.
    var suffix: Int?
    private var picked = K6PickedTags()
    /// Number of the outcome and of the endpoint that were picked, once somebody asked.
    private var outcome: Int?
    private var endpoint: Int?

    private var outcomes = BytePairTable()
    private var kinds = BytePairTable()
    private var kindsByNumber: [Kind] = []
    /// For each prefix the last outcome with it, and the kind of both.
    private var recent: [(outcome: Int, kind: Int)] = []
    private var endpoints = BytePairTable()
    private var endpointsByNumber: [Int] = []
    private var slots: [Int: K6Tally.Slot] = [:]

    /// Bytes of kinds, and of endpoints, that are remembered: more come from hostile inputs alone.
    private static let memory = 2 << 20

    /// False where the tags cannot be picked.
    mutating func pick(_ suffix: RawSpan, _ form: some K6Form) -> Bool {
        (self.suffix, outcome, endpoint) = (nil, nil, nil)
        picked.outcome.removeAll(keepingCapacity: true)
        picked.endpoint.removeAll(keepingCapacity: true)
        return form.pick(suffix, into: &picked)
    }

    /// Where the values of the suffix that was picked go; nil where the form cannot tell. `number`: of the prefix.
    mutating func slot(
        _ prefix: RawSpan, _ number: Int?, _ form: inout some K6Form, _ tally: inout K6Tally
    ) -> K6Tally.Slot? {
        guard let kind = kind(prefix, number, form, &tally) else { return nil }
        if let slot = kindsByNumber[kind].slot { return slot }
        if endpoint == nil { endpoint = findEndpoint(form, &tally) }
        guard let endpoint else { return nil }
        let place = kind << 32 | (endpoint - K6Tally.Key.other)
        if let slot = slots[place] { return slot }
        let (metric, outcome) = (kindsByNumber[kind].metric, kindsByNumber[kind].outcome)
        let slot = tally.slot(for: .init(metric: metric, endpoint: endpoint, outcome: outcome))
        slots[place] = slot
        return slot
    }

    private mutating func kind(
        _ prefix: RawSpan, _ number: Int?, _ form: some K6Form, _ tally: inout K6Tally
    ) -> Int? {
        if outcome == nil { outcome = findOutcome() }
        guard let number, let outcome else { return findKind(prefix, form, &tally) }
        if number < recent.count, recent[number].outcome == outcome { return recent[number].kind }
        guard let kind = findKind(prefix, form, &tally) else { return nil }
        while recent.count <= number { recent.append((-1, 0)) }
        recent[number] = (outcome, kind)
        return kind
    }

    /// Nil where there are more than are remembered.
    private mutating func findOutcome() -> Int? {
        let picked = picked.outcome
        let text = unsafe picked.span.bytes
        let none = text.extracting(0..<0)
        let hash = BytePairTable.hash(text, none)
        if let known = outcomes.number(of: text, none, hash: hash) { return known }
        guard outcomes.byteCount < Self.memory else { return nil }
        outcomes.add(text, none, hash: hash)
        return outcomes.count - 1
    }

    private mutating func findKind(_ prefix: RawSpan, _ form: some K6Form, _ tally: inout K6Tally) -> Int? {
        let picked = picked.outcome
        let text = unsafe picked.span.bytes
        let hash = BytePairTable.hash(prefix, text)
        if let known = kinds.number(of: prefix, text, hash: hash) { return known }
        guard kinds.byteCount < Self.memory, let (metric, outcome) = form.kind(prefix, self.picked, &tally) else {
            return nil
        }
        kinds.add(prefix, text, hash: hash)
        let key = K6Tally.Key(metric: metric, endpoint: K6Tally.Key.everything, outcome: outcome)
        let isByEndpoint = K6Tally.isByEndpoint(tally.metrics[metric].name)
        kindsByNumber.append(Kind(metric: metric, outcome: outcome, slot: isByEndpoint ? nil : tally.slot(for: key)))
        return kindsByNumber.count - 1
    }

    private mutating func findEndpoint(_ form: some K6Form, _ tally: inout K6Tally) -> Int? {
        let picked = picked.endpoint
        let text = unsafe picked.span.bytes
        let none = text.extracting(0..<0)
        let hash = BytePairTable.hash(text, none)
        if let known = endpoints.number(of: text, none, hash: hash) { return endpointsByNumber[known] }
        guard let endpoint = form.endpoint(self.picked, &tally) else { return nil }
        // Order and escapes may differ, so that one endpoint has several texts.
        if endpoint != K6Tally.Key.other, endpoints.count < 2 * tally.endpointLimit, endpoints.byteCount < Self.memory {
            endpoints.add(text, none, hash: hash)
            endpointsByNumber.append(endpoint)
        }
        return endpoint
    }
}
