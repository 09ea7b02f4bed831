/// k6's CSV: P is the metric with its comma, and S the tags, to the end of the record, line breaks within quotes included.
struct K6CSVRecords: K6Form {
    static func tooLong(_ size: String) -> String {
        "a record of more than \(size) begins here; is a quote not closed?"
    }
    static let tellsLines = false

    private(set) var hasWholeSecondsOnly = true
    private let columns: K6CSVColumns
    private var timestamps = TimestampReader()

    init(_ columns: K6CSVColumns) { self.columns = columns }

    var needsOrder: Bool { false }

    mutating func becomePart() {}

    mutating func merge(_ other: K6CSVRecords) {
        hasWholeSecondsOnly = hasWholeSecondsOnly && other.hasWholeSecondsOnly
    }

    // MARK: - Where things stand

    /// After the first line feed outside of quotes.
    func recordEnd(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
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

    func timeOffset(_ bytes: RawSpan, _ record: Range<Int>) -> Int? {
        guard columns.isUsual, bytes.byte(at: record.lowerBound) != UInt8(ascii: "\""),
            let comma = bytes.firstOffset(of: UInt8(ascii: ","), in: record), comma > record.lowerBound
        else { return nil }
        return comma + 1
    }

    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size, or RFC 3339.
    mutating func readTime(_ bytes: RawSpan, _ start: Int, _ end: Int) -> (nanoseconds: Int64, end: Int)? {
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
        return (nanoseconds, stop + 1)
    }

    // MARK: - Metadata

    /// The last cell, where it is one of metadata and has no quotes.
    func metadata(_ suffix: RawSpan) -> Range<Int> {
        let none = suffix.byteCount..<suffix.byteCount
        guard columns.parts.last == .rest else { return none }
        var end = suffix.byteCount
        while end > 0, K6CSVColumns.isLineEnd(suffix.byte(at: end - 1)) { end -= 1 }
        var start = end
        while start > 0, suffix.byte(at: start - 1) != UInt8(ascii: ",") {
            start -= 1
            if suffix.byte(at: start) == UInt8(ascii: "\"") { return none }
        }
        return start > 0 && start < end ? start..<end : none
    }

    @inline(__always)
    func metadataEnd(_ bytes: RawSpan, _ start: Int) -> Int? {
        var position = start
        while position &+ 8 <= bytes.byteCount {
            let marks = Self.marks(bytes.word(at: position))
            position &+= marks.trailingZeroBitCount / 8
            if marks != 0 { return K6CSVColumns.isLineEnd(bytes.byte(at: position)) ? position : nil }
        }
        return nil
    }

    /// Commas, quotes and line ends.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        word.bytes(equalTo: UInt8(ascii: ",")) | word.bytes(equalTo: UInt8(ascii: "\"")) | word.controlBytes
    }

    // MARK: - Tags

    /// Cells as they stand, each with a comma.
    func pick(_ suffix: RawSpan, into picked: inout K6PickedTags) -> Bool {
        guard suffix.byteCount > 0, suffix.byte(at: 0) == UInt8(ascii: ",") else { return false }
        var (position, column, hasName) = (1, 3, false)
        while column < columns.count {
            let start = position
            position = Self.cellEnd(suffix, start)
            switch columns.parts[column] {
            case .outcome: Self.append(suffix, start..<position, to: &picked.outcome)
            case .name, .endpoint: Self.append(suffix, start..<position, to: &picked.endpoint)
            case .url: Self.append(suffix, start..<(hasName ? start : position), to: &picked.endpoint)
            case .rest: break
            }
            if columns.parts[column] == .name { hasName = position > start }
            column += 1
            guard position < suffix.byteCount, suffix.byte(at: position) == UInt8(ascii: ",") else { break }
            position += 1
        }
        return column == columns.count && position < suffix.byteCount
            && K6CSVColumns.isLineEnd(suffix.byte(at: position))
    }

    private static func append(_ bytes: RawSpan, _ cell: Range<Int>, to target: inout [UInt8]) {
        unsafe bytes.extracting(cell).withUnsafeBytes { unsafe target.append(contentsOf: $0) }
        target.append(UInt8(ascii: ","))
    }

    /// Where a cell ends: at a comma or line end outside of quotes. Eight bytes at a time where there are none of these.
    @inline(__always)
    private static func cellEnd(_ bytes: RawSpan, _ start: Int) -> Int {
        var position = start
        var isQuoted = false
        while position < bytes.byteCount {
            if !isQuoted, position &+ 8 <= bytes.byteCount {
                let marks = marks(bytes.word(at: position))
                position &+= marks.trailingZeroBitCount / 8
                if marks == 0 { continue }
            }
            let byte = bytes.byte(at: position)
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, byte == UInt8(ascii: ",") || K6CSVColumns.isLineEnd(byte) {
                return position
            }
            position &+= 1
        }
        return position
    }

    func kind(
        _ prefix: RawSpan, _ picked: K6PickedTags, _ tally: inout K6Tally
    ) -> (metric: Int, outcome: K6Outcome)? {
        let name = prefix.text(0..<prefix.byteCount - 1)
        guard name != "metric_name", let tags = columns.tags(picked.outcome, of: columns.outcome),
            let metric = tally.metric(declaring: name)
        else { return nil }
        return (metric, tally.outcome(of: metric, tags))
    }

    func endpoint(_ picked: K6PickedTags, _ tally: inout K6Tally) -> Int? {
        columns.tags(picked.endpoint, of: columns.endpoint).map { tally.number(of: K6Endpoint($0)) }
    }

    // MARK: - The long way

    func slot(_ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally) -> K6Tally.Slot? { nil }

    /// Columns in another order, a quoted metric, a header in between, or a damaged record.
    mutating func parse(_ record: [UInt8], at offset: Int, _ intake: inout K6Intake) {
        if record.allSatisfy(JSON.isBlank) { return }
        guard let fields = K6CSVColumns.fields(of: record), fields.count == columns.count else {
            return intake.lines.addMalformed("expected \(columns.count) columns", at: offset)
        }
        if fields[columns.metric] == "metric_name" { return }
        let stamp = Array((fields[columns.time] + ",").utf8)
        guard let (time, end) = readTime(unsafe stamp.span.bytes, 0, stamp.count), end == stamp.count else {
            return intake.lines.addMalformed("expected a time: since 1970, or of RFC 3339", at: offset)
        }
        guard let value = Double(fields[columns.value]), value.isFinite, !fields[columns.metric].isEmpty else {
            return intake.lines.addMalformed("expected a metric and a number", at: offset)
        }
        guard let metric = intake.tally.metric(declaring: fields[columns.metric]) else {
            return intake.lines.addMalformed("there are more metrics than any test has", at: offset)
        }
        let slot = intake.tally.slot(for: intake.tally.key(metric, columns.tags(fields)))
        if intake.tally.isStopped { return }
        intake.add(DecimalNumber(value).value(shift: slot.shift), to: slot, time: time, offset: offset)
    }
}
