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
        var succeeded = Recorder()
        var failed = Recorder()
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

    let labelLimit: Int
    private(set) var samples: [Samples] = []
    private(set) var numbers: [Key: Int] = [:]
    /// Largest number of threads that a sample saw.
    var users = 0
    /// Whether there were more labels than the limit.
    private(set) var isFull = false
    var timeline = TimelineRecorder()
    var warmUp = WarmUp.none

    static let other = Key(label: "(other)")

    init(labelLimit: Int) { self.labelLimit = labelLimit }

    /// The number of a label's samples, new ones included; beyond the limit all are one.
    mutating func number(of key: Key) -> Int {
        if let known = numbers[key] { return known }
        var key = key
        if numbers.count >= labelLimit {
            isFull = true
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
            let time = Self.nanoseconds(start)
            if warmUp.isActive, warmUp.leavesOut(time) { return }
            timeline.move(to: time)
            timeline.addSample(Double(elapsed) / 1000, failed: failed, users: users, to: number &+ 1)
        }
        if users > self.users { self.users = users }
        samples[number].add(
            start: start, elapsed: elapsed, failed: failed, status, received: received, sent: sent)
    }

    /// Of milliseconds; what is beyond the year 2255 is taken for it.
    @inline(__always)
    static func nanoseconds(_ milliseconds: Int) -> Int64 {
        Int64(truncatingIfNeeded: min(milliseconds, 9_000_000_000_000)) &* 1_000_000
    }

    mutating func merge(_ other: JMeterTally) {
        var tracks = [0]
        for (key, number) in other.numbers.sorted(by: { $0.value < $1.value }) {
            let own = self.number(of: key)
            while tracks.count <= number + 1 { tracks.append(0) }
            tracks[number + 1] = own + 1
            samples[own].merge(other.samples[number])
        }
        timeline.merge(other.timeline) { $0 < tracks.count ? tracks[$0] : 0 }
        warmUp.merge(other.warmUp)
        users = max(users, other.users)
        isFull = isFull || other.isFull
    }
}

extension JMeterTally.Samples {
    @inline(__always)
    mutating func add(
        start: Int?, elapsed: Int, failed isFailed: Bool, _ status: JMeterTally.Status, received: Int, sent: Int
    ) {
        let seconds = Double(elapsed) / 1000
        if isFailed { failed.add(seconds) } else { succeeded.add(seconds) }
        switch status {
        case .clientError: clientErrors &+= 1
        case .serverError: serverErrors &+= 1
        case .other: break
        }
        if let start {
            if start < first { first = start }
            if start &+ elapsed > end { end = start &+ elapsed }
        }
        self.received += Double(received)
        self.sent += Double(sent)
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
        var all = succeeded
        all.merge(failed)
        return all
    }

    /// Seconds from the first start to the last end.
    var span: Double? { first < end ? Double(end - first) / 1000 : nil }
}
