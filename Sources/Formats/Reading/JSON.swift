/// A JSON value (RFC 8259). Objects keep the order of their members. For documents and for what the fast readers do not know; own, because Foundation's
/// parser says neither line nor column, and knows no limit of depth.
package enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Object)

    package struct Object: Sendable, Equatable {
        package struct Member: Sendable, Equatable {
            package var key: String
            package var value: JSON
        }

        package var members: [Member]

        /// The last member of that name, as most parsers have it.
        package subscript(key: String) -> JSON? { members.last { $0.key == key }?.value }
    }

    package subscript(key: String) -> JSON? { object?[key] }

    package var object: Object? { if case .object(let object) = self { object } else { nil } }
    package var array: [JSON]? { if case .array(let array) = self { array } else { nil } }
    package var string: String? { if case .string(let string) = self { string } else { nil } }
    package var number: Double? { if case .number(let number) = self { number } else { nil } }
    package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    /// A number that is whole and fits.
    package var integer: Int? { number.flatMap { Int(exactly: $0) } }

    /// What kind of value it is, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The only value of a whole document.
    package static func parse(_ bytes: [UInt8], source: String) throws(FormatError) -> JSON {
        var parser = JSONParser(bytes)
        do throws(JSONParser.Failure) {
            let value = try parser.value()
            try parser.end()
            return value
        } catch {
            throw FormatError(source, at: parser.place(of: error.offset), error.problem)
        }
    }

    /// All values of a text, one after the other, as tools print them line by line; at least one.
    static func sequence(_ bytes: [UInt8], source: String) throws(FormatError) -> [JSON] {
        var parser = JSONParser(bytes)
        var values: [JSON] = []
        do throws(JSONParser.Failure) {
            repeat { values.append(try parser.value()) } while !parser.isAtEnd()
            return values
        } catch {
            throw FormatError(source, at: parser.place(of: error.offset), error.problem)
        }
    }

    /// The first value of a text that may be cut off, and whether it is complete; nil where the text is no JSON at all.
    static func prefix(of bytes: [UInt8]) -> (value: JSON?, complete: Bool) {
        var parser = JSONParser(bytes, acceptsCut: true)
        guard let value = try? parser.value() else { return (nil, true) }
        return (value, !parser.wasCut)
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
