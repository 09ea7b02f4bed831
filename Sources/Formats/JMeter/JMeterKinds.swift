/// What the label and the response code of a sample say, of which there are some hundred pairs: looked up by their bytes.
struct JMeterKinds {
    struct Kind {
        /// Number of the label's samples in the tally.
        var label: Int
        var status: JMeterTally.Status
        /// Whether the code means an error, where no column says so.
        var isError: Bool
    }

    /// A range of bytes; 0..<0 where there is nothing.
    private typealias Bounds = (lower: Int, upper: Int)

    private struct Entry {
        var hash: UInt64
        /// Where its text begins in `texts`, and the lengths of its two parts.
        var start: Int
        var first: Int
        var second: Int
        var kind: Kind
    }

    private let label: JMeterField
    private let code: JMeterField?
    private let message: JMeterField?
    /// The last column that is read.
    private let last: Int
    /// Whether the code follows the label, so that both are one stretch of bytes.
    private let areNeighbours: Bool
    private let beginning = Array(JMeterSample.transaction.utf8)
    private var entries: [Entry] = []
    private var texts: [UInt8] = []
    /// Number of an entry + 1, or 0; as many as a power of two, at most half of them taken.
    private var slots = [Int](repeating: 0, count: 256)

    /// Bytes of labels and codes that are remembered.
    private static let memoryLimit = 2 << 20

    init(_ columns: JMeterColumns) {
        let last = columns.last
        func field(_ column: Int) -> JMeterField { JMeterField(column: column, isLast: column == last) }
        self.last = last
        label = field(columns.label)
        code = columns.code.map(field)
        message = columns.message.map(field)
        areNeighbours = columns.code == columns.label + 1
    }

    /// What is known of some rows by their bytes; those not seen before are odd. `rows`: where each begins among the ends of fields.
    @inline(never)
    func find(
        _ rows: Span<Int>, _ ends: Span<UInt32>, _ bytes: RawSpan, _ labels: inout [Int],
        _ statuses: inout [JMeterTally.Status], _ isFailed: inout [Bool], _ isOdd: inout [Bool]
    ) {
        var labels = labels.mutableSpan
        var statuses = statuses.mutableSpan
        var isFailed = isFailed.mutableSpan
        var isOdd = isOdd.mutableSpan
        for row in rows.indices {
            let (first, second) = key(rows[row], ends, bytes)
            guard let number = number(of: first, second, bytes, Self.hash(first, second, bytes)) else {
                isOdd[row] = true
                continue
            }
            let kind = entries[number].kind
            labels[row] = kind.label
            statuses[row] = kind.status
            isFailed[row] = kind.isError
        }
    }

    /// So that other rows with that label and code need not be read field by field.
    mutating func remember(_ sample: JMeterSample, _ number: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) {
        // The beginning of a transaction's message stands in for a code, so it must not be one.
        guard texts.count < Self.memoryLimit, last + 1 < ends.count, !sample.code.hasPrefix(JMeterSample.transaction)
        else { return }
        let (first, second) = key(0, ends, bytes)
        let hash = Self.hash(first, second, bytes)
        guard self.number(of: first, second, bytes, hash) == nil else { return }
        let kind = Kind(label: number, status: sample.status, isError: JMeterSample.isError(sample.code))
        entries.append(
            Entry(
                hash: hash, start: texts.count, first: first.upper - first.lower, second: second.upper - second.lower,
                kind: kind))
        texts += bytes.array(first.lower..<first.upper) + bytes.array(second.lower..<second.upper)
        if entries.count * 2 <= slots.count {
            place(entries.count)
        } else {
            slots = [Int](repeating: 0, count: slots.count * 2)
            for number in 1...entries.count { place(number) }
        }
    }

    // MARK: Table

