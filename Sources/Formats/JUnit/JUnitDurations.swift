import Measurements

/// Durations by suite and test, of a bounded number: the slowest where there are more, the first in the file among equals.
struct JUnitDurations<Key: Hashable> {
    struct Entry {
        /// Of several cases of one name, the slowest: a limit holds for each of them.
        var slowest: JUnitTime.Seconds
        /// Of all of them together.
        var total: JUnitTime.Seconds
        var order: Int

        var rank: (seconds: Double, order: Int) { (slowest.least, order) }

        func resolvedTotal(_ thousands: Bool) -> Double {
            (total == slowest ? total : total.rounded).resolved(thousands)
        }
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    /// Nothing up to this duration is taken any more.
    private var floor = -1.0
    private var seen = 0
    private(set) var isCut = false

    init(limit: Int) { self.limit = limit }

    /// Whether a duration may still belong to the slowest.
    mutating func accepts(_ seconds: JUnitTime.Seconds) -> Bool {
        seen += 1
        return seconds.least > floor
    }

    mutating func add(_ key: Key, _ seconds: JUnitTime.Seconds) {
        if var entry = entries[key] {
            entry.total += seconds
            if seconds.least > entry.slowest.least { entry.slowest = seconds }
            entries[key] = entry
        } else {
            entries[key] = Entry(slowest: seconds, total: seconds, order: seen)
            if entries.count >= 2 * limit { cut(to: limit) }
        }
    }

    private mutating func cut(to count: Int) {
        guard entries.count > count else { return }
        isCut = true
        let ranks = entries.values.map(\.rank).sorted {
            $0.seconds == $1.seconds ? $0.order < $1.order : $0.seconds > $1.seconds
        }
        guard count > 0 else { return entries.removeAll() }
        let last = ranks[count - 1]
        floor = max(floor, last.seconds)
        entries = entries.filter {
            $0.value.slowest.least > last.seconds
                || $0.value.slowest.least == last.seconds && $0.value.order <= last.order
        }
        entries.reserveCapacity(2 * limit)
    }

    /// At most `count`, in the order of the file.
    mutating func taken(_ count: Int) -> [(key: Key, value: Entry)] {
        cut(to: min(count, limit))
        return entries.sorted { $0.value.order < $1.value.order }
    }
}
