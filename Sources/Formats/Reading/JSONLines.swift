extension Input {
    /// The values of a JSON text, one after the other: those of a line at a time as long as each line is whole by itself, so that a text of any length
    /// is read in little memory; otherwise all that is left. `body` is given each with its number, from 0 on.
    func forEachValue(_ body: (JSON, Int) throws(FormatError) -> Void) throws(FormatError) {
        var lines = try JSONLineReader(self)
        var (count, line) = (0, 0)
        while let text = try lines.next() {
            line += 1
            if text.allSatisfy(JSON.isBlank) { continue }
            let values: [JSON]
            do throws(FormatError) { values = try JSON.sequence(text, source: name) } catch {
                values = try rest(&lines, before: line - 1)
            }
            for value in values {
                try body(value, count)
                count += 1
            }
        }
        // Says what is missing, and where.
        if count == 0 {
            _ = try JSON.sequence([UInt8](repeating: UInt8(ascii: "\n"), count: lines.feeds), source: name)
        }
    }

    /// From a line on that is not whole.
    private func rest(_ lines: inout JSONLineReader, before: Int) throws(FormatError) -> [JSON] {
        let text = try lines.rest()
        do throws(FormatError) { return try JSON.sequence(text, source: name) } catch {
            guard case .line(let line, let column)? = error.place else { throw error }
            throw FormatError(name, at: .line(before + line, column: column), error.problem)
        }
    }
}

/// Lines of an input as bytes in UTF-8. One line may be the whole text, so it is as long as a document may be.
private struct JSONLineReader {
    private static let limit = 256 << 20

    private let input: Input
    private var buffer: [UInt8]
    /// Where the last line begins, and the next one.
    private var start = 0
    private var position = 0
    private var filled = 0
    private var isEnded = false
    /// Lines that have an end.
    private(set) var feeds = 0

    init(_ input: Input) throws(FormatError) {
        self.input = input
        let start = try input.peek(4)
        if Encoding.isUTF16(start) {
            buffer = try input.document()
            filled = buffer.count
            isEnded = true
        } else {
            buffer = [UInt8](repeating: 0, count: 256 << 10)
            if start.starts(with: [0xEF, 0xBB, 0xBF]) {
                try fill()
                position = 3
            }
        }
    }

    /// Without its end; nil after the last one.
    mutating func next() throws(FormatError) -> [UInt8]? {
        var searched = 0
        start = position
        while true {
            let feed = unsafe buffer.span.bytes.firstOffset(of: UInt8(ascii: "\n"), in: position + searched..<filled)
            if let feed {
                feeds += 1
                defer { position = feed + 1 }
                return Array(buffer[position..<feed])
            }
            searched = filled - position
            if isEnded { break }
            try fill()
        }
        guard position < filled else { return nil }
        defer { position = filled }
        return Array(buffer[position..<filled])
    }

    /// The last line and everything after it.
    mutating func rest() throws(FormatError) -> [UInt8] {
        position = start
        while !isEnded { try fill() }
        defer { position = filled }
        return Array(buffer[position..<filled])
    }

    /// Moves what is left to the front, and reads on behind it.
    private mutating func fill() throws(FormatError) {
        if position > 0 {
            buffer.replaceSubrange(0..<position, with: [])
            buffer.append(contentsOf: repeatElement(0, count: position))
            filled -= position
            (start, position) = (0, 0)
        }
        if filled == buffer.count {
            guard filled < Self.limit else {
                throw FormatError(
                    input.name, "larger than \(Self.limit >> 20) MiB, too large for a file of this format")
            }
            buffer.append(contentsOf: repeatElement(0, count: buffer.count))
        }
        let got = try input.read(into: &buffer, at: filled)
        filled += got
        isEnded = got == 0
    }
}
