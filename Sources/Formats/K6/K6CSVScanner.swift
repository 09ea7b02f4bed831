import Measurements

/// Reads records of k6's CSV into a tally.
///
/// As in `K6Scanner`, time and value are new in every record, but what stands before them (the metric) and after them (its tags, to the end of
/// the record, line breaks within quotes included) is one of some hundred pairs. The first record of a pair is parsed; from then on comparing bytes is enough.
/// `K6CSVWalk` says what a new pair means; where pairs hardly repeat, they would fill the memory, and it is asked about every record.
struct K6CSVScanner {
    private(set) var tally: K6Tally
    var lines = LineCount()
    var warmUp = WarmUp.none
    private(set) var hasWholeSecondsOnly = true
    private let columns: K6CSVColumns

    private var skeletons = BytePairTable()
    private var slots: [K6Tally.Slot] = []
    /// For each skeleton the one that followed it last.
    private var successors: [Int] = []
    private var current = 0
    private var walk: K6CSVWalk
    /// Whether skeletons are not remembered any more.
    private var isFull = false
    private var timestamps = TimestampReader()
    /// The last time stamp with the comma after it, in the bytes of this scan.
    private var time = (start: 0, length: 0, nanoseconds: Int64(0))

    /// Bytes of skeletons that are remembered; the memory of a scanner stays small.
    static let memoryLimit = 4 << 20

    init(_ columns: K6CSVColumns, endpointLimit: Int) {
        self.columns = columns
        walk = K6CSVWalk(columns)
        tally = K6Tally(endpointLimit: endpointLimit)
    }

    /// Whether the parts of this input have to be read one after the other.
    var needsOrder: Bool { tally.isFull }

    mutating func merge(_ other: K6CSVScanner) {
        tally.merge(other.tally)
        warmUp.merge(other.warmUp)
        lines.merge(other.lines)
        hasWholeSecondsOnly = hasWholeSecondsOnly && other.hasWholeSecondsOnly
    }

    /// Reads the whole records that begin before `limit`; returns where the first one begins that was not read. `offset`: where
    /// `bytes` begin in the input.
    mutating func scan(_ bytes: RawSpan, _ range: Range<Int>, limit: Int, offset: Int) -> Int {
        var position = range.lowerBound
        time.length = 0
        while position < range.upperBound, position < limit {
            if let next = expected(bytes, position, range.upperBound, offset) {
                position = next
            } else {
                guard let end = Self.recordEnd(bytes, position..<range.upperBound) else { break }
                other(bytes, position..<end, offset)
                position = end
            }
            lines.count &+= 1
        }
        return position
    }

    /// What is left at the end of an input, without a line feed.
    mutating func scanLast(_ record: [UInt8], offset: Int) {
        let before = lines
        let whole = record + [UInt8(ascii: "\n")]
        let end = scan(unsafe whole.span.bytes, 0..<whole.count, limit: Int.max, offset: offset)
        if end < whole.count || lines.malformed > before.malformed {
            lines = before
            lines.isCut = true
        }
    }

    /// After the line feed that ends the record: the first one outside of quotes.
    private static func recordEnd(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
        var from = range.lowerBound
        var quotes = 0
        while let feed = bytes.firstOffset(of: UInt8(ascii: "\n"), in: from..<range.upperBound) {
            while let quote = bytes.firstOffset(of: UInt8(ascii: "\""), in: from..<feed) {
                quotes += 1
                from = quote + 1
            }
            from = feed + 1
            if quotes.isMultiple(of: 2) { return from }
        }
        return nil
    }

