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

    /// The bytes that tell, and how they are looked for.
    private struct Key {
        var head: TextHead
        var first: Bounds
        var second: Bounds
        var hash: UInt64
        /// Whether the head and the length of the first part tell all.
        var isShort: Bool

        var length: Int { first.upper &- first.lower }
    }

    private struct Entry {
        var head: TextHead
        /// Length of the first part of the key.
        var length: Int
        var hash: UInt64
        var isShort: Bool
        /// Both parts, where the key is not short.
        var text: [UInt8]
        var kind: Kind
    }

    private let label: JMeterField
    private let code: JMeterField?
    private let message: JMeterField?
    /// The last column that is read.
    private let last: Int
    /// Where the code follows the label, so that both are one stretch of bytes, or there is none, the column in which that stretch ends.
    private let stretchEnd: JMeterField?
    private let beginning = Array(JMeterSample.transaction.utf8)
    private let masks = TextHead.masks
    private var entries: [Entry] = []
    /// Bytes of all entries.
    private var remembered = 0
    /// Number of an entry + 1, or 0; as many as a power of two, at most an eighth of them taken, so that the first one looked at is the right one.
    private var slots = [UInt32](repeating: 0, count: 1024)

    private static let memoryLimit = 4 << 20

    init(_ columns: JMeterColumns) {
        last = columns.last
        label = columns.field(columns.label)
        code = columns.code.map(columns.field)
        message = columns.message.map(columns.field)
        stretchEnd = columns.code == nil ? label : columns.code == columns.label + 1 ? code : nil
    }

    var count: Int { entries.count }

    subscript(number: Int) -> Kind { entries[number].kind }

    /// The numbers of the kinds of some rows, by their bytes; rows of kinds not seen before are odd. `rows`: where each begins among the ends of fields.
    @inline(never)
    func find(
        _ rows: Span<Int>, _ ends: Span<UInt32>, _ bytes: RawSpan, _ kinds: inout [Int], _ isFailed: inout [Bool],
        _ isOdd: inout [Bool]
    ) {
        var kinds = kinds.mutableSpan
        var isFailed = isFailed.mutableSpan
        var isOdd = isOdd.mutableSpan
        let entries = entries.span
        for row in rows.indices {
            let number = number(unsafe rows[unchecked: row], ends, bytes)
            guard number >= 0 else {
                isOdd[row] = true
                continue
            }
            kinds[row] = number
            isFailed[row] = entries[number].kind.isError
        }
    }

    /// Of the entry that a row has; negative where it is not known.
    @inline(__always)
    private func number(_ row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) -> Int {
        guard let stretchEnd else { return slowly(row, ends, bytes) }
        let lower = unsafe label.bounds(unchecked: row, ends, bytes).lower
        let upper = unsafe stretchEnd.bounds(unchecked: row, ends, bytes).upper
        var isShort = upper &- lower <= TextHead.size
        if let message {
            let bounds = unsafe message.bounds(unchecked: row, ends, bytes)
            if bounds.upper &- bounds.lower > beginning.count { isShort = false }
        }
        guard isShort else { return slowly(row, ends, bytes) }
        let head = unsafe TextHead(unchecked: bytes, lower, upper, masks: masks.span.bytes)
        let hash = head.hash(upper &- lower)
        return number(hash) { $0.isShort && $0.length == upper &- lower && $0.head == head }
    }

    @inline(never)
    private func slowly(_ row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) -> Int {
        let key = key(row, ends, bytes)
        return number(of: key, bytes)
    }

    /// So that other rows with that label and code need not be read field by field.
    mutating func remember(_ sample: JMeterSample, _ number: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) {
        // The beginning of a transaction's message stands in for a code, so it must not be one.
        guard remembered < Self.memoryLimit, last + 1 < ends.count, !sample.code.hasPrefix(JMeterSample.transaction)
        else { return }
        let key = key(0, ends, bytes)
        guard self.number(of: key, bytes) < 0 else { return }
        let text = Self.text(of: key, bytes)
        remembered += text.count + MemoryLayout<Entry>.stride + 8 * MemoryLayout<UInt32>.stride
        let kind = Kind(label: number, status: sample.status, isError: JMeterSample.isError(sample.code))
        entries.append(
            Entry(
                head: key.head, length: key.length, hash: key.hash, isShort: key.isShort,
                text: key.isShort ? [] : text, kind: kind))
        if entries.count * 8 <= slots.count {
            place(entries.count)
        } else {
            slots = [UInt32](repeating: 0, count: slots.count * 2)
            for number in 1...entries.count { place(number) }
        }
    }

    // MARK: Table

    private mutating func place(_ number: Int) {
        var slot = Int(truncatingIfNeeded: entries[number - 1].hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(number)
    }

    /// Of the first entry among those with a hash that is the right one; negative where there is none.
    @inline(__always)
    private func number(_ hash: UInt64, where isIt: (borrowing Entry) -> Bool) -> Int {
        let slots = slots.span
        let entries = entries.span
        var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while true {
            let number = Int(slots[slot]) &- 1
            if number < 0 || isIt(entries[number]) { return number }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
    }

    private func number(of key: Key, _ bytes: RawSpan) -> Int {
        number(key.hash) { entry in
            entry.head == key.head && entry.length == key.length && entry.isShort == key.isShort
                && (key.isShort || Self.isText(entry, key, bytes))
        }
    }

    private static func isText(_ entry: Entry, _ key: Key, _ bytes: RawSpan) -> Bool {
        let text = unsafe entry.text.span.bytes
        return entry.hash == key.hash && text.byteCount == key.length &+ key.second.upper &- key.second.lower
            && text.extracting(0..<key.length).holdsSameBytes(as: bytes.extracting(key.first.lower..<key.first.upper))
            && text.extracting(key.length..<text.byteCount).holdsSameBytes(
                as: bytes.extracting(key.second.lower..<key.second.upper))
    }

    private static func text(of key: Key, _ bytes: RawSpan) -> [UInt8] {
        bytes.array(key.first.lower..<key.first.upper) + bytes.array(key.second.lower..<key.second.upper)
    }

    // MARK: Keys

    /// The bytes, quotes included, that tell: label and code, or label (with code) and the beginning of a transaction's message.
    private func key(_ row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) -> Key {
        var first = label.bounds(row, ends, bytes)
        var second = (lower: 0, upper: 0)
        if let stretchEnd {
            first.upper = stretchEnd.bounds(row, ends, bytes).upper
        } else if let code {
            second = code.bounds(row, ends, bytes)
        }
        if let message, let found = transaction(bytes, message.bounds(row, ends, bytes)) { second = found }
        let head = unsafe TextHead(bytes, first.lower, first.upper, masks: masks.span.bytes)
        let hash = head.hash(first.upper - first.lower)
        let isShort = first.upper - first.lower <= TextHead.size && second.upper == 0
        return Key(
            head: head, first: first, second: second, hash: isShort ? hash : Self.longHash(first, second, bytes, hash),
            isShort: isShort)
    }

    private static func longHash(_ first: Bounds, _ second: Bounds, _ bytes: RawSpan, _ seed: UInt64) -> UInt64 {
        let hash = bytes.extracting(first.lower..<first.upper).hash(seed: seed)
        return bytes.extracting(second.lower..<second.upper).hash(seed: hash)
    }

    /// The beginning of the message if it is that of a transaction, without the quote before it.
    private func transaction(_ bytes: RawSpan, _ message: Bounds) -> Bounds? {
        guard message.upper - message.lower > beginning.count else { return nil }
        let isQuoted = bytes.byte(at: message.lower) == UInt8(ascii: "\"")
        let start = isQuoted ? message.lower + 1 : message.lower
        let isOne = unsafe bytes.extracting(start..<start + beginning.count).holdsSameBytes(as: beginning.span.bytes)
        return isOne ? (start, start + beginning.count) : nil
    }
}
