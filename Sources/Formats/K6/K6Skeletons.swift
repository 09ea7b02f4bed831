/// What stands around time and value, P and S, of the samples that were read: where the values of a pair of them go, and which pair followed it last.
///
/// Each P and each S is kept once, S without its metadata. Where S hardly repeats all the same (URLs with ids), it would fill the memory; but the
/// samples of one request share it still, so that the last S which was not remembered is known as long as it stands in the bytes at hand. It is
/// "passing", and the slots of its pairs hold until the next one.
struct K6Skeletons {
    /// Small, so that those of some hundred endpoints stay in the processor's cache.
    struct Pair {
        fileprivate(set) var prefix: Int32
        fileprivate(set) var suffix: Int32
        /// The pair that followed last.
        fileprivate(set) var next: Int32 = 0
        /// Which passing suffix the slot is for.
        fileprivate(set) var epoch: Int32
        /// Where P and S stand among the bytes of all; of S so much stands before the metadata, and so much after it.
        fileprivate(set) var prefixStart: Int32
        fileprivate(set) var prefixCount: Int32
        fileprivate(set) var suffixStart: Int32 = 0
        fileprivate(set) var suffixCount: Int32 = 0
        fileprivate(set) var endCount: Int32 = 0
        fileprivate(set) var slot: K6Tally.Slot
    }

    private(set) var prefixes = BytePairTable()
    /// Of each S what stands before its metadata and what after it.
    private(set) var suffixes = BytePairTable()
    private(set) var pairs: [Pair] = []
    /// Hash table of pairs with linear probing: number + 1, or 0; as many as a power of two, at most half of them taken.
    private var places = [Int32](repeating: 0, count: 256)
    /// The pair of the last sample.
    var current = 0
    private(set) var passing = (start: 0, length: 0, epoch: Int32(0))
    private let memory: Int

    /// In place of the number of a suffix.
    static let passingSuffix = -1
    /// Bytes of prefixes that are remembered: there are about as many as metrics.
    private static let prefixMemory = 1 << 16
    /// Pairs of remembered suffixes that are remembered.
    private static let pairLimit = 1 << 15

    /// - Parameter memory: bytes of suffixes that are remembered.
    init(memory: Int) { self.memory = memory }

    // MARK: - The pair that followed last time

    /// Its number.
    var expected: Int? { current < pairs.count ? Int(pairs[current].next) : nil }

    /// Where the prefix of a pair ends, if it begins there.
    @inline(__always)
    func prefixEnd(of pair: Int, _ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        let (place, count) = (Int(pairs[pair].prefixStart), Int(pairs[pair].prefixCount))
        guard start &+ count <= end else { return nil }
        let prefix = unsafe prefixes.bytes.span.bytes.extracting(place..<place &+ count)
        return bytes.extracting(start..<start &+ count).holdsSameBytes(as: prefix) ? start &+ count : nil
    }

    /// Where the passing suffix ends, if it begins there.
    @inline(__always)
    func passingEnd(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        let next = start &+ passing.length
        guard passing.length > 0, next <= end else { return nil }
        let last = bytes.extracting(passing.start..<passing.start &+ passing.length)
        return bytes.extracting(start..<next).holdsSameBytes(as: last) ? next : nil
    }

    /// Nil where the slot is that of another passing suffix.
    @inline(__always)
    func slot(of pair: Pair) -> K6Tally.Slot? {
        if pair.suffix < 0, pair.epoch != passing.epoch { return nil }
        return pair.slot
    }

    mutating func setSlot(_ slot: K6Tally.Slot, of pair: Int) {
        pairs[pair].slot = slot
        pairs[pair].epoch = passing.epoch
    }

    /// Where the prefix of the expected pair ends, if the record begins with it.
    func expectedTime(_ bytes: RawSpan, _ record: Range<Int>) -> Int? {
        expected.flatMap { prefixEnd(of: $0, bytes, record.lowerBound, record.upperBound) }
    }

    // MARK: - Other pairs

    /// Nil where no more prefixes are remembered.
    mutating func number(ofPrefix prefix: RawSpan) -> Int? {
        if let guess = expected, prefixEnd(of: guess, prefix, 0, prefix.byteCount) == prefix.byteCount {
            return Int(pairs[guess].prefix)
        }
        let none = prefix.extracting(0..<0)
        let hash = BytePairTable.hash(prefix, none)
        if let known = prefixes.number(of: prefix, none, hash: hash) { return known }
        guard prefixes.byteCount < Self.prefixMemory else { return nil }
        prefixes.add(prefix, none, hash: hash)
        return prefixes.count - 1
    }

