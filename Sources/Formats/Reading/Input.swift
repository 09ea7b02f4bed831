import Measurements

/// An open input, read once from its start: a file, standard input, or bytes in memory; decompressed where the content is gzip or zstd.
/// Opening and closing are the caller's; nothing here knows a path.
package final class Input {
    /// As the user named it, for messages.
    package let name: String
    /// The input as a file that can be read at random and in parallel; nil for streams and compressed files.
    package let file: FileRange?
    /// Seconds from the first value on whose values are to be left out; nil: none.
    package var warmUp: Double?
    private let stream: any ByteStream
    /// What was read ahead to recognize the content.
    private var peeked: [UInt8] = []
    private var consumed = 0

    package struct FileRange: Sendable {
        package var descriptor: Int32
        /// Bytes.
        package var size: Int
        var counter: ReadCounter?
    }

    /// A descriptor open for reading, at its start; `counter` is told what is read of it.
    package init(name: String, descriptor: Int32, counter: ReadCounter? = nil) throws(FormatError) {
        self.name = name
        let raw = DescriptorStream(descriptor, name: name, counter: counter)
        let magic = try raw.peek(4)
        let content = try Decompression.stream(over: raw, magic: magic, name: name)
        let isPlain = content is DescriptorStream
        // Not from a pipe: whoever gives up would have to wait for its next bytes.
        stream = !isPlain && raw.regularFile != nil ? ReadAhead(content) : content
        file = isPlain ? raw.regularFile : nil
    }

    package init(name: String, bytes: [UInt8]) throws(FormatError) {
        self.name = name
        file = nil
        stream = try Decompression.stream(over: MemoryStream(bytes), magic: Array(bytes.prefix(4)), name: name)
    }

    /// A file once more, from its start.
    init(name: String, file: FileRange) {
        self.name = name
        self.file = file
        stream = FileRangeStream(file, from: 0, name: name)
    }

    /// The first bytes, without consuming them: `count`, fewer only at the end of the input.
    package func peek(_ count: Int) throws(FormatError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while peeked.count < count {
            let got = try stream.read(into: &buffer, at: 0)
            if got == 0 { break }
            peeked.append(contentsOf: buffer[..<got])
        }
        return Array(peeked.prefix(count))
    }

    /// Fills the buffer from `start` on with the next bytes; returns how many, 0 only at the end.
    package func read(into buffer: inout [UInt8], at start: Int = 0) throws(FormatError) -> Int {
        guard consumed < peeked.count else {
            if !peeked.isEmpty {
                peeked = []
                consumed = 0
            }
            return try stream.read(into: &buffer, at: start)
        }
        let count = min(buffer.count - start, peeked.count - consumed)
        buffer.replaceSubrange(start..<start + count, with: peeked[consumed..<consumed + count])
        consumed += count
        return count
    }

    /// What has not been read yet, as a stream.
    var remainder: any ByteStream { Remainder(self) }

    private final class Remainder: ByteStream {
        private let input: Input

        init(_ input: Input) { self.input = input }

        func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
            try input.read(into: &buffer, at: start)
        }
    }

    /// Everything, as UTF-8 without byte order mark. For documents that have to be read whole; larger ones are an error.
    package func document(limit: Int = 256 << 20) throws(FormatError) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let got = try read(into: &buffer)
            if got == 0 { break }
            guard all.count + got <= limit else {
                throw FormatError(name, "larger than \(limit >> 20) MiB, too large for a file of this format")
            }
            all.append(contentsOf: buffer[..<got])
        }
        return Encoding.utf8(all)
    }

    /// `document` as lines without their ends: LF, CRLF and CR CR LF are all one end of line.
    package func lines() throws(FormatError) -> [Substring] {
        let document = try document()
        let text = String(decoding: document, as: UTF8.self)
        // By bytes where no other byte can be part of a line's end: looking for characters takes ten times as long.
        if document.allSatisfy({ $0 < 0x80 && ($0 < 0x0B || $0 > 0x0D) }) {
            return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
        }
        return text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }
}

extension [Substring] {
    /// Takes off the last line where it has no end: the copy or the test may have been interrupted within it.
    mutating func removeCutLine() -> Substring? {
        guard let last, last.contains(where: { !$0.isWhitespace }) else { return nil }
        return removeLast()
    }
}

extension Note {
    static let cutLine = Note(
        "lines.cut", "the last line is cut off and left out: the test or the copy was interrupted")
}
