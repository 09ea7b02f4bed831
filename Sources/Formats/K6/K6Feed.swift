/// Gives a scanner the records that begin in a stretch of an input, whole buffers at a time.
struct K6Feed {
    private let stream: any ByteStream
    private let name: String
    private let recordLimit: Int
    private var buffer: [UInt8]
    /// How much of the buffer is filled, and the offset in the input of its first byte.
    private var filled = 0
    private var origin: Int

    /// - Parameter origin: where in the input the stream begins.
    init(_ stream: any ByteStream, from origin: Int, _ settings: K6Reader, name: String) {
        self.stream = stream
        self.origin = origin
        self.name = name
        recordLimit = settings.recordLimit
        buffer = [UInt8](repeating: 0, count: settings.bufferSize)
    }

    /// Scans the records that begin before `limit`, all offsets in the input; returns where the first one begins and the last one ends.
    /// - Parameter first: where the first record begins; nil where that is after the first line feed.
    mutating func run<Form>(
        _ scanner: inout K6Scanner<Form>, first: Int?, limit: Int
    ) throws(FormatError) -> Range<Int> {
        var start = first
        var position = first ?? origin
        while true {
            let got = try stream.read(into: &buffer, at: filled)
            filled += got
            if start == nil, let feed = lineFeed {
                position = origin + feed + 1
                start = position
            }
            if start != nil, position < origin + filled {
                position = scan(from: position, limit, &scanner)
            }
            if let start, position >= limit || scanner.isStopped { return start..<max(position, start) }
            if got == 0 { return try finish(start, position, &scanner) }
            keep(from: start == nil ? filled : min(position - origin, filled))
            if filled == buffer.count { try grow { Form.tooLong($0) } }
        }
    }

    private var lineFeed: Int? {
        unsafe buffer.span.bytes.firstOffset(of: UInt8(ascii: "\n"), in: 0..<filled)
    }

    private func scan<Form>(from position: Int, _ limit: Int, _ scanner: inout K6Scanner<Form>) -> Int {
        let bytes = unsafe buffer.span.bytes
        return origin + scanner.scan(bytes, position - origin..<filled, limit: limit - origin, offset: origin)
    }

    /// Scans what is left at the end of the input.
    private func finish<Form>(
        _ start: Int?, _ position: Int, _ scanner: inout K6Scanner<Form>
    ) throws(FormatError) -> Range<Int> {
        let end = origin + filled
        guard let start else { return end..<end }
        guard position < end else { return start..<max(end, start) }
        scanner.scanLast(Array(buffer[position - origin..<filled]), offset: position)
        return start..<(scanner.isStopped ? position : end)
    }

    /// Moves what is left to the front of the buffer.
    private mutating func keep(from position: Int) {
        guard position > 0 else { return }
        for source in position..<filled { buffer[source - position] = buffer[source] }
        origin += position
        filled -= position
    }

    private mutating func grow(_ problem: (String) -> String) throws(FormatError) {
        guard buffer.count < recordLimit else {
            throw FormatError(name, at: .byte(origin), problem("\(recordLimit >> 20) MiB"))
        }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
}
