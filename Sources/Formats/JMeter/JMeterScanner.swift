/// Reads rows of a JTL file into a tally, at a rate of gigabytes per second.
///
/// Columns are found eight bytes at a time, and the label and the response code, of which there are some hundred pairs, are looked up as bytes.
/// Everything that is not that simple goes the long way, field by field.
struct JMeterScanner: Sendable {
    let columns: JMeterColumns
    private(set) var tally: JMeterTally
    var rows = LineCount()
    /// Rows that repeat the header: JMeter appends to a file that is there already.
    private(set) var headers = 0
    /// Whether a time stamp was a date of an unknown place.
    private(set) var hasLocalTimes = false

    /// What is known of a label with a response code; of one with the beginning of a transaction's message in place of the code.
    private struct Kind {
        var number: Int
        var status: JMeterTally.Status
        /// Whether the code means an error, where no column says so.
        var isError: Bool
    }

    private var pairs = BytePairTable()
    private var kinds: [Kind] = []
    /// Ends of the fields of the current row, as far as they matter.
    private var ends: [Int]
    private let columnCount: Int
    /// The delimiter, eight times.
    private let commas: UInt64

    /// Bytes of labels and codes that are remembered.
    static let memoryLimit = 4 << 20

    init(_ columns: JMeterColumns, labelLimit: Int, warmUp: WarmUp) {
        self.columns = columns
        tally = JMeterTally(labelLimit: labelLimit)
        tally.warmUp = warmUp
        columnCount = columns.last + 1
        ends = [Int](repeating: 0, count: columnCount)
        commas = UInt64(columns.delimiter) &* 0x0101_0101_0101_0101
    }

    mutating func merge(_ other: JMeterScanner) {
        tally.merge(other.tally)
        rows.merge(other.rows)
        headers += other.headers
        hasLocalTimes = hasLocalTimes || other.hasLocalTimes
    }

    /// Reads whole rows, each with its line feed; `offset`: where `bytes` begin in the input.
    mutating func scan(_ bytes: RawSpan, _ range: Range<Int>, offset: Int) {
        var position = range.lowerBound
        var quote = bytes.firstOffset(of: UInt8(ascii: "\""), in: range) ?? range.upperBound
        while position < range.upperBound {
            let rest = position..<range.upperBound
            var end = bytes.firstOffset(of: UInt8(ascii: "\n"), in: rest) ?? range.upperBound &- 1
            var lines = 1
            let isQuoted = quote < end
            if isQuoted { (end, lines) = Self.end(ofQuoted: bytes, quote..<range.upperBound) }
            if !simple(bytes, position..<end, isQuoted: isQuoted) { slowly(bytes, position..<end, offset) }
            position = end &+ 1
            rows.count &+= lines
            if isQuoted {
                quote = bytes.firstOffset(of: UInt8(ascii: "\""), in: position..<range.upperBound) ?? range.upperBound
            }
        }
    }

