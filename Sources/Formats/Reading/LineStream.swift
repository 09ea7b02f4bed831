/// Lines of an input, one at a time, with no more of it in memory than a block and the longest line.
struct LineStream {
    /// A line longer than this is none.
    private static let lineLimit = 16 << 20

    private let input: Input
    /// Where the bytes of lines are, as `nextRange` tells.
    private(set) var buffer: [UInt8]
    private var filled = 0
    private var position = 0
    /// Offset in the input of the buffer's first byte.
    private var origin = 0
    private var isEnded = false
    /// Where the last line began.
    private(set) var offset = 0
    /// Whether the last line has no end: the input may have been cut within it.
    private(set) var lastIsCut = false

    init(_ input: Input) throws(FormatError) {
        self.input = input
        let start = try input.peek(4)
        if Encoding.isUTF16(start) {
            buffer = try input.document(limit: 1 << 30)
            filled = buffer.count
            isEnded = true
        } else {
            buffer = [UInt8](repeating: 0, count: 256 << 10)
            if start.starts(with: [0xEF, 0xBB, 0xBF]) { try skipMark() }
        }
    }

    private mutating func skipMark() throws(FormatError) {
        try fill()
        position = 3
    }

    /// Without its end; nil after the last one.
    mutating func next() throws(FormatError) -> String? {
        try nextRange().map { String(decoding: buffer[$0], as: UTF8.self) }
    }

    /// The same as the place of its bytes in `buffer`, where they are until the next call.
    mutating func nextRange() throws(FormatError) -> Range<Int>? {
        var searched = position
        while true {
            if let end = unsafe buffer.span.bytes.firstOffset(of: UInt8(ascii: "\n"), in: searched..<filled) {
                return line(upTo: end, next: end + 1)
            }
            searched = filled
            guard !isEnded else { break }
            searched -= position
            try fill()
            searched += position
        }
        guard position < filled else { return nil }
        lastIsCut = true
        return line(upTo: filled, next: filled)
    }

    private mutating func line(upTo end: Int, next: Int) -> Range<Int> {
        offset = origin + position
        let last = end > position && buffer[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
        defer { position = next }
        return position..<last
    }

    /// Moves what is left to the front, and reads on behind it.
    private mutating func fill() throws(FormatError) {
        if position > 0 {
            for source in position..<filled { buffer[source - position] = buffer[source] }
            origin += position
            filled -= position
            position = 0
        }
        if filled == buffer.count {
            guard filled < Self.lineLimit else {
                throw FormatError(
                    input.name, at: .byte(origin), "a line of more than \(Self.lineLimit >> 20) MiB begins here")
            }
            buffer.append(contentsOf: repeatElement(0, count: buffer.count))
        }
        let got = try input.read(into: &buffer, at: filled)
        filled += got
        isEnded = got == 0
    }
}
