/// Reads rows of a JTL file into a tally, at a rate of gigabytes per second.
///
/// `FieldIndex` finds the fields; numbers are read eight digits at a time, and label and response code are looked up as bytes (`JMeterKinds`).
/// Everything that is not that simple goes the long way, field by field as text.
struct JMeterScanner: Sendable {
    let columns: JMeterColumns
    private(set) var tally: JMeterTally
    var rows = LineCount()
    /// Rows that repeat the header: JMeter appends to a file that is there already.
    private(set) var headers = 0
    /// Whether a time stamp was a date of an unknown place.
    private(set) var hasLocalTimes = false
    private var kinds: JMeterKinds
    private var times = MillisecondsReader()
    /// The last column that is read: a row must have it to go the fast way.
    private let last: Int

    init(_ columns: JMeterColumns, labelLimit: Int) {
        self.columns = columns
        tally = JMeterTally(labelLimit: labelLimit)
        kinds = JMeterKinds(columns)
        last = columns.last
    }

    mutating func merge(_ other: JMeterScanner) {
        tally.merge(other.tally)
        rows.merge(other.rows)
        headers += other.headers
        hasLocalTimes = hasLocalTimes || other.hasLocalTimes
    }

    /// Reads whole rows, whose fields have been found; `offset`: where `bytes` begin in the input.
    mutating func scan(_ bytes: RawSpan, _ index: FieldIndex, offset: Int) {
        for number in 0..<index.rowCount {
            index.withRow(number) { ends in
                let row = JMeterRow(ends, bytes, last: last)
                if !simple(row, ends, bytes) { slowly(row, ends, bytes, index.start, offset) }
            }
        }
        rows.count &+= index.rowCount &+ index.quotedFeeds
    }

    /// The last row of an input, without a line feed: where it makes no sense, it was cut off.
    mutating func scanCutRow(_ row: [UInt8], offset: Int) {
        let before = rows
        var index = FieldIndex(delimiter: columns.delimiter)
        let bytes = unsafe row.span.bytes
        index.find(in: bytes, 0..<row.count)
        scan(bytes, index, offset: offset)
        if rows.malformed > before.malformed || index.end < row.count {
            rows = before
            rows.isCut = true
        }
    }

    // MARK: The fast way

    /// False where the row has to be read the long way.
    @inline(__always)
    private mutating func simple(_ row: JMeterRow, _ ends: Span<UInt32>, _ bytes: RawSpan) -> Bool {
        /// 0 where the column is not there or empty.
        @inline(__always)
        func amount(_ column: Int?) -> Int? {
            guard let column else { return 0 }
            let field = row.field(column, ends)
            return field.isEmpty ? 0 : bytes.digits(field)
        }
        guard ends.count > last &+ 1,
            let elapsed = bytes.digits(row.field(columns.elapsed, ends)),
            let kind = kinds.kind(row, ends, bytes)
        else { return false }
        var start: Int?
        if let time = columns.time {
            guard let milliseconds = times.read(bytes, row.field(time, ends)),
                milliseconds < JMeterTime.limit
            else { return false }
            start = milliseconds
        }
        var isFailed = kind.isError
        if let success = columns.success {
            guard let succeeded = bytes.truth(row.field(success, ends)) else { return false }
            isFailed = !succeeded
        }
        guard let received = amount(columns.received), let sent = amount(columns.sent),
            let users = amount(columns.users)
        else { return false }
        if users > tally.users { tally.users = users }
        tally.add(
            kind.number, start: start, elapsed: elapsed, failed: isFailed, kind.status, received: received, sent: sent)
        return true
    }

    // MARK: The long way

    @inline(never)
    private mutating func slowly(
        _ row: JMeterRow, _ ends: Span<UInt32>, _ bytes: RawSpan, _ start: Int, _ offset: Int
    ) {
        let fields = JMeterColumns.fields(of: bytes.array(row.start..<row.end), columns.delimiter)
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
                received: sample.received, sent: sample.sent)
            tally.users = max(tally.users, sample.users)
            kinds.remember(sample, number, row, ends, bytes)
        } catch {
            let before = rows.count
            rows.addMalformed(
                error.problem, at: offset + row.start,
                line: before + 1 + bytes.count(of: UInt8(ascii: "\n"), in: start..<row.start))
        }
    }
}

/// Where the fields of one row are.
struct JMeterRow {
    let start: Int
    /// Offset of the line feed.
    let end: Int
    /// The last column that is read, and how many bytes of it belong to the line end.
    private let last: Int
    private let returns: Int

    @inline(__always)
    init(_ ends: Span<UInt32>, _ bytes: RawSpan, last: Int) {
        start = Int(ends[0] &+ 1)
        end = Int(ends[ends.count &- 1])
        self.last = last
        let isLast = ends.count == last &+ 2
        returns = isLast && end > start && bytes.byte(at: end &- 1) == UInt8(ascii: "\r") ? 1 : 0
    }

    @inline(__always)
    func field(_ column: Int, _ ends: Span<UInt32>) -> Range<Int> {
        let lower = Int(ends[column] &+ 1)
        let upper = Int(ends[column &+ 1]) &- (column == last ? returns : 0)
        return lower..<max(lower, upper)
    }
}

extension RawSpan {
    /// "true" or "false".
    @inline(__always)
    fileprivate func truth(_ range: Range<Int>) -> Bool? {
        guard range.lowerBound &+ 8 <= byteCount else { return nil }
        let text = word(at: range.lowerBound)
        if range.count == 4, text & 0xFFFF_FFFF == 0x6575_7274 { return true }
        if range.count == 5, text & 0xFF_FFFF_FFFF == 0x65_736C_6166 { return false }
        return nil
    }

    fileprivate func count(of byte: UInt8, in range: Range<Int>) -> Int {
        var count = 0
        for offset in range where self.byte(at: offset) == byte { count += 1 }
        return count
    }
}
