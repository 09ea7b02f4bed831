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

    fileprivate struct Found {
        var ends = 0
        var rows = 0
        var quotedFeeds = 0
        /// All ones after an odd number of quotes.
        var quoted: UInt64 = 0
    }

    /// Bytes whose fields are looked for before room is made for those of the next ones.
    private static let stretch = 4096

    init(delimiter: UInt8) { self.delimiter = delimiter }

    var rowCount: Int { found.rows }
    /// Line feeds within quotes.
    var quotedFeeds: Int { found.quotedFeeds }
    /// Where the first row begins.
    var start: Int { Int(ends[0] &+ 1) }
    /// After the last row.
    var end: Int { rowCount > 0 ? Int(ends[Int(rowEnds[rowCount - 1]) - 1]) + 1 : start }

    /// For a row the offset before its first byte and those of the ends of its fields, the last of them its line feed.
    @inline(__always)
    func withRow<Result>(_ number: Int, _ body: (Span<UInt32>) -> Result) -> Result {
        let first = number > 0 ? Int(rowEnds[number &- 1]) &- 1 : 0
        return body(ends.span.extracting(first..<Int(rowEnds[number])))
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
        let missing = found.ends + Self.stretch - ends.count
        guard missing > 0 else { return }
        let more = max(missing, ends.count)
        ends.append(contentsOf: repeatElement(0, count: more))
        rowEnds.append(contentsOf: repeatElement(0, count: more))
    }

    /// Finds the fields of a stretch, for which there is room. `offset`: where it begins.
    private mutating func find(in bytes: RawSpan, at offset: Int) {
        var found = found
        unsafe ends.withUnsafeMutableBufferPointer { ends in
            unsafe rowEnds.withUnsafeMutableBufferPointer { rowEnds in
                var position = 0
                while position < bytes.byteCount {
                    var block = Block(bytes, at: position, delimiter)
                    if block.quotes | found.quoted != 0 { block.leaveOutText(&found) }
                    var feeds = block.feeds
                    while feeds != 0 {
                        let before = block.ends & (feeds ^ (feeds &- 1))
                        unsafe rowEnds[found.rows] = UInt32(
                            truncatingIfNeeded: found.ends &+ before.nonzeroBitCount)
                        found.rows &+= 1
                        feeds &= feeds &- 1
                    }
                    let base = UInt32(truncatingIfNeeded: offset &+ position)
                    while block.ends != 0 {
                        unsafe ends[found.ends] =
                            base &+ UInt32(truncatingIfNeeded: block.ends.trailingZeroBitCount)
                        found.ends &+= 1
                        block.ends &= block.ends &- 1
                    }
                    position &+= 64
                }
            }
        }
        self.found = found
    }
}

/// What stands where in 64 bytes, a bit for each.
private struct Block {
    /// Delimiters and line feeds.
    var ends: UInt64 = 0
    var feeds: UInt64 = 0
    var quotes: UInt64 = 0

    @inline(__always)
    init(_ bytes: RawSpan, at position: Int, _ delimiter: UInt8) {
        if position &+ 64 <= bytes.byteCount {
            look(at: bytes.extracting(position..<position &+ 64), delimiter)
        } else {
            var copy = bytes.array(position..<bytes.byteCount)
            copy += repeatElement(0, count: 64 - copy.count)
            look(at: unsafe copy.span.bytes, delimiter)
        }
    }

    @inline(__always)
    private mutating func look(at bytes: RawSpan, _ delimiter: UInt8) {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, bytes.count == 64 else { return }
            feeds = unsafe CByteMasksEqual(start, UInt8(ascii: "\n"))
            ends = unsafe CByteMasksEqual(start, delimiter) | feeds
            quotes = unsafe CByteMasksEqual(start, UInt8(ascii: "\""))
        }
    }

    /// Leaves out what stands within quotes.
    @inline(__always)
    mutating func leaveOutText(_ found: inout FieldIndex.Found) {
        let text = quotes.prefixXor ^ found.quoted
        found.quoted = UInt64(bitPattern: Int64(bitPattern: text) >> 63)
        found.quotedFeeds &+= (feeds & text).nonzeroBitCount
        ends &= ~text
        feeds &= ~text
    }
}

extension UInt64 {
    /// Each bit says whether up to and with it an odd number of bits is set: all of a quoted stretch but its closing quote.
    @inline(__always)
    fileprivate var prefixXor: UInt64 {
        var bits = self
        bits ^= bits &<< 1
        bits ^= bits &<< 2
        bits ^= bits &<< 4
        bits ^= bits &<< 8
        bits ^= bits &<< 16
        bits ^= bits &<< 32
        return bits
    }
}