    /// Where a row ends that has quotes, the first of them where the range begins; and how many lines of text it has.
    private static func end(ofQuoted bytes: RawSpan, _ range: Range<Int>) -> (end: Int, lines: Int) {
        var lines = 1
        var position = range.lowerBound &+ 1
        var isQuoted = true
        while position < range.upperBound {
            let byte = bytes.byte(at: position)
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n") {
                if !isQuoted { return (position, lines) }
                lines &+= 1
            }
            position &+= 1
        }
        return (range.upperBound &- 1, lines)
    }

    /// The last row of an input, without a line feed: where it makes no sense, it was cut off.
    mutating func scanCutRow(_ row: [UInt8], offset: Int) {
        let before = rows
        scan(unsafe row.span.bytes, 0..<row.count, offset: offset)
        if rows.malformed > before.malformed {
            rows = before
            rows.isCut = true
        }
    }

    // MARK: The fast way

    /// False where the row has to be read the long way.
    @inline(__always)
    private mutating func simple(_ bytes: RawSpan, _ row: Range<Int>, isQuoted: Bool) -> Bool {
        guard isQuoted ? splitQuoted(bytes, row) : split(bytes, row),
            let elapsed = number(bytes, columns.elapsed, row.lowerBound),
            let known = kind(bytes, row.lowerBound, isQuoted: isQuoted)
        else { return false }
        var start: Int?
        if let time = columns.time {
            guard let milliseconds = number(bytes, time, row.lowerBound), milliseconds < JMeterTime.limit else {
                return false
            }
            start = milliseconds
        }
        var isFailed = false
        if let success = columns.success {
            switch field(success, row.lowerBound) {
            case let text where text.count == 4 && bytes.holds("true", at: text.lowerBound): break
            case let text where text.count == 5 && bytes.holds("false", at: text.lowerBound): isFailed = true
            default: return false
            }
        } else {
            isFailed = kinds[known].isError
        }
        guard let received = amount(bytes, columns.received, row.lowerBound),
            let sent = amount(bytes, columns.sent, row.lowerBound),
            let users = amount(bytes, columns.users, row.lowerBound)
        else { return false }
        tally.add(
            kinds[known].number, start: start, elapsed: elapsed, failed: isFailed, kinds[known].status,
            received: received, sent: sent, users: users)
        return true
    }

    /// Finds the ends of the fields that matter; false where there are too few.
    @inline(__always)
    private mutating func split(_ bytes: RawSpan, _ row: Range<Int>) -> Bool {
        let (commas, delimiter) = (commas, columns.delimiter)
        var span = ends.mutableSpan
        let found = Self.split(bytes, row, commas, delimiter, into: &span)
        return found == columnCount || endRow(bytes, row, found)
    }

    /// Returns how many delimiters were found, at most as many as fit.
    @inline(__always)
    private static func split(
        _ bytes: RawSpan, _ row: Range<Int>, _ commas: UInt64, _ delimiter: UInt8, into ends: inout MutableSpan<Int>
    ) -> Int {
        let needed = ends.count
        var found = 0
        var position = row.lowerBound
        while position &+ 8 <= row.upperBound {
            var matches = bytes.word(at: position).bytes(equalTo: commas)
            while matches != 0 {
                ends[found] = position &+ matches.trailingZeroBitCount &>> 3
                found &+= 1
                if found == needed { return found }
                matches &= matches &- 1
            }
            position &+= 8
        }
        while position < row.upperBound {
            if bytes.byte(at: position) == delimiter {
                ends[found] = position
                found &+= 1
                if found == needed { return found }
            }
            position &+= 1
        }
        return found
    }

    /// The same in a row with quotes.
    private mutating func splitQuoted(_ bytes: RawSpan, _ row: Range<Int>) -> Bool {
        var found = 0
        var isQuoted = false
        for position in row {
            let byte = bytes.byte(at: position)
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == columns.delimiter, !isQuoted {
                ends[found] = position
                found &+= 1
                if found == ends.count { return true }
            }
        }
        return endRow(bytes, row, found)
    }

    /// The end of the row is the end of its last field.
    @inline(__always)
    private mutating func endRow(_ bytes: RawSpan, _ row: Range<Int>, _ found: Int) -> Bool {
        guard found == ends.count &- 1 else { return false }
        let start = found > 0 ? ends[found &- 1] &+ 1 : row.lowerBound
        let hasReturn = row.upperBound > start && bytes.byte(at: row.upperBound &- 1) == UInt8(ascii: "\r")
        ends[found] = hasReturn ? row.upperBound &- 1 : row.upperBound
        return true
    }

    @inline(__always)
    private func field(_ column: Int, _ start: Int) -> Range<Int> {
        let lower = column == 0 ? start : ends[column &- 1] &+ 1
        return lower..<ends[column]
    }

    @inline(__always)
    private func number(_ bytes: RawSpan, _ column: Int, _ start: Int) -> Int? {
        let field = field(column, start)
        return bytes.digits(field)
    }

    /// 0 where the column is not there or empty.
    @inline(__always)
    private func amount(_ bytes: RawSpan, _ column: Int?, _ start: Int) -> Int? {
        guard let column else { return 0 }
        let field = field(column, start)
        return field.isEmpty ? 0 : bytes.digits(field)
    }

    /// Number of what is known of the row's label and code; nil at first sight.
    @inline(__always)
    private func kind(_ bytes: RawSpan, _ start: Int, isQuoted: Bool) -> Int? {
        var label = field(columns.label, start)
        var code = columns.code.map { field($0, start) } ?? start..<start
        if let message = columns.message {
            let text = field(message, start)
            let lower = isQuoted ? Self.unquoted(bytes, text).lowerBound : text.lowerBound
            if bytes.holds(JMeterSample.beginning, at: lower), text.count > 16 { code = lower..<lower &+ 9 }
        }
        if isQuoted { label = Self.unquoted(bytes, label) }
        let (first, second) = (bytes.extracting(label), bytes.extracting(code))
        return pairs.number(of: first, second, hash: BytePairTable.hash(first, second))
    }

    /// Without the quotes around it. Quotes within stay doubled, as they are in no label that is remembered.
    private static func unquoted(_ bytes: RawSpan, _ field: Range<Int>) -> Range<Int> {
        guard field.count >= 2, bytes.byte(at: field.lowerBound) == UInt8(ascii: "\"") else { return field }
        return field.lowerBound &+ 1..<field.upperBound &- 1
    }

    // MARK: The long way

    @inline(never)
    private mutating func slowly(_ bytes: RawSpan, _ row: Range<Int>, _ offset: Int) {
        let fields = JMeterColumns.fields(of: bytes.array(row), columns.delimiter)
        if fields.isEmpty { return }
        if columns.elapsed < fields.count, fields[columns.elapsed] == "elapsed" {
            headers += 1
            return
        }
        do throws(JMeterSample.Malformed) {
            let sample = try JMeterSample(fields, columns)
            if let time = columns.time, JMeterTime.isLocal(fields[time]) { hasLocalTimes = true }
            let key = JMeterTally.Key(label: sample.label, role: sample.isTransaction ? .transaction : .sampler)
            let number = tally.number(of: key)
            tally.add(
                number, start: sample.start, elapsed: sample.elapsed, failed: sample.isFailed, sample.status,
                received: sample.received, sent: sample.sent, users: sample.users)
            remember(sample, number)
        } catch {
            rows.addMalformed(error.problem, at: offset + row.lowerBound)
        }
    }

    /// So that rows of that label and code go the fast way.
    private mutating func remember(_ sample: JMeterSample, _ number: Int) {
        // Of messages that begin like those of transactions the fast way looks at the beginning alone.
        guard sample.isTransaction == sample.resemblesTransaction, pairs.byteCount < Self.memoryLimit,
            !sample.label.utf8.contains(UInt8(ascii: "\""))
        else { return }
        let label = Array(sample.label.utf8)
        let code = Array((sample.isTransaction ? "\(JMeterSample.beginning)" : sample.code).utf8)
        let hash = unsafe BytePairTable.hash(label.span.bytes, code.span.bytes)
        guard unsafe pairs.number(of: label.span.bytes, code.span.bytes, hash: hash) == nil else { return }
        unsafe pairs.add(label.span.bytes, code.span.bytes, hash: hash)
        kinds.append(
            Kind(number: number, status: sample.status, isError: JMeterSample.isError(sample.code)))
    }
}

