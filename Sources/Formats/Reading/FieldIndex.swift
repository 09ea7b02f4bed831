import CByteMasks

/// Where the fields and rows of delimited text end (RFC 4180: delimiters and line feeds within quotes are text), found 64 bytes at a time as
/// simdjson finds the structure of JSON (Langdale and Lemire 2019, https://arxiv.org/abs/1902.08318).
struct FieldIndex {
    let delimiter: UInt8
    /// Offset before the first row, then those of the delimiters and line feeds that end fields; more room than is used.
    private var ends: [UInt32] = []
    /// How many of `ends` there are up to and with the last one of each row; more room than is used.
    private var rowEnds: [UInt32] = []
    private var found = Found()

    private struct Found {
        var ends = 0
        var rows = 0
        var quotedFeeds = 0
        /// All ones after an odd number of quotes.
        var quoted: UInt64 = 0
    }

    /// Bytes whose fields are looked for before room is made for those of the next ones.
    private static let stretch = 4096
    /// `CByteMasksFindFields` pads what it writes.
    private static let slack = 64

    init(delimiter: UInt8) { self.delimiter = delimiter }

    var rowCount: Int { found.rows }
    /// Line feeds within quotes.
    var quotedFeeds: Int { found.quotedFeeds }
    /// Where the first row begins.
    var start: Int { Int(ends[0] &+ 1) }
    /// After the last row.
    var end: Int { rowCount > 0 ? Int(ends[Int(rowEnds[rowCount - 1]) - 1]) + 1 : start }

    /// For a row the offset before its first byte and those of the ends of its fields, the last of them its line feed.
    func withRow<Result>(_ number: Int, _ body: (Span<UInt32>) -> Result) -> Result {
        let first = number > 0 ? Int(rowEnds[number - 1]) - 1 : 0
        return body(ends.span.extracting(first..<Int(rowEnds[number])))
    }

    /// The same for all rows: offset before the first row, then those of the ends of all fields; how many of these there are up to and with the
    /// last one of each row. There is more than that, which means nothing.
    @inline(__always)
    func withEnds<Result>(_ body: (_ ends: Span<UInt32>, _ rowEnds: Span<UInt32>) -> Result) -> Result {
        body(ends.span, rowEnds.span)
    }

    /// Finds all fields of a range that begins with a row and is below 4 GiB.
    mutating func find(in bytes: RawSpan, _ range: Range<Int>) {
        found = Found(ends: 1)
        var position = range.lowerBound
        while position < range.upperBound {
            let next = min(position &+ Self.stretch, range.upperBound)
            makeRoom()
            find(in: bytes.extracting(position..<next), at: position)
            position = next
        }
        makeRoom()
        ends[0] = UInt32(truncatingIfNeeded: range.lowerBound &- 1)
    }

    private mutating func makeRoom() {
        let missing = found.ends + Self.stretch + Self.slack - ends.count
        guard missing > 0 else { return }
        let more = max(missing, ends.count)
        ends.append(contentsOf: repeatElement(0, count: more))
        rowEnds.append(contentsOf: repeatElement(0, count: more))
    }

    /// Finds the fields of a stretch, for which there is room. `offset`: where it begins.
    private mutating func find(in bytes: RawSpan, at offset: Int) {
        let whole = bytes.byteCount & ~63
        findBlocks(bytes.extracting(0..<whole), at: offset)
        guard whole < bytes.byteCount else { return }
        let rest = bytes.array(whole..<bytes.byteCount)
        let padded = rest + repeatElement(0, count: 64 - rest.count)
        findBlocks(unsafe padded.span.bytes, at: offset &+ whole)
    }

    private mutating func findBlocks(_ bytes: RawSpan, at offset: Int) {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe ends.withUnsafeMutableBufferPointer { ends in
                unsafe rowEnds.withUnsafeMutableBufferPointer { rowEnds in
                    guard let text = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                        let endsStart = ends.baseAddress, let rowsStart = rowEnds.baseAddress
                    else { return }
                    var fields = unsafe CByteMasksFields(
                        ends: endsStart, endCount: found.ends, rowEnds: rowsStart, rowCount: found.rows,
                        quotedFeeds: found.quotedFeeds, quoted: found.quoted)
                    unsafe CByteMasksFindFields(
                        text, bytes.count / 64, UInt32(truncatingIfNeeded: offset), delimiter, &fields)
                    found = unsafe Found(
                        ends: fields.endCount, rows: fields.rowCount, quotedFeeds: fields.quotedFeeds,
                        quoted: fields.quoted)
                }
            }
        }
    }
}
