/// A JSON document in the order in which it is to be written, so that the same verdict gives the same bytes.
enum JSONText {
    case string(String)
    case number(Double)
    case boolean(Bool)
    case array([JSONText])
    case object([(String, JSONText)])

    static func integer(_ value: Int) -> JSONText { .number(Double(value)) }

    /// An object of the members that are there: what was not measured is absent, and so is what is no finite number.
    static func members(_ members: [(String, JSONText?)]) -> JSONText {
        .object(
            members.compactMap { name, value in
                if case .number(let number) = value, !number.isFinite { return nil }
                return value.map { (name, $0) }
            })
    }

    /// Indented by two spaces; what holds no other object stands on one line.
    func text() -> String {
        var bytes: [UInt8] = []
        write(to: &bytes, indent: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Into one buffer, since documents of ten thousand series are written.
    private func write(to bytes: inout [UInt8], indent: Int) {
        let inside = isFlat ? nil : indent + 2
        switch self {
        case .string(let text): Self.quote(text, to: &bytes)
        case .number(let value): bytes.append(contentsOf: Self.digits(value).utf8)
        case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                Self.separate(index, inside, &bytes)
                item.write(to: &bytes, indent: inside ?? 0)
            }
            if inside != nil { Self.breakLine(indent, &bytes) }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                Self.separate(index, inside, &bytes)
                Self.quote(member.0, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                member.1.write(to: &bytes, indent: inside ?? 0)
            }
            if inside != nil { Self.breakLine(indent, &bytes) }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// What goes before an item: `indent` is that of its line, nil where all stand on one.
    private static func separate(_ index: Int, _ indent: Int?, _ bytes: inout [UInt8]) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if let indent { breakLine(indent, &bytes) } else if index > 0 { bytes.append(UInt8(ascii: " ")) }
    }

    private static func breakLine(_ indent: Int, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<indent { bytes.append(UInt8(ascii: " ")) }
    }

    /// Holds no object, and at most lists of plain values.
    private var isFlat: Bool {
        switch self {
        case .string, .number, .boolean: true
        case .array(let items): items.allSatisfy(\.isPlain)
        case .object(let members): members.count <= 12 && members.allSatisfy { $0.1.isPlain || $0.1.isShortList }
        }
    }

    private var isPlain: Bool {
        switch self {
        case .string, .number, .boolean: true
        case .array, .object: false
        }
    }

    private var isShortList: Bool {
        guard case .array(let items) = self else { return false }
        return items.count <= 20 && items.allSatisfy(\.isPlain)
    }

    /// Whole numbers as they are; others the shortest text of the value rounded to nine significant digits, or to thousandths where these are more.
    /// JSON has no infinity.
    private static func digits(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if let integer = Int(exactly: value), value.magnitude < 0x1p53 { return String(integer) }
        let isLarge = value.magnitude >= 1e6 && value.magnitude < 1e12
        let rounded = isLarge ? (value * 1000).rounded() / 1000 : Digits.nineDigits(value)
        if let integer = Int(exactly: rounded), rounded.magnitude < 1e15 { return String(integer) }
        return String(rounded)
    }

    /// Escapes what JSON must not hold, and what is invisible or moves a terminal's cursor.
    private static func quote(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C && $0 != 0x23 }
        if isPlain {
            bytes.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars {
                // `##[error]` and `##vso[` would be commands in the log of a CI system.
                let isSecond = scalar == "#" && bytes.last == UInt8(ascii: "#")
                if isSecond { bytes.append(contentsOf: escaped(scalar).utf8) } else { append(scalar, to: &bytes) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes.append(contentsOf: "\\\"".utf8)
        case "\\": bytes.append(contentsOf: "\\\\".utf8)
        case "\n": bytes.append(contentsOf: "\\n".utf8)
        case "\r": bytes.append(contentsOf: "\\r".utf8)
        case "\t": bytes.append(contentsOf: "\\t".utf8)
        case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        default: bytes.append(contentsOf: (isInvisible(scalar) ? escaped(scalar) : String(scalar)).utf8)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// "\u202e", as a surrogate pair beyond the basic plane.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
