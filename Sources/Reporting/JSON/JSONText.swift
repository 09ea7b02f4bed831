/// A JSON document in the order in which it is to be written, so that the same verdict gives the same bytes.
indirect enum JSONText {
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
    func text(indent: String = "") -> String {
        let deeper = indent + "  "
        switch self {
        case .string(let text): return Self.quoted(text)
        case .number(let value): return Self.digits(value)
        case .boolean(let value): return String(value)
        case .array(let items):
            guard !isFlat else { return "[" + items.map { $0.text() }.joined(separator: ", ") + "]" }
            let lines = items.map { deeper + $0.text(indent: deeper) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
        case .object(let members):
            guard !isFlat else { return "{" + members.map { Self.member($0, "") }.joined(separator: ", ") + "}" }
            let lines = members.map { deeper + Self.member($0, deeper) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        }
    }

    private static func member(_ member: (String, JSONText), _ indent: String) -> String {
        quoted(member.0) + ": " + member.1.text(indent: indent)
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
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
        guard !isPlain else { return "\"\(text)\"" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default: quoted += isInvisible(scalar) ? escaped(scalar) : String(scalar)
            }
        }
        return quoted + "\""
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
