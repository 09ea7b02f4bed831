import Foundation

/// Recursive descent over bytes; depth is limited, so hostile nesting is an error and not a crash.
struct JSONParser {
    static let depthLimit = 200

    struct Failure: Error {
        var offset: Int
        var problem: String
    }

    private let bytes: [UInt8]
    private(set) var position: Int
    private(set) var depth: Int
    /// Whether the end of the text closes what is open.
    private let acceptsCut: Bool
    private(set) var wasCut = false
    /// Names of the members that objects keep, wherever they stand; nil: all.
    var wanted: [String]?
    /// Whether values are only gone through, and come out empty.
    private var isSkipping = false

    /// - Parameters:
    ///   - position: where to begin in the bytes.
    ///   - depth: how many objects and arrays are open there.
    init(_ bytes: [UInt8], at position: Int = 0, depth: Int = 0, acceptsCut: Bool = false) {
        self.bytes = bytes
        self.position = position
        self.depth = depth
        self.acceptsCut = acceptsCut
    }

    func place(of offset: Int) -> FormatError.Place {
        var lines = LineCounter()
        lines.pass(bytes, offset)
        return lines.place
    }

    /// Line and column after a text that is passed by and by.
    struct LineCounter {
        private var line = 1
        private var column = 1

        /// Passes the first so many bytes.
        mutating func pass(_ bytes: [UInt8], _ count: Int) {
            let span = unsafe bytes.span.bytes
            var start = 0
            while let feed = span.firstOffset(of: UInt8(ascii: "\n"), in: start..<count) {
                line += 1
                column = 1
                start = feed + 1
            }
            column += count - start
        }

        var place: FormatError.Place { .line(line, column: column) }
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

    /// Goes through a value as strictly as if it were wanted.
    mutating func skip() throws(Failure) {
        let wasSkipping = isSkipping
        isSkipping = true
        _ = try value()
        isSkipping = wasSkipping
    }

    /// The first byte of a value, which is not consumed.
    mutating func begin() throws(Failure) -> UInt8 {
        skipBlanks()
        return isCut ? 0 : try peek("a value")
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
        var isFirst = true
        try open()
        while let key = try member(first: isFirst) {
            if wasCut { break }
            isFirst = false
            if isSkipping || wanted?.contains(key) == false {
                try skip()
            } else {
                members.append(.init(key: key, value: try value()))
            }
            if wasCut { break }
        }
        return JSON.Object(members: members)
    }

    private mutating func array() throws(Failure) -> [JSON] {
        var elements: [JSON] = []
        var isFirst = true
        try open()
        while try element(first: isFirst) {
            isFirst = false
            let value = try value()
            if !isSkipping { elements.append(value) }
            if wasCut { break }
        }
        return elements
    }

    /// The name of an object's next member, up to its value; nil at the object's end, which is consumed.
    mutating func member(first: Bool) throws(Failure) -> String? {
        if try closes(UInt8(ascii: "}"), first: first, what: "object") { return nil }
        guard try peek("a member's name") == UInt8(ascii: "\"") else {
            throw failure("expected a member's name in double quotes, found \(found)")
        }
        let key = try string()
        skipBlanks()
        if isCut { return key }
        guard try peek("a colon") == UInt8(ascii: ":") else { throw failure("expected a colon, found \(found)") }
        position += 1
        skipBlanks()
        _ = isCut
        return key
    }

    /// Whether an array has one more element, which follows; its end is consumed.
    mutating func element(first: Bool) throws(Failure) -> Bool {
        try !closes(UInt8(ascii: "]"), first: first, what: "array")
    }

    mutating func open() throws(Failure) {
        depth += 1
        if depth > Self.depthLimit { throw failure("nested more than \(Self.depthLimit) deep") }
        position += 1
    }

    /// Consumes a closing bracket, or the comma before the next element; then true means closed.
    private mutating func closes(_ bracket: UInt8, first: Bool, what: String) throws(Failure) -> Bool {
        skipBlanks()
        if isCut {
            depth -= 1
            return true
        }
        let byte = try peek("the rest of the \(what)")
        if byte == bracket {
            position += 1
            depth -= 1
            return true
        }
        if first { return false }
        guard byte == UInt8(ascii: ",") else {
            throw failure("expected a comma or the end of the \(what), found \(found)")
        }
        position += 1
        skipBlanks()
        if isCut { depth -= 1 }
        return isCut
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        position = endOfPlain(start)
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            if bytes[position] < 0x20 {
                throw failure("a control character in a string has to be written as an escape")
            }
            position += 1
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return isSkipping ? "" : String(decoding: bytes[start..<position - 1], as: UTF8.self)
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

    /// To the eight bytes that hold the end of the string, an escape or a control character.
    private func endOfPlain(_ start: Int) -> Int {
        let span = unsafe bytes.span.bytes
        var next = start
        while next &+ 8 <= span.byteCount {
            let word = span.word(at: next)
            let marks =
                word.bytes(equalTo: UInt8(ascii: "\"")) | word.bytes(equalTo: UInt8(ascii: "\\")) | word.controlBytes
            if marks != 0 { break }
            next &+= 8
        }
        return next
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
        let hasExponent = skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E"))
        if hasExponent {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            try digits()
        }
        // So short a number without an exponent has its place.
        if isSkipping, !hasExponent, position - start < 300 { return 0 }
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
