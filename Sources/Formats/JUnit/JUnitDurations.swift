import Measurements

/// Durations by suite and test, of a bounded number: the slowest where there are more, the first in the file among equals.
struct JUnitDurations<Key: Hashable> {
    struct Entry {
        /// Of several cases of one name, the slowest: a limit holds for each of them.
        var slowest: JUnitTime.Seconds
        /// Of all of them together.
        var total: JUnitTime.Seconds
        var order: Int

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
        let kept = sorted.prefix(count)
        floor = max(floor, kept.last?.value.slowest.least ?? floor)
        entries = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        entries.reserveCapacity(2 * limit)
    }

    private var sorted: [(key: Key, value: Entry)] {
        entries.sorted { one, other in
            let (a, b) = (one.value.slowest.least, other.value.slowest.least)
            return a == b ? one.value.order < other.value.order : a > b
        }
    }

    /// At most `count`, in the order of the file.
    mutating func taken(_ count: Int) -> [(key: Key, value: Entry)] {
        cut(to: min(count, limit))
        return entries.sorted { $0.value.order < $1.value.order }
    }
}
