import Measurements

/// Everything that was counted in a k6 output, or in a part of it: parts merge, and the result does not depend on how the output was divided.
struct K6Tally {
    /// At most so many endpoints are told apart; the rest is one series, `K6Tally.otherName`.
    let endpointLimit: Int
    static let otherName = "(other)"

    /// What one accumulator is for: metric, endpoint and outcome, as far as the metric is kept by them.
    struct Key: Hashable {
        var metric: Int
        /// Number of an endpoint; `everything` or `other`.
        var endpoint: Int
        var outcome: K6Outcome

        static let everything = -1
        static let other = -2
    }

    /// Where the values of a metric go, and by how many places the decimal point moves to the left (milliseconds to seconds).
    struct Slot {
        private let smallIndex, smallTrack: Int32
        /// The shift, kind and role in a byte each, and a bit, since a word is copied faster than four bytes.
        private let traits: UInt32

        var index: Int { Int(smallIndex) }
        var track: Int { Int(smallTrack) }
        var shift: Int { Int(traits & 0xFF) }
        var kind: K6Declaration.Kind { .init(rawValue: UInt8(truncatingIfNeeded: traits &>> 8)) ?? .trend }
        /// What the values say about the course of the test, and of which track of the timeline.
        var role: Role { Role(rawValue: UInt8(truncatingIfNeeded: traits &>> 16)) ?? .none }
        var hasRole: Bool { traits & 0xFF_0000 != 0 }
        /// Whether k6 itself measures the metric as a time, which is never negative.
        private var isOwnTime: Bool { traits & 1 << 24 != 0 }

        init(_ kind: K6Declaration.Kind, index: Int, shift: Int, isOwnTime: Bool, role: Role, track: Int) {
            (smallIndex, smallTrack) = (Int32(index), Int32(track))
            traits =
                UInt32(shift) | UInt32(kind.rawValue) << 8 | UInt32(role.rawValue) << 16 | (isOwnTime ? 1 << 24 : 0)
        }

        /// Whether a sample can have such a value.
        @inline(__always)
        func allows(_ value: Double) -> Bool { !isOwnTime || value >= 0 && value <= Plausibility.times.upperBound }
    }

    /// What a metric says about the course of the test.
    enum Role: UInt8 { case none, latency, request, failedRequest, failure, users }

    private(set) var metrics: [(name: String, declaration: K6Declaration)] = []
    private(set) var metricNumbers: [String: Int] = [:]
    private(set) var endpoints: [K6Endpoint] = []
    private(set) var endpointNumbers: [K6Endpoint: Int] = [:]
    /// Where in the input each endpoint was seen first.
    private(set) var endpointPlaces: [Int] = []
    /// Where in the input the record at hand begins.
    var place = 0
    /// Bytes of the names of endpoints, and the limit of these and of metrics, so that a hostile input cannot fill the memory.
    private var nameBytes = 0
    private static let nameLimit = 16 << 20
    private static let metricLimit = 10_000
    private(set) var slots: [Key: Slot] = [:]
    var counters: [Counter] = []
    var gauges: [Gauge] = []
    var trends: [Recorder] = []
    /// Nanoseconds since 1970 of the first and last point; empty as long as `first` > `last`.
    var first = Int64.max
    var last = Int64.min
    var points = 0
    var timeline = TimelineRecorder()
    /// Whether there were more endpoints than the limit.
    var isFull = false
    /// Whether a metric was declared twice in different ways, or there were more than the limit, so that the order matters.
    var isContradictory = false

    /// What becomes of endpoints beyond the limit.
    enum Overflow {
        /// They are one series.
        case fold
        /// They are not for this part of the input to read: which ones are the first depends on the parts before.
        case stop
    }

    var overflow = Overflow.fold
    /// Whether there was such an endpoint, which was not counted.
    var isStopped: Bool { overflow == .stop && isFull }

    init(endpointLimit: Int) { self.endpointLimit = endpointLimit }

    // MARK: - Names to numbers

    func metric(_ name: String) -> Int? { metricNumbers[name] }

    /// The first declaration counts; metrics beyond the limit stay unknown.
    mutating func declare(_ name: String, _ declaration: K6Declaration) {
        if let known = metricNumbers[name] {
            if metrics[known].declaration != declaration { isContradictory = true }
            return
        }
        guard metrics.count < Self.metricLimit else {
            isContradictory = true
            return
        }
        metricNumbers[name] = metrics.count
        metrics.append((name, declaration))
    }

