import Measurements

/// Everything that was counted in samples of JMeter, or in a part of them: parts merge, and the result does not depend on how they were divided.
struct JMeterTally: Sendable {
    /// What a sample is to those around it.
    enum Role: String, Sendable {
        case sampler
        /// A transaction controller, which takes as long as its samplers together.
        case transaction
        /// An embedded resource or a redirect, whose time is within that of a sampler.
        case part
    }

    struct Key: Hashable, Sendable {
        var label: String
        var role = Role.sampler
    }

    /// Samples of one label.
    struct Samples: Sendable {
        var succeeded = MillisecondRecorder()
        var failed = MillisecondRecorder()
        /// By the class of the response code: 4xx and 5xx.
        var clientErrors = 0
        var serverErrors = 0
        /// Milliseconds since 1970 of the first start and the last end; empty as long as `first` > `end`.
        var first = Int.max
        var end = Int.min
        /// Bytes; doubles, since a damaged file may add up to more than integers hold.
        var received = 0.0
        var sent = 0.0

        var count: Int { succeeded.count + failed.count }
    }

    /// How the class of a response code is told.
    enum Status: Sendable { case clientError, serverError, other }

    private(set) var room: NameRoom
    private(set) var samples: [Samples] = []
    private(set) var numbers: [Key: Int] = [:]
    /// Largest number of threads that a sample saw.
    var users = 0
    var timeline = TimelineRecorder()
    var warmUp = WarmUp.none

    static let other = Key(label: ManyNames.other)

    init(labelLimit: Int) { room = NameRoom(limit: labelLimit) }

    /// The number of a label's samples, new ones included; beyond the limit all are one.
    mutating func number(of key: Key) -> Int {
        if let known = numbers[key] { return known }
        var key = key
        if !room.take(key.label) {
            key = Self.other
            if let known = numbers[key] { return known }
        }
        numbers[key] = samples.count
        samples.append(Samples())
        return samples.count - 1
    }

    /// Adds a sample: time of its start, elapsed milliseconds.
    @inline(__always)
    mutating func add(
        _ number: Int, start: Int?, elapsed: Int, failed: Bool, _ status: Status, received: Int, sent: Int, users: Int
    ) {
        if let start {
            let time = TimelineRecorder.nanoseconds(start)
            if warmUp.isActive, warmUp.leavesOut(time) { return }
            timeline.move(to: time)
            timeline.addSample(Double(elapsed) / 1000, failed: failed, users: users, to: number)
        }
        if users > self.users { self.users = users }
        samples[number].add(
            start: start, elapsed: elapsed, failed: failed, status, received: received, sent: sent)
    }

    mutating func leaveOutWarmUp(of batch: inout JMeterBatch) {
        batch.leaveOut { warmUp.leavesOut(TimelineRecorder.nanoseconds($0)) }
    }

    /// Adds the rows of a batch that are not odd, sorted.
    mutating func add(_ batch: JMeterBatch, _ groups: JMeterGroups, _ kinds: JMeterKinds) {
        let numbers = batch.numbers.all.span
        for group in groups.groups {
            let rows = groups.order.span.extracting(group.range)
            let kind = kinds[group.kind]
            samples[kind.label].add(rows, of: batch, kind.status, failed: group.isFailed)
            guard batch.hasTimes else { continue }
            timeline.addSamples(
                rows, to: kind.label, failed: group.isFailed, times: batch.times.span,
                elapsed: numbers.extracting(JMeterNumbers.elapsed), users: numbers.extracting(JMeterNumbers.users))
        }
        users = max(users, batch.mostUsers)
    }

    mutating func merge(_ other: JMeterTally) {
        var tracks: [Int] = []
        for (key, number) in other.numbers.sorted(by: { $0.value < $1.value }) {
            let own = self.number(of: key)
            tracks.append(own)
            samples[own].merge(other.samples[number])
        }
        timeline.merge(other.timeline) { $0 < tracks.count ? tracks[$0] : 0 }
        warmUp.merge(other.warmUp)
        users = max(users, other.users)
        room.isFull = room.isFull || other.room.isFull
    }
}

extension JMeterTally.Samples {
    @inline(__always)
    mutating func add(
        start: Int?, elapsed: Int, failed isFailed: Bool, _ status: JMeterTally.Status, received: Int, sent: Int
    ) {
        if isFailed { failed.add(elapsed) } else { succeeded.add(elapsed) }
        clientErrors &+= status == .clientError ? 1 : 0
        serverErrors &+= status == .serverError ? 1 : 0
        if let start {
            if start < first { first = start }
            if start &+ elapsed > end { end = start &+ elapsed }
        }
        self.received += Double(received)
        self.sent += Double(sent)
    }

    /// Adds rows of a batch, which all failed or all succeeded.
    mutating func add(_ rows: Span<Int>, of batch: JMeterBatch, _ status: JMeterTally.Status, failed isFailed: Bool) {
        let numbers = batch.numbers.all.span
        let elapsed = numbers.extracting(JMeterNumbers.elapsed)
        if isFailed { failed.add(elapsed, at: rows) } else { succeeded.add(elapsed, at: rows) }
        clientErrors += status == .clientError ? rows.count : 0
        serverErrors += status == .serverError ? rows.count : 0
        let times = batch.times.span
        let received = numbers.extracting(JMeterNumbers.received)
        let sent = numbers.extracting(JMeterNumbers.sent)
        var (first, end) = (Int.max, Int.min)
        // No overflow: of a batch's rows at most, each below 10¹⁵.
        var (allReceived, allSent) = (0, 0)
        for index in rows.indices {
            let row = rows[index]
            first = min(first, times[row])
            end = max(end, times[row] &+ elapsed[row])
            allReceived &+= received[row]
            allSent &+= sent[row]
        }
        self.received += Double(allReceived)
        self.sent += Double(allSent)
        guard batch.hasTimes else { return }
        self.first = min(self.first, first)
        self.end = max(self.end, end)
    }

    mutating func merge(_ other: JMeterTally.Samples) {
        succeeded.merge(other.succeeded)
        failed.merge(other.failed)
        clientErrors += other.clientErrors
        serverErrors += other.serverErrors
        first = min(first, other.first)
        end = max(end, other.end)
        received += other.received
        sent += other.sent
    }

    /// Of successful and failed samples together.
    var all: Recorder {
        var all = succeeded.inSeconds
        all.merge(failed.inSeconds)
        return all
    }

    /// Seconds from the first start to the last end.
    var span: Double? { first < end ? Double(end - first) / 1000 : nil }
}
