/// Reads rows of a JTL file into a tally, at a rate of gigabytes per second.
///
/// Most rows have no quotes: their columns are found eight bytes at a time, and the label and the response code, of which there are some
/// hundred pairs, are looked up as bytes. Everything else goes the long way, field by field.
struct JMeterScanner: Sendable {
    let columns: JMeterColumns
    private(set) var tally: JMeterTally
    var rows = LineCount()
    /// Rows that repeat the header: JMeter appends to a file that is there already.
    private(set) var headers = 0
    /// Whether a time stamp was a date of an unknown place.
    private(set) var hasLocalTimes = false

    /// What is known of a label and a response code.
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
    private let commas: UInt64

    /// Bytes of labels and codes that are remembered.
    static let memoryLimit = 4 << 20

    init(_ columns: JMeterColumns, labelLimit: Int) {
        self.columns = columns
        tally = JMeterTally(labelLimit: labelLimit)
        ends = [Int](repeating: 0, count: columns.last + 1)
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
            let feed = bytes.firstOffset(of: UInt8(ascii: "\n"), in: position..<range.upperBound) ?? range.upperBound - 1
            if quote < feed {
                position = quoted(bytes, position..<range.upperBound, quote, offset)
                quote = bytes.firstOffset(of: UInt8(ascii: "\""), in: position..<range.upperBound) ?? range.upperBound
            } else {
                if !plain(bytes, position..<feed) { slowly(bytes, position..<feed, offset) }
                position = feed &+ 1
                rows.count &+= 1
            }
        }
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

    // MARK: Rows without quotes

    /// False where the row has to be read the long way.
    @inline(__always)
    private mutating func plain(_ bytes: RawSpan, _ row: Range<Int>) -> Bool {
        guard split(bytes, row), let elapsed = number(bytes, columns.elapsed, row.lowerBound),
            let kind = kind(bytes, row.lowerBound)
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
            isFailed = kind.isError
        }
        var (received, sent) = (0, 0)
        if let column = columns.received { received = number(bytes, column, row.lowerBound) ?? 0 }
        if let column = columns.sent { sent = number(bytes, column, row.lowerBound) ?? 0 }
        if let column = columns.users { tally.users = max(tally.users, number(bytes, column, row.lowerBound) ?? 0) }
        tally.add(
            kind.number, start: start, elapsed: elapsed, failed: isFailed, kind.status, received: received, sent: sent)
        return true
    }

    /// Finds the ends of the fields that matter; false where there are too few.
    @inline(__always)
    private mutating func split(_ bytes: RawSpan, _ row: Range<Int>) -> Bool {
        let needed = ends.count
        var found = 0
        var position = row.lowerBound
        while position &+ 8 <= row.upperBound {
            var matches = bytes.word(at: position).zeroBytes(against: commas)
            while matches != 0 {
                ends[found] = position &+ matches.trailingZeroBitCount &>> 3
                found &+= 1
                if found == needed { return true }
                matches &= matches &- 1
            }
            position &+= 8
        }
        while position < row.upperBound {
            if bytes.byte(at: position) == columns.delimiter {
                ends[found] = position
                found &+= 1
                if found == needed { return true }
            }
            position &+= 1
        }
        guard found == needed &- 1 else { return false }
        let hasReturn = row.upperBound > row.lowerBound && bytes.byte(at: row.upperBound - 1) == UInt8(ascii: "\r")
        ends[found] = hasReturn ? max(row.upperBound - 1, found > 0 ? ends[found - 1] + 1 : 0) : row.upperBound
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

    /// Nil at first sight, and for transaction controllers.
    @inline(__always)
    private func kind(_ bytes: RawSpan, _ start: Int) -> Kind? {
        let label = bytes.extracting(field(columns.label, start))
        let code = bytes.extracting(columns.code.map { field($0, start) } ?? start..<start)
        if let message = columns.message {
            let text = field(message, start)
            if text.count > JMeterSample.transaction.utf8CodeUnitCount, bytes.holds("Number of", at: text.lowerBound) {
                return nil
            }
        }
        return pairs.number(of: label, code, hash: BytePairTable.hash(label, code)).map { kinds[$0] }
    }

    // MARK: All others

    /// A row with quotes, in which delimiters and line feeds may be part of a field; returns where the next one begins.
    @inline(never)
    private mutating func quoted(_ bytes: RawSpan, _ range: Range<Int>, _ quote: Int, _ offset: Int) -> Int {
        var end = quote
        var isQuoted = false
        var lines = 1
        while end < range.upperBound {
            let byte = bytes.byte(at: end)
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n") {
                if !isQuoted { break }
                lines += 1
            }
            end += 1
        }
        slowly(bytes, range.lowerBound..<end, offset)
        rows.count += lines
        return min(end + 1, range.upperBound)
    }

    @inline(never)
    private mutating func slowly(_ bytes: RawSpan, _ row: Range<Int>, _ offset: Int) {
        let fields = JMeterColumns.fields(of: bytes.array(row), columns.delimiter)
        if fields == [""] { return }
        if columns.elapsed < fields.count, fields[columns.elapsed] == "elapsed" {
            headers += 1
            return
        }
        do throws(JMeterSample.Malformed) {
            let sample = try JMeterSample(fields, columns)
            if let time = columns.time, JMeterTime.isLocal(fields[time]) { hasLocalTimes = true }
            let key = JMeterTally.Key(label: sample.label, isTransaction: sample.isTransaction)
            let number = tally.number(of: key)
            tally.add(
                number, start: sample.start, elapsed: sample.elapsed, failed: sample.isFailed, sample.status,
                received: sample.received, sent: sample.sent)
            tally.users = max(tally.users, sample.users)
            if !sample.isTransaction { remember(sample, number) }
        } catch {
            rows.addMalformed(error.problem, at: offset + row.lowerBound)
        }
    }

    /// So that rows of that label and code go the fast way.
    private mutating func remember(_ sample: JMeterSample, _ number: Int) {
        guard pairs.byteCount < Self.memoryLimit else { return }
        let (label, code) = (Array(sample.label.utf8), Array(sample.code.utf8))
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
    fileprivate func zeroBytes(against pattern: UInt64) -> UInt64 {
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
