import Foundation

/// Reads JSON member by member into values, without a tree in between: histories read many kept runs, and a general decoder is ten times slower.
/// Members may come in any order, unknown ones are passed over.
struct JSONReader {
    struct Problem: Error {
        enum Kind {
            case expected(String)
            case missing(String)
        }

        var kind: Kind
        /// Of the value or sign that is wrong; behind the object that something is missing of.
        var position: Int
    }

    let bytes: [UInt8]
    private var position = 0
    /// Counters that the histograms read so far take.
    var spread = 0
    private var depth = 0
    /// Whether no element of the list that was entered last has been read, so that no comma is due.
    private var isFirst = false
    private static let deepest = 64

    /// A byte that ends every number is put behind the text.
    init(_ text: [UInt8]) { bytes = text + [0] }

    func problem(_ expected: String) -> Problem { Problem(kind: .expected(expected), position: position) }

    func missing(_ member: String) -> Problem { Problem(kind: .missing(member), position: position) }

    /// Each member's name; its value has to be read or skipped.
    mutating func object(_ member: (inout JSONReader, String) throws(Problem) -> Void) throws(Problem) {
        try enter(UInt8(ascii: "{"), "an object")
        while try next(UInt8(ascii: "}")) {
            let name = try string()
            guard skipBlanks() == UInt8(ascii: ":") else { throw problem("a colon") }
            position += 1
            try member(&self, name)
        }
    }

    mutating func array<Element>(
        _ element: (inout JSONReader) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        var elements: [Element] = []
        try enter(UInt8(ascii: "["), "an array")
        while try next(UInt8(ascii: "]")) { elements.append(try element(&self)) }
        return elements
    }

    /// Nil for null.
    mutating func optional<Value>(_ read: (inout JSONReader) throws(Problem) -> Value) throws(Problem) -> Value? {
        if skipBlanks() == UInt8(ascii: "n") {
            try word("null")
            return nil
        }
        return try read(&self)
    }

    mutating func number() throws(Problem) -> Double {
        let start = startOfValue()
        if let whole = whole(start) { return Double(whole) }
        let (value, end) = bytes.withUnsafeBufferPointer { buffer -> (Double, Int) in
            guard let base = buffer.baseAddress else { return (0, start) }
            return base.withMemoryRebound(to: CChar.self, capacity: buffer.count) { text in
                var end: UnsafeMutablePointer<CChar>?
                let value = strtod(text + start, &end)
                return (value, end.map { UnsafePointer($0) - text } ?? start)
            }
        }
        // strtod also reads words and other radices.
        guard end > start, bytes[start..<end].allSatisfy(Self.isOfNumber) else { throw problem("a number") }
        position = end
        return value
    }

    mutating func integer() throws(Problem) -> Int {
        let start = startOfValue()
        if let whole = whole(start) { return whole }
        let number = try number()
        guard let integer = Int(exactly: number) else {
            position = start
            throw problem("a whole number")
        }
        return integer
    }

    /// A whole number within a range.
    mutating func count(
        in range: ClosedRange<Int> = 0...1 << 53, _ expected: String = "a whole number from 0 to 2^53"
    ) throws(Problem) -> Int {
        let start = startOfValue()
        if let number = whole(start) ?? (try? number()).flatMap({ Int(exactly: $0) }), range.contains(number) {
            return number
        }
        position = start
        throw problem(expected)
    }

    /// One of the words that a type has.
    mutating func word<Word: RawRepresentable<String>>() throws(Problem) -> Word {
        let start = startOfValue()
        if let word = Word(rawValue: try string()) { return word }
        position = start
        throw problem("one of the words that are known here")
    }

    mutating func string() throws(Problem) -> String {
        guard skipBlanks() == UInt8(ascii: "\"") else { throw problem("a string") }
        position += 1
        let start = position
        while bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 {
            position += 1
        }
        if bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        return try escapedString(from: start)
    }

    /// Passes over a value of any kind.
    mutating func skip() throws(Problem) {
        switch skipBlanks() {
        case UInt8(ascii: "{"): try object { reader, _ throws(Problem) in try reader.skip() }
        case UInt8(ascii: "["): _ = try array { reader throws(Problem) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
    }

    /// Nothing but blanks may follow.
    mutating func end() throws(Problem) {
        _ = skipBlanks()
        guard position == bytes.count - 1 else { throw problem("the end") }
    }
}

extension JSONReader {
    private mutating func skipBlanks() -> UInt8 {
        while true {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            case let byte: return byte
            }
        }
    }

    private mutating func enter(_ bracket: UInt8, _ what: String) throws(Problem) {
        guard skipBlanks() == bracket else { throw problem(what) }
        position += 1
        depth += 1
        guard depth <= Self.deepest else { throw problem("less nesting") }
        isFirst = true
    }

    /// Whether there is another element; passes over the comma before it, or over the bracket at the end.
    private mutating func next(_ bracket: UInt8) throws(Problem) -> Bool {
        let byte = skipBlanks()
        defer { isFirst = false }
        if byte == bracket {
            position += 1
            depth -= 1
            return false
        }
        if isFirst { return true }
        guard byte == UInt8(ascii: ",") else { throw problem("a comma or the end of a list") }
        position += 1
        return true
    }

    private mutating func word(_ word: String) throws(Problem) {
        guard bytes[position...].starts(with: word.utf8) else { throw problem("a value") }
        position += word.utf8.count
    }

    private mutating func startOfValue() -> Int {
        _ = skipBlanks()
        return position
    }

    /// A whole number of up to 15 digits, which most are; nil and where it was for others.
    private mutating func whole(_ start: Int) -> Int? {
        var (index, value) = (start, 0)
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let first = index
        while index - first < 16, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + Int(digit)
            index += 1
        }
        guard index > first, index - first < 16, !Self.isOfNumber(bytes[index]), !(isNegative && value == 0) else {
            return nil
        }
        position = index
        return isNegative ? -value : value
    }

    static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func escapedString(from start: Int) throws(Problem) -> String {
        var text = Array(bytes[start..<position])
        while true {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20:
                position -= 1
                throw problem("the end of a string")
            default: text.append(byte)
            }
        }
    }

    /// What follows a backslash.
    private mutating func escape() throws(Problem) -> [UInt8] {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"):
            var units = [try hexadecimal()]
            if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                units.append(try hexadecimal())
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default:
            position -= 1
            throw problem("an escape")
        }
    }

    private mutating func hexadecimal() throws(Problem) -> UInt16 {
        guard bytes.count - position > 4,
            let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw problem("four hexadecimal digits") }
        position += 4
        return unit
    }
}
