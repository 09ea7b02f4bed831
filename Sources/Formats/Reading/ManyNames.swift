import Measurements

/// How results of raw samples stay small where every request has a name of its own (URLs with ids): the first names are told apart, all others are
/// one series.
enum ManyNames {
    static let limit = 2_000
    /// Bytes of all names that are told apart.
    static let byteLimit = 16 << 20
    static let other = "(other)"

    /// Values of a series that are kept as they are, in a run of so many: fewer of each, where there are many series.
    static func exactValues(series: Int) -> Int { series > 500 ? 256 : Recorder.exactLimit }

    /// `noun`: what the format calls its names, in the plural.
    static func note(_ limit: Int, _ noun: String) -> Note {
        let message =
            "more than \(limit) \(noun): those that came later are together in the series \"\(other)\"; give requests names without ids"
        return Note("series.folded", message)
    }
}

/// How many more names can be told apart.
struct NameRoom: Sendable {
    let limit: Int
    private var names = 0
    private var bytes = 0
    /// Whether there were more.
    var isFull = false

    init(limit: Int = ManyNames.limit) { self.limit = limit }

    /// Whether there is room for one more name, which is asked when there is one.
    mutating func isThere() -> Bool {
        let isThere = names < limit && bytes < ManyNames.byteLimit
        if !isThere { isFull = true }
        return isThere
    }

    mutating func add(_ name: String) {
        names += 1
        bytes += name.utf8.count
    }

    /// Adds a name; false where there is no room.
    mutating func take(_ name: String) -> Bool {
        guard isThere() else { return false }
        add(name)
        return true
    }
}

extension Recorder {
    /// Adds a value to a series of so many.
    mutating func add(_ value: Double, amongSeries count: Int) {
        add(value)
        if samples.count > ManyNames.exactValues(series: count) { spill() }
    }
}

/// Times of requests that succeeded and of those that failed.
struct OutcomeTimes {
    var succeeded = Recorder()
    var failed = Recorder()

    var count: Int { succeeded.count + failed.count }

    /// `series`: how many are told apart.
    mutating func add(_ seconds: Double, failed isFailed: Bool, amongSeries series: Int) {
        if isFailed {
            failed.add(seconds, amongSeries: series)
        } else {
            succeeded.add(seconds, amongSeries: series)
        }
    }

    mutating func merge(_ other: OutcomeTimes) {
        succeeded.merge(other.succeeded)
        failed.merge(other.failed)
    }

    var all: Recorder {
        var all = succeeded
        all.merge(failed)
        return all
    }
}
