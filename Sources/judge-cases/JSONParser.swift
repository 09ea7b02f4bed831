import Foundation

/// Reads one JSON document.
struct JSONParser {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var depth = 0

    static func parse(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.endIndex else { throw parser.error }
        return value
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    private var error: JSONError { JSONError(position: position - bytes.startIndex) }

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A { position += 1 }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try .object(list(until: UInt8(ascii: "}"), member))
        case UInt8(ascii: "["):
            return try .array(list(until: UInt8(ascii: "]")) { parser throws(JSONError) in try parser.value() })
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    /// Elements separated by commas, from an opening bracket to its closing one.
    private mutating func list<Element>(
        until close: UInt8, _ element: (inout JSONParser) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        guard depth < 64 else { throw error }
        depth += 1
        defer { depth -= 1 }
        position += 1
        skipSpace()
        if next == close {
            position += 1
            return []
        }
        var elements: [Element] = []
        while true {
            elements.append(try element(&self))
            skipSpace()
            guard let byte = next, byte == close || byte == UInt8(ascii: ",") else { throw error }
            position += 1
            if byte == close { return elements }
        }
    }

    private func member(_ parser: inout JSONParser) throws(JSONError) -> JSONValue.Member {
        parser.skipSpace()
        let name = try parser.string()
        parser.skipSpace()
        guard parser.next == UInt8(ascii: ":") else { throw parser.error }
        parser.position += 1
        return JSONValue.Member(name: name, value: try parser.value())
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: Array("\(word)".utf8)) else { throw error }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func string() throws(JSONError) -> String {
        guard next == UInt8(ascii: "\"") else { throw error }
        position += 1
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        return try escapedString(from: start)
    }

    /// A string with escapes is rare; Foundation reads it.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        guard next != nil else { throw error }
        position += 1
        let quoted = Data(bytes[(start - 1)..<position])
        let value = try? JSONSerialization.jsonObject(with: quoted, options: .fragmentsAllowed)
        guard let value = value as? String else { throw error }
        return value
    }

    /// A number: exactly from its digits where both they and the power of ten are exact doubles (Clinger 1990), else by
    /// the standard library.
    private mutating func number() throws(JSONError) -> Double {
        let start = position
        var mantissa: UInt64 = 0
        var decimals = 0
        var isSimple = true
        var sawPoint = false
        while let byte = next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                isSimple = isSimple && mantissa < 900_000_000_000_000
                if isSimple { mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0")) }
                if sawPoint { decimals += 1 }
            case UInt8(ascii: ".") where !sawPoint: sawPoint = true
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "."):
                isSimple = false
            default: return try finish(start, mantissa, decimals, isSimple)
            }
            position += 1
        }
        return try finish(start, mantissa, decimals, isSimple)
    }

    private func finish(
        _ start: Int, _ mantissa: UInt64, _ decimals: Int, _ isSimple: Bool
    ) throws(JSONError) -> Double {
        if isSimple, decimals < Self.powersOfTen.count, position > start {
            return Double(mantissa) / Self.powersOfTen[decimals]
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw error }
        return value
    }

    private static let powersOfTen: [Double] = (0...22).map { pow(10, Double($0)) }
}
