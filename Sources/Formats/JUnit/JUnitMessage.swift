extension String {
    /// First lines, at most 2,000 characters; an attribute that the text repeats is left out.
    init(message bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        let all = String(decoding: bytes, as: UTF8.self)
        guard parts.count == 2 else {
            self = all.trimmed.shortened
            return
        }
        let first = String(decoding: parts[0], as: UTF8.self).trimmed
        let rest = String(decoding: parts[1], as: UTF8.self).trimmed
        self = (rest.shortened.contains(first) ? rest : all.trimmed).shortened
    }

    /// Counting characters is slow; there are never more of them than bytes.
    private var shortened: String { utf8.count <= 2000 ? self : String(prefix(2000)) }

    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

extension Int {
    /// A declared count; nil where it is no whole number.
    init?(_ bytes: borrowing Span<UInt8>) {
        guard bytes.count <= 20, let value = Int(String(bytes).trimmed) else { return nil }
        self = value
    }
}
