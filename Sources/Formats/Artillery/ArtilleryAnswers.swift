import Measurements

/// The answers within the periods of an Artillery 1 report, each with its time, latency and status; of requests without an answer only the period is
/// known, which ends at its time stamp.
struct ArtilleryAnswers {
    private(set) var all = Recorder()
    /// Of answers with a status below 400.
    private(set) var succeeded = Recorder()
    private(set) var codes: [Int: Int] = [:]
    /// Requests without an answer, of periods that end after the warm-up.
    private(set) var failures = 0
    private(set) var warmUp = WarmUp.none
    /// Milliseconds since 1970 of the first and last answer.
    private(set) var span: (first: Double, last: Double)?
    private var timeline = TimelineRecorder()
    /// Whether all that failed without an answer is known to belong to a period.
    private var hasAllTimes = true

    /// Seconds of a period, which is how exactly the time of a request without an answer is known.
    private static let period = 10.0

    init(_ periods: [JSONNode], warmUp seconds: Double?) throws(FormatError) {
        var answers: [Answer] = []
        for period in periods {
            for entry in period["latencies"]?.elements ?? [] { answers.append(try Answer(entry)) }
        }
        let first = answers.map(\.time).min()
        if let seconds { warmUp = WarmUp(seconds: seconds, first: Self.nanoseconds(first ?? 0)) }
        for answer in answers where seconds == nil || !warmUp.leavesOut(Self.nanoseconds(answer.time)) { add(answer) }
        let cutoff = seconds.flatMap { seconds in first.map { $0 + seconds * 1000 } }
        for period in periods { try addFailures(of: period, after: cutoff) }
    }

    /// One of `latencies`: milliseconds since 1970, an id, nanoseconds, status.
    private struct Answer {
        var time: Double
        var seconds: Double
        var status: Int

        init(_ entry: JSONNode) throws(FormatError) {
            let parts = entry.elements
            guard parts.count >= 4 else { throw entry.unexpected("time, id, nanoseconds and status") }
            time = try parts[0].amount()
            seconds = try parts[2].amount() / 1e9
            status = try parts[3].count()
        }
    }

    private static func nanoseconds(_ milliseconds: Double) -> Int64 { Int64(min(milliseconds, 9e12) * 1e6) }

    private mutating func add(_ answer: Answer) {
        all.add(answer.seconds)
        if answer.status < 400 { succeeded.add(answer.seconds) }
        codes[answer.status, default: 0] += 1
        span = (min(span?.first ?? answer.time, answer.time), max(span?.last ?? answer.time, answer.time))
        timeline.move(to: Self.nanoseconds(answer.time))
        timeline.addSample(answer.seconds, failed: answer.status >= 400, to: 0)
    }

    private mutating func addFailures(of period: JSONNode, after cutoff: Double?) throws(FormatError) {
        let failed = try Self.failures(in: period)
        let users = try period["concurrency"]?.count() ?? 0
        let stamp = period["timestamp"]?.json.string.flatMap(TimestampReader.nanoseconds)
        if let cutoff, let stamp, stamp <= Self.nanoseconds(cutoff) { return }
        failures = min(failures + failed, JSONNode.largestCount)
        guard let stamp, let span else { return hasAllTimes = hasAllTimes && failed == 0 }
        // Its middle, in slices that are as wide; but within the answers, or the course would begin before the run.
        let middle = stamp &- Int64(Self.period * 0.5e9)
        timeline.move(to: min(max(middle, Self.nanoseconds(span.first)), Self.nanoseconds(span.last)))
        if users > 0 { timeline.add(users: users) }
        guard failed > 0 else { return }
        timeline.leastWidth = Self.period
        timeline.add(requests: failed, failed: failed, to: 0)
    }

    /// Of a period or of the aggregate.
    static func failures(in report: JSONNode) throws(FormatError) -> Int {
        var failures = 0
        for (_, node) in report["errors"]?.members ?? [] {
            failures = min(failures + (try node.count()), JSONNode.largestCount)
        }
        return failures
    }

    /// From the first answer to the last; nil where there is no time between.
    var seconds: Double? { span.flatMap { $0.last > $0.first ? ($0.last - $0.first) / 1000 : nil } }

    var course: Timeline? {
        guard hasAllTimes else { return nil }
        return span.flatMap { timeline.timeline(start: Self.nanoseconds($0.first), end: Self.nanoseconds($0.last)) }
    }
}
