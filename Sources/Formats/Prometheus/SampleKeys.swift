/// Samples that were seen, by 64-bit hashes of their names and labels, up to a number that a scrape of 80 MB does not reach: that none stands twice
/// has to be known of each, whatever is kept of it. Two different ones of a million are taken for one in a scrape of ten million.
struct SampleKeys {
    enum Sight {
        case new
        /// Seen before, at that time where it had one.
        case again(Double?)
        /// Not seen before, nor remembered now.
        case notKept
    }

    private let limit: Int
    private var count = 0
    /// Hashes, or 0; as many as a power of two, at most three quarters of them taken.
    private var slots = [UInt64](repeating: 0, count: 1 << 10)
    /// Of the same places, as soon as a sample has a time; not a number where it has none.
    private var times: [Double] = []

    init(limit: Int = 3 << 18) { self.limit = limit }

    /// Whether some are not remembered.
    private(set) var isFull = false

    mutating func see(_ hash: UInt64, time: Double? = nil) -> Sight {
        // Where samples have times, later ones take the place of those that are remembered.
        if isFull, times.isEmpty { return .notKept }
        let key = max(hash, 1)
        var slot = place(of: key)
        if time != nil, times.isEmpty { times = [Double](repeating: .nan, count: slots.count) }
        if slots[slot] == key {
            let earlier = times.isEmpty || times[slot].isNaN ? nil : times[slot]
            if let time { times[slot] = time }
            return .again(earlier)
        }
        guard count < limit else {
            isFull = true
            return .notKept
        }
        if count * 4 >= slots.count * 3 {
            grow()
            slot = place(of: key)
        }
        slots[slot] = key
        if let time { times[slot] = time }
        count += 1
        return .new
    }

    func contains(_ hash: UInt64) -> Bool {
        let key = max(hash, 1)
        return slots[place(of: key)] == key
    }

    /// Where a key is, or would be.
    @inline(__always)
    private func place(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key) & (slots.count &- 1)
        while slots[slot] != 0, slots[slot] != key { slot = (slot &+ 1) & (slots.count &- 1) }
        return slot
    }

    private mutating func grow() {
        let (old, oldTimes) = (slots, times)
        slots = [UInt64](repeating: 0, count: old.count * 2)
        if !times.isEmpty { times = [Double](repeating: .nan, count: slots.count) }
        for (index, key) in old.enumerated() where key != 0 {
            let slot = place(of: key)
            slots[slot] = key
            if !oldTimes.isEmpty { times[slot] = oldTimes[index] }
        }
    }
}