    /// The record that begins there, if its skeleton is the expected one; returns where the next begins.
    @inline(__always)
    private mutating func expected(_ bytes: RawSpan, _ position: Int, _ end: Int, _ offset: Int) -> Int? {
        guard current < successors.count else { return nil }
        let guess = successors[current]
        let lengths = skeletons.lengths(guess)
        let start = position &+ lengths.first
        guard start &+ 48 <= end, skeletons.isFirst(guess, bytes.extracting(position..<start)),
            let value = readTime(bytes, start, end),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: end)
        else { return nil }
        let next = suffix &+ lengths.second
        guard next <= end, skeletons.isSecond(guess, bytes.extracting(suffix..<next)) else { return nil }
        let slot = slots[guess]
        add(number.value(shift: slot.shift), to: slot, offset &+ position)
        current = guess
        return next
    }

    /// Reads the time stamp that begins there and remembers it; returns where the value begins.
    @inline(__always)
    private mutating func readTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        let known = start &+ time.length
        if time.length > 0, known <= end {
            let last = time.start..<time.start &+ time.length
            if bytes.extracting(start..<known).holdsSameBytes(as: bytes.extracting(last)) { return known }
        }
        return readNewTime(bytes, start, end)
    }

    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size, or RFC 3339.
    private mutating func readNewTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        var stop = start
        var digits: Int64 = 0
        while stop < end, stop - start < 19, bytes.byte(at: stop) &- UInt8(ascii: "0") <= 9 {
            digits = digits &* 10 &+ Int64(bytes.byte(at: stop) &- UInt8(ascii: "0"))
            stop += 1
        }
        let nanoseconds: Int64
        if stop > start, stop < end, bytes.byte(at: stop) == UInt8(ascii: ","), digits >= 0 {
            switch digits {
            case ..<100_000_000_000: nanoseconds = digits * 1_000_000_000
            case ..<100_000_000_000_000: nanoseconds = digits &* 1_000_000
            case ..<100_000_000_000_000_000: nanoseconds = digits &* 1000
            default: nanoseconds = digits
            }
            guard nanoseconds >= 0, nanoseconds / 1_000_000_000 < 9_000_000_000 else { return nil }
            if digits >= 100_000_000_000 { hasWholeSecondsOnly = false }
        } else {
            guard let read = timestamps.read(bytes, at: start, end: end), read.end < end,
                bytes.byte(at: read.end) == UInt8(ascii: ",")
            else { return nil }
            (nanoseconds, stop) = read
            if nanoseconds % 1_000_000_000 != 0 { hasWholeSecondsOnly = false }
        }
        time = (start, stop + 1 - start, nanoseconds)
        return stop + 1
    }

    @inline(__always)
    private mutating func add(_ value: Double, to slot: K6Tally.Slot, _ offset: Int) {
        if slot.isOwnTime, !Plausibility.times.contains(value) {
            return lines.addMalformed(Plausibility.expected, at: offset)
        }
        let now = time.nanoseconds
        if warmUp.isActive, warmUp.leavesOut(now) { return }
        if now < tally.first { tally.first = now }
        if now > tally.last { tally.last = now }
        tally.points &+= 1
        tally.add(value, to: slot, time: now, offset: offset)
    }

    /// A record whose skeleton was not the expected one.
    private mutating func other(_ bytes: RawSpan, _ record: Range<Int>, _ offset: Int) {
        guard columns.isUsual, bytes.byte(at: record.lowerBound) != UInt8(ascii: "\""),
            let comma = bytes.firstOffset(of: UInt8(ascii: ","), in: record),
            let value = readTime(bytes, comma + 1, record.upperBound),
            let (number, suffix) = DecimalNumber.read(bytes, at: value, end: record.upperBound)
        else { return parse(bytes.array(record), offset + record.lowerBound) }
        let prefix = bytes.extracting(record.lowerBound..<comma + 1)
        let rest = bytes.extracting(suffix..<record.upperBound)
        let slot = isFull ? walk.slot(prefix, rest, &tally) : rememberedSlot(prefix, rest)
        guard let slot else { return parse(bytes.array(record), offset + record.lowerBound) }
        add(number.value(shift: slot.shift), to: slot, offset + record.lowerBound)
    }

    /// Where the values of this skeleton go; nil where its tags cannot be read.
    private mutating func rememberedSlot(_ prefix: RawSpan, _ suffix: RawSpan) -> K6Tally.Slot? {
        let hash = BytePairTable.hash(prefix, suffix)
        if let number = skeletons.number(of: prefix, suffix, hash: hash) {
            successors[current] = number
            current = number
            return slots[number]
        }
        guard let slot = walk.slot(prefix, suffix, &tally) else { return nil }
        let number = skeletons.count
        skeletons.add(prefix, suffix, hash: hash)
        slots.append(slot)
        successors.append(0)
        successors[current] = number
        current = number
        if skeletons.byteCount > Self.memoryLimit { forget() }
        return slot
    }

    private mutating func forget() {
        isFull = true
        skeletons = BytePairTable()
        slots = []
        successors = []
    }

    // MARK: - The long way

    /// Any other record: columns in another order, a quoted metric, a header in between, or a damaged one.
    private mutating func parse(_ record: [UInt8], _ offset: Int) {
        if record.allSatisfy(JSON.isBlank) { return }
        guard let fields = K6CSVColumns.fields(of: record), fields.count == columns.count else {
            return lines.addMalformed("expected \(columns.count) columns", at: offset)
        }
        if fields[columns.metric] == "metric_name" { return }
        let stamp = Array((fields[columns.time] + ",").utf8)
        time.length = 0
        guard readNewTime(unsafe stamp.span.bytes, 0, stamp.count) == stamp.count else {
            return lines.addMalformed("expected a time: since 1970, or of RFC 3339", at: offset)
        }
        time.length = 0
        guard let value = Double(fields[columns.value]), value.isFinite, !fields[columns.metric].isEmpty else {
            return lines.addMalformed("expected a metric and a number", at: offset)
        }
        guard let metric = tally.metric(declaring: fields[columns.metric]) else {
            return lines.addMalformed("there are more metrics than any test has", at: offset)
        }
        let slot = tally.slot(for: tally.key(metric, columns.tags(fields, first: 0)))
        add(DecimalNumber(value).value(shift: slot.shift), to: slot, offset)
    }
}

extension K6Declaration {
    /// Whether k6 itself writes a metric of that name, so that its kind is known.
    static func isBuiltIn(_ name: String) -> Bool {
        builtIn[name] != nil || name == "http_req_duration"
            || K6BuiltIn.metric(name, contains: nil).unit == .seconds
            || name == "browser_web_vital_cls"
    }
}
