import Measurements

/// Durations by suite or test, of a bounded number: the slowest where there are more, the first in the file among equals.
struct JUnitDurations<Key: Hashable & Sendable>: Sendable {
    struct Entry: Sendable {
        let key: Key
        fileprivate let hash: Int
        /// Of several cases of one name, the slowest: a limit holds for each of them.
        var slowest: JUnitTime.Seconds
        /// Of all of them together.
        var total: JUnitTime.Seconds

        func resolvedTotal(_ thousands: Bool) -> Double {
            (total == slowest ? total : total.rounded).resolved(thousands)
        }
    }

    private let limit: Int
    /// In the order of the file.
    private var entries: [Entry] = []
    /// Where an entry of a hash is: its position from 1, 0 where there is none. A table beside the entries keeps their order, and cutting
    /// them moves no key.
    private var slots: [Int32]
    /// Nothing up to this duration is taken any more.
    private var floor = -1.0
    private(set) var isCut = false

    init(limit: Int) {
        self.limit = limit
        slots = Self.slots(for: 16)
    }

    /// Whether a duration may still belong to the slowest.
    func accepts(_ seconds: JUnitTime.Seconds) -> Bool { seconds.least > floor }

    mutating func add(_ key: Key, _ seconds: JUnitTime.Seconds) {
        let hash = key.hashValue
        let slot = slot(of: key, hash)
        let position = Int(slots[slot]) - 1
        if position >= 0 {
            entries[position].total += seconds
            if seconds.least > entries[position].slowest.least { entries[position].slowest = seconds }
            return
        }
        entries.append(Entry(key: key, hash: hash, slowest: seconds, total: seconds))
        slots[slot] = Int32(entries.count)
        if entries.count >= 2 * limit {
            cut(to: limit)
        } else if 2 * entries.count > slots.count {
            index()
        }
    }

    /// At most `count`, in the order of the file.
    mutating func taken(_ count: Int) -> [Entry] {
        cut(to: min(count, limit))
        return entries
    }

    private mutating func cut(to count: Int) {
        guard entries.count > count else { return }
        isCut = true
        let ranks = entries.map(\.slowest.least).sorted(by: >).prefix(count)
        let last = ranks.last ?? .infinity
        floor = count > 0 ? max(floor, last) : floor
        /// Entries as slow as the last one that is kept, of which the first ones are.
        var equals = ranks.count { $0 == last }
        var kept = 0
        for position in entries.indices {
            let least = entries[position].slowest.least
            if least == last { equals -= 1 }
            guard least > last || least == last && equals >= 0 else { continue }
            entries.swapAt(kept, position)
            kept += 1
        }
        entries.removeSubrange(kept...)
        index()
    }

    // MARK: Table

    private static func slots(for count: Int) -> [Int32] { [Int32](repeating: 0, count: 4 * count) }

    /// Where a key is or is to be put.
    private func slot(of key: Key, _ hash: Int) -> Int {
        var slot = hash & (slots.count - 1)
        while slots[slot] > 0 {
            let position = Int(slots[slot]) - 1
            if entries[position].hash == hash, entries[position].key == key { break }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    /// Builds the table anew, at most a quarter full.
    private mutating func index() {
        var capacity = 16
        while capacity < entries.count { capacity *= 2 }
        slots = Self.slots(for: capacity)
        for position in entries.indices {
            var slot = entries[position].hash & (slots.count - 1)
            while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(position + 1)
        }
    }
}
