/// JSON with members in the order of their names' bytes and without blanks, so that the same value is always the same text. (Foundation sorts keys by
/// its own collation, in which different names can be equal.)
enum CanonicalJSON {
    static func bytes(of value: JSON) -> [UInt8] {
        var out: [UInt8] = []
        write(value, &out)
        return out
    }

    private static func write(_ value: JSON, _ out: inout [UInt8]) {
        switch value {
        case .null: out += Array("null".utf8)
        case .bool(let bool): out += Array((bool ? "true" : "false").utf8)
        case .number(let number): write(number, &out)
        case .string(let string): write(string, &out)
        case .array(let elements):
            write("[", "]", elements, &out) { write($0, &$1) }
        case .object(let object):
            let sorted = object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            write("{", "}", sorted, &out) { member, out in
                write(member.key, &out)
                out.append(UInt8(ascii: ":"))
                write(member.value, &out)
            }
        }
    }

    private static func write<Element>(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ elements: [Element], _ out: inout [UInt8],
        each: (Element, inout [UInt8]) -> Void
    ) {
        out.append(UInt8(ascii: open))
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            each(element, &out)
        }
        out.append(UInt8(ascii: close))
    }

    /// The shortest digits that give the same double again; whole numbers as such.
    private static func write(_ number: Double, _ out: inout [UInt8]) {
        if let whole = Int64(exactly: number), whole.magnitude <= 1 << 53, number.sign == .plus || whole != 0 {
            out += Array(String(whole).utf8)
        } else {
            out += Array(number.description.utf8)
        }
    }

    private static func write(_ string: String, _ out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): out += Array("\\n".utf8)
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                out += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
