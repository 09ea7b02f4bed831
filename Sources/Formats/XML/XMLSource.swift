import Measurements

/// An XML document from an input, chunk by chunk, as clean UTF-8 without declaration, whatever encoding it says it is in: bytes decide, a
/// declaration only where they cannot. .NET labels UTF-8 as UTF-16, PowerShell turns UTF-8 into UTF-16 without touching the label.
struct XMLSource {
    private static let size = 128 << 10
    /// More than the longest declaration.
    private static let head = 4096

    private let input: Input
    private var cleaner = XMLCleaner(declared: nil)
    private var utf16: UTF16Decoder?
    private var label: String?
    private var raw = [UInt8](repeating: 0, count: size)
    /// What of a chunk could not be told without the next one.
    private var carried: [UInt8] = []
    private var joined: [UInt8] = []
    private var cleaned: [UInt8] = []
    private var started = false
    private var ended = false

    init(_ input: Input) { self.input = input }

    /// Hands over the next chunk; returns false where there is none left. `body` may be called with nothing.
    mutating func next(_ body: (borrowing Span<UInt8>) throws(FormatError) -> Void) throws(FormatError) -> Bool {
        if ended { return false }
        if !started { utf16 = UTF16Decoder(try input.peek(4)) }
        if !started { _ = try input.peek(Self.head) }
        let count = try input.read(into: &raw)
        ended = count == 0
        if utf16 == nil, carried.isEmpty, started {
            let bytes = raw
            try deliver(bytes.span.extracting(first: count), body)
        } else {
            joined = carried
            if utf16 != nil {
                utf16?.decode(raw[..<count], isLast: ended, into: &joined)
            } else {
                joined += raw[..<count]
            }
            if !started { begin() }
            let bytes = joined
            try deliver(bytes.span, body)
        }
        return true
    }

    private mutating func deliver(
        _ bytes: borrowing Span<UInt8>, _ body: (borrowing Span<UInt8>) throws(FormatError) -> Void
    ) throws(FormatError) {
        let (end, isRewritten) = cleaner.clean(bytes, isLast: ended, into: &cleaned)
        carried.removeAll(keepingCapacity: true)
        carried.append(bytes, end..<bytes.count)
        if isRewritten { try body(cleaned.span) } else { try body(bytes.extracting(first: end)) }
    }

    /// Takes byte order mark and declaration out of the first chunk; blanks stand in for them, so lines and columns stay.
    private mutating func begin() {
        started = true
        if joined.starts(with: [0xEF, 0xBB, 0xBF]) { joined.replaceSubrange(0..<3, with: "   ".utf8) }
        guard let start = joined.firstIndex(where: { $0 > UInt8(ascii: " ") }) else { return }
        let head = joined[start...].prefix(Self.head)
        guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return }
        label = Self.label(String(decoding: head[start..<end], as: UTF8.self))
        for index in start...end where joined[index] != UInt8(ascii: "\n") { joined[index] = UInt8(ascii: " ") }
        if utf16 == nil, let label, let page = CodePage.named(label) { cleaner = XMLCleaner(declared: page) }
    }

    /// The value of "encoding" in a declaration.
    private static func label(_ declaration: String) -> String? {
        let parts = declaration.split(separator: "encoding", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let value = parts[1].drop { $0 != "\"" && $0 != "'" }
        guard let quote = value.first else { return nil }
        return String(value.dropFirst().prefix { $0 != quote }.prefix(40))
    }

    /// What had to be changed to read the document.
    var notes: [Note] {
        var notes: [Note] = []
        if cleaner.misencoded > 0 {
            let label = label.map { "labelled \"\($0)\"" } ?? "unlabelled"
            notes.append(
                Note(
                    "xml.encoding",
                    "\(cleaner.misencoded) bytes are not UTF-8 in a file \(label); read as windows-1252, names may be misspelt"
                ))
        }
        if cleaner.forbidden > 0 {
            notes.append(
                Note(
                    "xml.characters",
                    "\(cleaner.forbidden) characters that XML forbids (escape sequences, NUL) were replaced by U+FFFD"))
        }
        return notes
    }
}

/// UTF-16 to UTF-8, chunk by chunk; unpaired surrogates become U+FFFD.
struct UTF16Decoder {
    private let isBigEndian: Bool
    /// The first byte of an unfinished unit.
    private var half: UInt8?
    private var high: UInt16?

    /// Nil where a document that starts like that is no UTF-16: neither byte order mark nor "<" in two bytes.
    init?(_ start: [UInt8]) {
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0x3C, 0, 0x3F, 0]) {
            isBigEndian = false
        } else if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0, 0x3C, 0, 0x3F]) {
            isBigEndian = true
        } else if start.count == 4, start[0] == 0x3C, start[1] == 0, start[2] != 0, start[3] == 0 {
            isBigEndian = false
        } else {
            return nil
        }
    }

    mutating func decode(_ bytes: ArraySlice<UInt8>, isLast: Bool, into output: inout [UInt8]) {
        for byte in bytes {
            guard let first = half else {
                half = byte
                continue
            }
            half = nil
            let unit = isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
            append(unit, to: &output)
        }
        if isLast, half != nil || high != nil { output += [0xEF, 0xBF, 0xBD] }
    }

    private mutating func append(_ unit: UInt16, to output: inout [UInt8]) {
        if unit == 0xFEFF { return }
        if let first = high {
            high = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(unit) & 0x3FF
                return Self.append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &output)
            }
            Self.append("\u{FFFD}", to: &output)
        }
        if UTF16.isLeadSurrogate(unit) {
            high = unit
        } else {
            Self.append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &output)
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        if scalar.isASCII {
            output.append(UInt8(truncatingIfNeeded: scalar.value))
        } else if let encoded = UTF8.encode(scalar) {
            output.append(contentsOf: encoded)
        }
    }
}
