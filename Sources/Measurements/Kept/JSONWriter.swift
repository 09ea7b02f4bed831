/// Writes JSON with members in the order of their names' bytes and without blanks, so that the same value is always the same text.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a value has been written at this depth, so that the next needs a comma.
    private var needsComma = false

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        members(&self)
        close(UInt8(ascii: "}"))
    }

    /// An object of any names, which are sorted.
    mutating func object<Value>(_ values: [String: Value], _ write: (inout JSONWriter, Value) -> Void) {
        object { writer in
            for (name, value) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                writer.name(name)
                write(&writer, value)
            }
        }
    }

    mutating func array<Element>(_ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void) {
        open(UInt8(ascii: "["))
        for element in elements { write(&self, element) }
        close(UInt8(ascii: "]"))
    }

    /// Starts a member; its value follows. Names have to come in the order of their bytes.
    mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Members that are absent are not written.
    mutating func member(_ name: String, _ value: Double?) {
        guard let value else { return }
        self.name(name)
        number(value)
    }

    mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        self.name(name)
        integer(value)
    }

    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    /// The shortest digits that give the same double again; whole numbers as such.
    mutating func number(_ number: Double) {
        if let whole = Int64(exactly: number), whole.magnitude <= 1 << 53, number.sign == .plus || whole != 0 {
            integer(Int(whole))
        } else {
            separate()
            bytes += number.description.utf8
        }
    }

    mutating func null() {
        separate()
        bytes += "null".utf8
    }

    mutating func integer(_ number: Int) {
        separate()
        bytes += String(number).utf8
    }

    mutating func string(_ string: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A line break between two values, for those who read the differences of files.
    mutating func breakLine() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
