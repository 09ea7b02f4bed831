/// Makes bytes acceptable to an XML 1.0 parser without changing what they mean to a reader: test runners write escape sequences of
/// terminals, NULs and bytes of another encoding into their reports, and none of it touches a count or a time.
/// A character that XML forbids (https://www.w3.org/TR/xml/#charsets), raw or as a reference, becomes U+FFFD.
struct XMLCleaner {
    /// Forbidden characters replaced.
    private(set) var forbidden = 0
    /// Bytes replaced that were no UTF-8.
    private(set) var misencoded = 0
    /// What bytes from 0x80 on mean where they are no UTF-8.
    private let page: CodePage
    private let isUTF8: Bool

    /// `declared`: a single-byte encoding; nil for UTF-8, where bytes that are none are taken for windows-1252.
    init(declared page: CodePage?) {
        self.page = page ?? .windows1252
        isUTF8 = page == nil
    }

    private enum Finding {
        /// So many bytes are as they should be.
        case fine(Int)
        /// So many bytes are to be replaced.
        case replace(Int, Unicode.Scalar)
        /// More bytes are needed to tell.
        case cut
    }

    /// Cleans `bytes[..<count]`. Returns where an incomplete character or reference starts at the end (`count` where there is none), and whether
    /// `output` holds the clean bytes before that; where it does not, the bytes are clean as they are.
    mutating func clean(
        _ bytes: borrowing Span<UInt8>, isLast: Bool, into output: inout [UInt8]
    ) -> (end: Int, isRewritten: Bool) {
        var position = 0
        var copied = 0
        var end = bytes.count
        output.removeAll(keepingCapacity: true)
        scan: while true {
            position = Self.suspect(in: bytes, from: position)
            if position == end { break }
            switch examine(bytes, at: position, isLast: isLast) {
            case .fine(let length): position += length
            case .cut:
                end = position
                break scan
            case .replace(let length, let scalar):
                output.append(bytes, copied..<position)
                if let encoded = UTF8.encode(scalar) { output.append(contentsOf: encoded) }
                position += length
                copied = position
            }
        }
        if copied == 0 { return (end, false) }
        output.append(bytes, copied..<end)
        return (end, true)
    }

    /// The first byte that has to be looked at: control characters but tab, line feed and carriage return; ampersands; everything beyond ASCII.
    /// Eight bytes at a time (https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord): nearly all of a report is none of these.
    private static func suspect(in bytes: borrowing Span<UInt8>, from start: Int) -> Int {
        let raw = unsafe bytes.bytes
        var position = start
        while position &+ 8 <= bytes.count {
            let word = raw.word(at: position)
            let ampersands = word ^ 0x2626_2626_2626_2626
            let low = (word &- 0x2020_2020_2020_2020) & ~word
            let equal = (ampersands &- 0x0101_0101_0101_0101) & ~ampersands
            let flags = (word | low | equal) & 0x8080_8080_8080_8080
            if flags == 0 {
                position &+= 8
                continue
            }
            // The lowest flag is true; borrows reach only those above it.
            position &+= flags.trailingZeroBitCount / 8
            if isSuspect(bytes[position]) { return position }
            position &+= 1
        }
        while position < bytes.count, !isSuspect(bytes[position]) { position &+= 1 }
        return position
    }

    private static func isSuspect(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "&") || (byte < 0x20 && byte != 9 && byte != 10 && byte != 13)
    }

    private mutating func examine(_ bytes: borrowing Span<UInt8>, at position: Int, isLast: Bool) -> Finding {
        let byte = bytes[position]
        if byte == UInt8(ascii: "&") { return reference(bytes, at: position, isLast: isLast) }
        if byte < 0x20 {
            forbidden += 1
            return .replace(1, "\u{FFFD}")
        }
        return isUTF8 ? sequence(bytes, at: position, isLast: isLast) : .replace(1, page[byte])
    }

    /// A reference to a character: "&#27;", "&#x1b;".
    private mutating func reference(_ bytes: borrowing Span<UInt8>, at start: Int, isLast: Bool) -> Finding {
        let incomplete: Finding = isLast ? .fine(1) : .cut
        guard start + 1 < bytes.count else { return incomplete }
        guard bytes[start + 1] == UInt8(ascii: "#") else { return .fine(1) }
        var digits: [UInt8] = []
        for position in start + 2..<start + 12 {
            guard position < bytes.count else { return incomplete }
            guard bytes[position] == UInt8(ascii: ";") else {
                digits.append(bytes[position])
                continue
            }
            let text = String(decoding: digits, as: UTF8.self)
            let value = text.hasPrefix("x") ? UInt32(text.dropFirst(), radix: 16) : UInt32(text)
            guard let value, !Self.isAllowed(value) else { return .fine(1) }
            forbidden += 1
            return .replace(position + 1 - start, "\u{FFFD}")
        }
        return .fine(1)
    }

    static func isAllowed(_ value: UInt32) -> Bool {
        switch value {
        case 9, 10, 13, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// A UTF-8 sequence (RFC 3629).
    private mutating func sequence(_ bytes: borrowing Span<UInt8>, at start: Int, isLast: Bool) -> Finding {
        let lead = bytes[start]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead <= 0xF4 else { return misread(lead) }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            guard start + offset < bytes.count else { return isLast ? misread(lead) : .cut }
            let next = bytes[start + offset]
            guard next & 0xC0 == 0x80 else { return misread(lead) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= least, Unicode.Scalar(value) != nil else { return misread(lead) }
        if Self.isAllowed(value) { return .fine(length) }
        forbidden += 1
        return .replace(length, "\u{FFFD}")
    }

    private mutating func misread(_ byte: UInt8) -> Finding {
        misencoded += 1
        return .replace(1, page[byte])
    }
}

extension [UInt8] {
    mutating func append(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0[range]) }
    }
}
