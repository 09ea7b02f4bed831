/// Numbers for pairs of byte strings, given in the order in which the pairs were first seen. Hash table with linear probing; a hit is
/// confirmed by comparing all bytes.
struct BytePairTable {
    private struct Entry {
        var hash: UInt64
        var first: Range<Int>
        var second: Range<Int>
    }

    private var entries: [Entry] = []
    /// The bytes of all pairs, one after another, and a word of zeros.
    private(set) var bytes = [UInt8](repeating: 0, count: 8)
    /// Number of an entry + 1, or 0; as many as a power of two, at most half of them taken.
    private var slots = [Int32](repeating: 0, count: 256)

    var count: Int { entries.count }
    var byteCount: Int { bytes.count - 8 }

    @inline(__always)
    static func hash(_ first: RawSpan, _ second: RawSpan) -> UInt64 { second.hash(seed: first.hash(seed: 0)) }

    @inline(__always)
    func number(of first: RawSpan, _ second: RawSpan, hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if entries[number].hash == hash, isFirst(number, first), isSecond(number, second) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Where the strings of a pair stand in `bytes`.
    func ranges(_ number: Int) -> (first: Range<Int>, second: Range<Int>) {
        (entries[number].first, entries[number].second)
    }

    @inline(__always)
    private func isFirst(_ number: Int, _ candidate: RawSpan) -> Bool {
        unsafe bytes.span.bytes.extracting(entries[number].first).holdsSameBytes(as: candidate)
    }

    @inline(__always)
    private func isSecond(_ number: Int, _ candidate: RawSpan) -> Bool {
        unsafe bytes.span.bytes.extracting(entries[number].second).holdsSameBytes(as: candidate)
    }

    /// Adds a pair that is not there yet; its number is the count before.
    mutating func add(_ first: RawSpan, _ second: RawSpan, hash: UInt64) {
        let start = byteCount
        bytes.removeLast(8)
        bytes.append(contentsOf: first.array(0..<first.byteCount))
        bytes.append(contentsOf: second.array(0..<second.byteCount))
        bytes.append(contentsOf: repeatElement(0, count: 8))
        let middle = start + first.byteCount
        entries.append(Entry(hash: hash, first: start..<middle, second: middle..<byteCount))
        if entries.count * 2 <= slots.count {
            place(entries.count - 1)
        } else {
            slots = [Int32](repeating: 0, count: slots.count * 2)
            for number in entries.indices { place(number) }
        }
    }

    private mutating func place(_ number: Int) {
        var slot = Int(truncatingIfNeeded: entries[number].hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(number + 1)
    }
}
