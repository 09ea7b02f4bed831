/// A JSON document whose objects keep the order of their members.
///
/// The order decides the order of the verdicts, which no dictionary keeps.
enum JSONValue {
    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    struct Member {
        let name: String
        let value: JSONValue
    }

    /// The member of an object by name; nil for anything else.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var number: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }
}

/// Why a line is no JSON document.
struct JSONError: Error {
    /// Bytes from the beginning of the line.
    let position: Int
}