    private mutating func place(_ number: Int) {
        var slot = Int(truncatingIfNeeded: entries[number - 1].hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    @inline(__always)
    private func number(of first: Bounds, _ second: Bounds, _ bytes: RawSpan, _ hash: UInt64) -> Int? {
        let slots = slots.span
        let entries = entries.span
        var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while slots[slot] != 0 {
            let number = slots[slot] &- 1
            if entries[number].hash == hash, isText(entries[number], first, second, bytes) { return number }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    @inline(__always)
    private func isText(_ entry: Entry, _ first: Bounds, _ second: Bounds, _ bytes: RawSpan) -> Bool {
        guard entry.first == first.upper &- first.lower, entry.second == second.upper &- second.lower else {
            return false
        }
        return unsafe bytes.holds(texts.span.bytes, at: first.lower, from: entry.start, count: entry.first)
            && (entry.second == 0 || isSecond(entry, second, bytes))
    }

    @inline(never)
    private func isSecond(_ entry: Entry, _ second: Bounds, _ bytes: RawSpan) -> Bool {
        unsafe bytes.holds(
            texts.span.bytes, at: second.lower, from: entry.start + entry.first, count: entry.second)
    }

    @inline(__always)
    private static func hash(_ first: Bounds, _ second: Bounds, _ bytes: RawSpan) -> UInt64 {
        let hash = bytes.hash(first.lower, first.upper, seed: 0)
        return second.lower == second.upper ? hash : more(hash, second, bytes)
    }

    @inline(never)
    private static func more(_ hash: UInt64, _ second: Bounds, _ bytes: RawSpan) -> UInt64 {
        bytes.hash(second.lower, second.upper, seed: hash)
    }

    // MARK: Keys

    /// The bytes, quotes included, that tell: label and code, or label (with code) and the beginning of a transaction's message.
    @inline(__always)
    private func key(_ row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) -> (first: Bounds, second: Bounds) {
        var first = label.bounds(row, ends, bytes)
        var second = (lower: 0, upper: 0)
        if let code {
            let bounds = code.bounds(row, ends, bytes)
            if areNeighbours { first.upper = bounds.upper } else { second = bounds }
        }
        if let message {
            let bounds = message.bounds(row, ends, bytes)
            if bounds.upper &- bounds.lower > beginning.count, let found = transaction(bytes, bounds) { second = found }
        }
        return (first, second)
    }

    /// The beginning of the message if it is that of a transaction, without the quote before it.
    @inline(never)
    private func transaction(_ bytes: RawSpan, _ message: Bounds) -> Bounds? {
        let isQuoted = bytes.byte(at: message.lower) == UInt8(ascii: "\"")
        let start = isQuoted ? message.lower + 1 : message.lower
        let isOne = unsafe bytes.holds(beginning.span.bytes, at: start, from: 0, count: beginning.count)
        return isOne ? (start, start + beginning.count) : nil
    }
}

extension RawSpan {
    /// Whether the bytes at an offset are those of another span from an offset on; eight at a time.
    @inline(__always)
    fileprivate func holds(_ other: RawSpan, at offset: Int, from start: Int, count: Int) -> Bool {
        precondition(offset >= 0 && offset &+ count <= byteCount && start >= 0 && start &+ count <= other.byteCount)
        guard count >= 8 else { return holdsFew(other, at: offset, from: start, count: count) }
        var index = 0
        while index &+ 8 < count {
            if unsafe unchecked(offset &+ index) != other.unchecked(start &+ index) { return false }
            index &+= 8
        }
        return unsafe unchecked(offset &+ count &- 8) == other.unchecked(start &+ count &- 8)
    }

    @inline(never)
    private func holdsFew(_ other: RawSpan, at offset: Int, from start: Int, count: Int) -> Bool {
        (0..<count).allSatisfy { byte(at: offset + $0) == other.byte(at: start + $0) }
    }

    /// A hash of a range, for tables that confirm a hit by comparing bytes: multiply and fold, sixteen bytes at a time.
    @inline(__always)
    fileprivate func hash(_ lower: Int, _ upper: Int, seed: UInt64) -> UInt64 {
        precondition(lower >= 0 && upper <= byteCount)
        var hash = seed ^ UInt64(truncatingIfNeeded: upper &- lower)
        guard upper &- lower >= 8 else { return hashFew(lower, upper, seed: hash) }
        var offset = lower
        while offset &+ 16 < upper {
            hash = unsafe Self.mix(hash ^ unchecked(offset), unchecked(offset &+ 8))
            offset &+= 16
        }
        return unsafe Self.mix(hash ^ unchecked(max(upper &- 16, lower)), unchecked(upper &- 8))
    }

    @inline(never)
    private func hashFew(_ lower: Int, _ upper: Int, seed: UInt64) -> UInt64 {
        (lower..<max(lower, upper)).reduce(seed) { Self.mix($0, UInt64(byte(at: $1))) }
    }

    @inline(__always)
    private static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = (first ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: second ^ 0xD1B5_4A32_D192_ED03)
        return product.high ^ product.low
    }

    /// Eight bytes that the caller knows to be there.
    @unsafe @inline(__always)
    private func unchecked(_ offset: Int) -> UInt64 {
        unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    }
}