    /// Nil where it is new. `metadata`: where its metadata stand, at the end if it has none.
    func number(ofSuffix suffix: RawSpan, _ metadata: Range<Int>, in bytes: RawSpan) -> Int? {
        if passing.length == suffix.byteCount, passing.length > 0 {
            let last = bytes.extracting(passing.start..<passing.start + passing.length)
            if suffix.holdsSameBytes(as: last) { return Self.passingSuffix }
        }
        let (head, end) = (
            suffix.extracting(0..<metadata.lowerBound), suffix.extracting(metadata.upperBound..<suffix.byteCount)
        )
        return suffixes.number(of: head, end, hash: BytePairTable.hash(head, end))
    }

    /// Where the values of the pair go, which is then the current one; nil where it is new.
    mutating func follow(_ prefix: Int?, _ suffix: Int?) -> K6Tally.Slot? {
        guard let prefix, let suffix, let pair = pair(prefix, suffix), let slot = slot(of: pairs[pair]) else {
            return nil
        }
        follow(pair)
        return slot
    }

    /// Adds a suffix that is new; its number. `start`: where it stands in the bytes at hand.
    mutating func add(_ suffix: RawSpan, _ metadata: Range<Int>, at start: Int) -> Int {
        guard suffixes.byteCount + suffix.byteCount <= memory, pairs.count < Self.pairLimit else {
            passing = (start, suffix.byteCount, passing.epoch &+ 1)
            return Self.passingSuffix
        }
        let (head, end) = (
            suffix.extracting(0..<metadata.lowerBound), suffix.extracting(metadata.upperBound..<suffix.byteCount)
        )
        suffixes.add(head, end, hash: BytePairTable.hash(head, end))
        return suffixes.count - 1
    }

    /// Says where the values of a pair go, which is then the current one.
    mutating func add(_ prefix: Int?, _ suffix: Int?, _ slot: K6Tally.Slot) {
        guard let prefix, let suffix else { return }
        if let known = pair(prefix, suffix) {
            setSlot(slot, of: known)
            return follow(known)
        }
        guard pairs.count < Self.pairLimit || suffix < 0 else { return }
        append(prefix, suffix, slot)
        if pairs.count * 2 <= places.count {
            place(pairs.count - 1)
        } else {
            places = [Int32](repeating: 0, count: places.count * 2)
            for number in pairs.indices { place(number) }
        }
        follow(pairs.count - 1)
    }

    private mutating func append(_ prefix: Int, _ suffix: Int, _ slot: K6Tally.Slot) {
        let first = prefixes.ranges(prefix).first
        var pair = Pair(
            prefix: Int32(prefix), suffix: Int32(suffix), epoch: passing.epoch,
            prefixStart: Int32(first.lowerBound), prefixCount: Int32(first.count), slot: slot)
        if suffix >= 0 {
            let (head, end) = suffixes.ranges(suffix)
            (pair.suffixStart, pair.suffixCount) = (Int32(head.lowerBound), Int32(head.count))
            pair.endCount = Int32(end.count)
        }
        pairs.append(pair)
    }

    /// Other bytes are at hand now.
    mutating func forgetPassing() { passing.length = 0 }

    private mutating func follow(_ pair: Int) {
        pairs[current].next = Int32(pair)
        current = pair
    }

    // MARK: - Hash table

    private func pair(_ prefix: Int, _ suffix: Int) -> Int? {
        var place = firstPlace(prefix, suffix)
        while places[place] != 0 {
            let number = Int(places[place]) - 1
            if pairs[number].prefix == prefix, pairs[number].suffix == suffix { return number }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    private mutating func place(_ number: Int) {
        var place = firstPlace(Int(pairs[number].prefix), Int(pairs[number].suffix))
        while places[place] != 0 { place = (place + 1) & (places.count - 1) }
        places[place] = Int32(number + 1)
    }

    private func firstPlace(_ prefix: Int, _ suffix: Int) -> Int {
        let key = UInt64(UInt32(truncatingIfNeeded: suffix)) << 32 | UInt64(UInt32(truncatingIfNeeded: prefix))
        return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places.count - 1)
    }
}