    /// Of requests without a name nil is asked for; those belong to the series of everything only.
    mutating func number(of endpoint: K6Endpoint?) -> Int {
        guard let endpoint else { return Key.everything }
        if let known = endpointNumbers[endpoint] { return known }
        guard endpoints.count < endpointLimit, nameBytes < Self.nameLimit else {
            isFull = true
            return Key.other
        }
        nameBytes += endpoint.name.utf8.count + endpoint.group.utf8.count + endpoint.scenario.utf8.count
        endpointNumbers[endpoint] = endpoints.count
        endpoints.append(endpoint)
        endpointPlaces.append(place)
        return endpoints.count - 1
    }

    /// Metrics that are kept by endpoint and outcome; all others are kept for the whole run.
    static func isByEndpoint(_ metric: String) -> Bool {
        metric == "http_req_duration" || metric == "http_reqs" || metric == "http_req_failed"
    }

    mutating func slot(for key: Key) -> Slot {
        if let known = slots[key] { return known }
        let (name, declaration) = metrics[key.metric]
        let unit = K6BuiltIn.metric(name, contains: declaration.contains).unit
        let isTime = name == "http_req_duration" || unit == .seconds
        let slot = Slot(
            declaration.kind, index: addAccumulator(declaration.kind), shift: isTime ? 3 : 0,
            isOwnTime: name == "http_req_duration" || K6BuiltIn.isTime(name),
            role: role(of: key, kind: declaration.kind), track: max(key.endpoint + 1, 0))
        slots[key] = slot
        return slot
    }

    /// Its index among those of the kind.
    private mutating func addAccumulator(_ kind: K6Declaration.Kind) -> Int {
        switch kind {
        case .counter, .rate:
            counters.append(Counter())
            return counters.count - 1
        case .gauge:
            gauges.append(Gauge())
            return gauges.count - 1
        case .trend:
            trends.append(Recorder())
            return trends.count - 1
        }
    }

    private func role(of key: Key, kind: K6Declaration.Kind) -> Role {
        switch (metrics[key.metric].name, kind) {
        case ("http_req_duration", .trend): .latency
        case ("http_reqs", .counter): key.outcome.isFailure ? .failedRequest : .request
        case ("http_req_failed", .rate): .failure
        case ("vus", .gauge): .users
        default: .none
        }
    }

    // MARK: - Values

    mutating func add(_ value: Double, to slot: Slot, time: Int64, offset: Int) {
        switch slot.kind {
        case .trend: trends[slot.index].add(value)
        case .counter, .rate: counters[slot.index].add(value)
        case .gauge: gauges[slot.index].add(value, time: time, offset: offset)
        }
        // Points of people's own making can lack a time.
        if slot.hasRole, time != .min { addToTimeline(value, slot, time) }
    }

    /// Adds samples that have a time.
    mutating func add(_ batch: K6Batch) {
        let samples = batch.samples.span.extracting(0..<batch.count)
        Self.add(samples, &trends, &counters, &gauges)
        points &+= samples.count
        for index in samples.indices {
            let sample = samples[index]
            first = min(first, sample.time)
            last = max(last, sample.time)
            if sample.slot.hasRole { addToTimeline(sample.value, sample.slot, sample.time) }
        }
    }

    private static func add(
        _ samples: Span<K6Sample>, _ trends: inout [Recorder], _ counters: inout [Counter], _ gauges: inout [Gauge]
    ) {
        var trends = trends.mutableSpan
        var counters = counters.mutableSpan
        var gauges = gauges.mutableSpan
        for index in samples.indices {
            let sample = samples[index]
            switch sample.slot.kind {
            case .trend: trends[sample.slot.index].add(sample.value)
            case .counter, .rate: counters[sample.slot.index].add(sample.value)
            case .gauge: gauges[sample.slot.index].add(sample.value, time: sample.time, offset: sample.offset)
            }
        }
    }

    private mutating func addToTimeline(_ value: Double, _ slot: Slot, _ time: Int64) {
        timeline.move(to: time)
        switch slot.role {
        case .latency: timeline.add(latency: value, to: slot.track)
        case .request: timeline.addRequest(to: slot.track)
        case .failedRequest:
            timeline.addRequest(to: slot.track)
            timeline.addFailedAnswer(to: slot.track)
        case .failure: timeline.add(failed: value != 0, to: slot.track)
        case .users: timeline.add(users: Int(exactly: value.rounded()) ?? 0)
        case .none: break
        }
    }
}
