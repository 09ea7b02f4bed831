/// Gives a scanner the lines that begin in a range of an input, whole buffers at a time.
struct K6LineFeed {
    private let stream: any ByteStream
    private let range: Range<Int>
    private let name: String
    private let lineLimit: Int
    private var buffer: [UInt8]
    /// How much of the buffer is filled, and the offset in the input of its first byte.
    private var filled = 0
    private var origin: Int
    /// Whether the line that the range begins in, which belongs to the range before, has not ended yet.
    private var isWithinLine: Bool

    /// The stream begins with the range or, where that is not the beginning of the input, one byte before: it may be the end of a line.
    init(_ stream: any ByteStream, _ range: Range<Int>, name: String, bufferSize: Int, lineLimit: Int) {
        self.stream = stream
        self.range = range
        self.name = name
        self.lineLimit = lineLimit
        buffer = [UInt8](repeating: 0, count: bufferSize)
        origin = max(range.lowerBound - 1, 0)
        isWithinLine = range.lowerBound > 0
    }

    mutating func run(_ scanner: inout K6Scanner) throws(FormatError) {
        while true {
            let got = try stream.read(into: &buffer, at: filled)
            filled += got
            guard let start else {
                if got == 0 || origin + filled >= range.upperBound { return }
                keep(from: filled)
                continue
            }
            isWithinLine = false
            let end = max(lastLineEnd, start)
            let owned = ownedEnd(end)
            if start < owned { scanner.scan(unsafe buffer.span.bytes, start..<owned, offset: origin) }
            if owned < end || origin + end >= range.upperBound { return }
            if got == 0 {
                if end < filled {
                    scanner.scanCutLine(buffer[end..<filled] + [UInt8(ascii: "\n")], offset: origin + end)
                }
                return
            }
            keep(from: end)
            if filled == buffer.count { try grow() }
        }
    }

    /// Where the first line begins that is ours; nil where it is not in the buffer yet. A byte order mark is no part of a line.
    private var start: Int? {
        if isWithinLine { return lineEnd(from: 0) }
        return origin == 0 && filled >= 3 && buffer[..<3].elementsEqual([0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private func lineEnd(from position: Int) -> Int? {
        unsafe buffer.span.bytes.firstOffset(of: UInt8(ascii: "\n"), in: position..<filled).map { $0 + 1 }
    }

    private var lastLineEnd: Int { buffer[..<filled].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0 }

    /// The end of the last line that begins in the range, of lines that end at `end`.
    private func ownedEnd(_ end: Int) -> Int {
        let limit = range.upperBound - origin
        guard limit < end else { return end }
        return limit > 0 ? lineEnd(from: limit - 1) ?? end : 0
    }

    /// Moves what is left to the front of the buffer.
    private mutating func keep(from position: Int) {
        guard position > 0 else { return }
        for source in position..<filled { buffer[source - position] = buffer[source] }
        origin += position
        filled -= position
    }

    private mutating func grow() throws(FormatError) {
        guard buffer.count < lineLimit else {
            throw FormatError(
                name, at: .byte(origin),
                "a line of more than \(lineLimit >> 20) MiB begins here; k6 writes one short JSON object per line")
        }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
}
