/// Looks for the end of a construct in chunks of which nothing else matters.
struct XMLSkip {
    private let end: [UInt8]
    /// The last bytes seen, shorter than the end.
    private var tail: [UInt8]
    /// How many bytes of the tail the parser has.
    private var given: Int
    private var lines = 0

    init(to end: StaticString, after last: [UInt8]) {
        self.end = Array("\(end)".utf8)
        tail = last.suffix(self.end.count - 1)
        given = tail.count
    }

    /// What the parser is to be given next, from the end of the construct on; nil where the end is not in these bytes.
    mutating func rest(of bytes: borrowing Span<UInt8>) -> [UInt8]? {
        var text = tail
        text.append(bytes, 0..<bytes.count)
        guard let found = position(in: text) else {
            lines += text.dropFirst(tail.count).count { $0 == UInt8(ascii: "\n") }
            tail = Array(text.suffix(end.count - 1))
            given = 0
            return nil
        }
        if found < given { return Array(text[given...]) }
        lines += text[..<found].dropFirst(tail.count).count { $0 == UInt8(ascii: "\n") }
        // The blank keeps a hyphen that the parser has apart from the end of a comment.
        return [UInt8(ascii: " ")] + text[found...]
    }

    /// Line feeds withheld since the last call.
    mutating func takeLines() -> Int {
        defer { lines = 0 }
        return lines
    }

    private func position(in text: [UInt8]) -> Int? {
        guard let last = end.last else { return nil }
        var from = end.count - 1
        while from < text.count, let index = text[from...].firstIndex(of: last) {
            let start = index - (end.count - 1)
            if text[start...index].elementsEqual(end) { return start }
            from = index + 1
        }
        return nil
    }
}
