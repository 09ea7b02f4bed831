import Foundation

/// Recursive descent over bytes; depth is limited, so hostile nesting is an error and not a crash.
struct JSONParser {
    static let depthLimit = 200

    struct Failure: Error {
        var offset: Int
        var problem: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// Whether the end of the text closes what is open.
    private let acceptsCut: Bool
    private(set) var wasCut = false

    init(_ bytes: [UInt8], acceptsCut: Bool = false) {
        self.bytes = bytes
        self.acceptsCut = acceptsCut
    }

    func place(of offset: Int) -> FormatError.Place {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = offset - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
        return .line(line, column: column)
    }

    mutating func value() throws(Failure) -> JSON {
        skipBlanks()
        switch try peek("a value") {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw failure("expected a JSON value, found \(found)")
        }
    }

    /// Nothing but blanks may follow.
    mutating func end() throws(Failure) {
        skipBlanks()
        if position < bytes.count { throw failure("expected the end of the JSON document, found \(found)") }
    }

    /// Whether nothing but blanks follows.
    mutating func isAtEnd() -> Bool {
        skipBlanks()
        return position >= bytes.count
    }

    private mutating func object() throws(Failure) -> JSON.Object {
        var members: [JSON.Object.Member] = []
        try open()
        while try !closes(UInt8(ascii: "}"), first: members.isEmpty, what: "object") {
            guard try peek("a member's name") == UInt8(ascii: "\"") else {
                throw failure("expected a member's name in double quotes, found \(found)")
            }
            let key = try string()
            skipBlanks()
            if isCut { break }
            guard try peek("a colon") == UInt8(ascii: ":") else { throw failure("expected a colon, found \(found)") }
            position += 1
            skipBlanks()
            if isCut { break }
            members.append(.init(key: key, value: try value()))
            if wasCut { break }
        }
        depth -= 1
        return JSON.Object(members: members)
    }

    private mutating func array() throws(Failure) -> [JSON] {
        var elements: [JSON] = []
        try open()
        while try !closes(UInt8(ascii: "]"), first: elements.isEmpty, what: "array") {
            elements.append(try value())
            if wasCut { break }
        }
        depth -= 1
        return elements
    }

    private mutating func open() throws(Failure) {
        depth += 1
        if depth > Self.depthLimit { throw failure("nested more than \(Self.depthLimit) deep") }
        position += 1
    }

    /// Consumes a closing bracket, or the comma before the next element; then true means closed.
    private mutating func closes(_ bracket: UInt8, first: Bool, what: String) throws(Failure) -> Bool {
        skipBlanks()
        if isCut { return true }
        let byte = try peek("the rest of the \(what)")
        if byte == bracket {
            position += 1
            return true
        }
        if first { return false }
        guard byte == UInt8(ascii: ",") else {
            throw failure("expected a comma or the end of the \(what), found \(found)")
        }
        position += 1
        skipBlanks()
        return isCut
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            if bytes[position] < 0x20 {
                throw failure("a control character in a string has to be written as an escape")
            }
            position += 1
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return String(decoding: bytes[start..<position - 1], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else if byte < 0x20 {
                position -= 1
                throw failure("a control character in a string has to be written as an escape")
            } else {
                text.append(byte)
            }
        }
        if isCut { return String(decoding: text, as: UTF8.self) }
        throw Failure(offset: start - 1, problem: "a string without its closing quote: the file is cut off or damaged")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard position < bytes.count else { return }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try unicode(into: &text)
        default:
            position -= 1
            throw failure("\\\(Character(UnicodeScalar(byte))) is no escape of JSON")
        }
    }

    private mutating func unicode(into text: inout [UInt8]) throws(Failure) {
        var units = [try hexUnit()]
        if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            let after = position
            position += 2
            let second = try hexUnit()
            if UTF16.isTrailSurrogate(second) { units.append(second) } else { position = after }
        }
        text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    }

    private mutating func hexUnit() throws(Failure) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        if digits.count < 4, acceptsCut {
            position = bytes.count
            return 0xFFFD
        }
        guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits after \\u") }
        position += 4
        return unit
    }

    private mutating func number() throws(Failure) -> Double {
        let start = position
        skip(UInt8(ascii: "-"))
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            if wasCut { return 0 }
            throw Failure(offset: start, problem: "\(text.prefix(40)) is out of the range of numbers")
        }
        return value
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        if position == start, !isCut { throw failure("expected a digit, found \(found)") }
    }

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func word(_ text: String, _ value: JSON) throws(Failure) -> JSON {
        let here = bytes[position...].prefix(text.utf8.count)
        guard
            here.elementsEqual(text.utf8)
                || (acceptsCut && here.count < text.utf8.count && text.utf8.starts(with: here))
        else { throw failure("expected \(text), found \(found)") }
        position += here.count
        if here.count < text.utf8.count { wasCut = true }
        return value
    }

    private mutating func skipBlanks() {
        while position < bytes.count, JSON.isBlank(bytes[position]) { position += 1 }
    }

    /// Whether the text ends here and that is accepted; remembers it.
    private var isCut: Bool {
        mutating get {
            if position >= bytes.count, acceptsCut { wasCut = true }
            return position >= bytes.count && acceptsCut
        }
    }

    private func peek(_ expected: @autoclosure () -> String) throws(Failure) -> UInt8 {
        guard position < bytes.count else {
            throw failure("the file ends where \(expected()) was expected: it is cut off")
        }
        return bytes[position]
    }

    private func failure(_ problem: String) -> Failure { Failure(offset: position, problem: problem) }

    /// What stands here, for messages.
    private var found: String {
        guard position < bytes.count else { return "the end of the file" }
        let text = String(decoding: bytes[position...].prefix(12), as: UTF8.self)
        return "\"" + text.prefix { !$0.isNewline } + "\""
    }
}