extension UInt64 {
    /// The highest bit of each byte that equals that of the pattern.
    @inline(__always)
    fileprivate func bytes(equalTo pattern: UInt64) -> UInt64 {
        let difference = self ^ pattern
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~(((difference & low) &+ low) | difference | low)
    }
}

extension RawSpan {
    @inline(__always)
    fileprivate func holds(_ text: StaticString, at offset: Int) -> Bool {
        guard offset + text.utf8CodeUnitCount <= byteCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where unsafe byte(at: offset &+ index) != text.utf8Start[index] {
            return false
        }
        return true
    }

    /// A whole number of 1 to 15 digits; eight digits at a time.
    @inline(__always)
    fileprivate func digits(_ range: Range<Int>) -> Int? {
        guard range.count <= 15, range.upperBound >= 16 else { return digitsSlowly(range) }
        guard range.count > 0 else { return nil }
        guard let low = eightDigits(endingAt: range.upperBound, count: min(range.count, 8)) else { return nil }
        guard range.count > 8 else { return low }
        guard let high = eightDigits(endingAt: range.upperBound &- 8, count: range.count &- 8) else { return nil }
        return high &* 100_000_000 &+ low
    }

    /// The last `count` digits (1...8) before an offset.
    @inline(__always)
    private func eightDigits(endingAt end: Int, count: Int) -> Int? {
        let kept = UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        var digits = (word(at: end &- 8) ^ 0x3030_3030_3030_3030) & kept
        guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else { return nil }
        digits = (digits &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return Int(truncatingIfNeeded: (digits &* 42_949_672_960_001) &>> 32)
    }

    private func digitsSlowly(_ range: Range<Int>) -> Int? {
        guard (1...15).contains(range.count) else { return nil }
        var number = 0
        for offset in range {
            let digit = byte(at: offset) &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}
