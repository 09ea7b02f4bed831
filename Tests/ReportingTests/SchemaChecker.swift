import Foundation

/// As much of JSON Schema (draft 2020-12) as the verdict's schema uses; any other keyword is reported, never skipped.
struct SchemaChecker {
    private let root: [String: Any]

    init(_ text: String) throws {
        root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    /// What is wrong with a document; empty where it is valid.
    func problems(_ document: String) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: Data(document.utf8), options: .fragmentsAllowed)
        return problems(value, root, at: "")
    }

    private static let annotations: Set<String> = ["$schema", "$defs", "title", "description"]

    private func problems(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
        schema.sorted { $0.key < $1.key }.flatMap { keyword, argument -> [String] in
            switch (keyword, argument) {
            case ("$ref", let name as String):
                let definitions = root["$defs"] as? [String: Any]
                guard let target = definitions?[String(name.dropFirst("#/$defs/".count))] as? [String: Any] else {
                    return ["\(path): no definition \(name)"]
                }
                return problems(value, target, at: path)
            case ("type", let type as String): return Self.has(type, value) ? [] : ["\(path): not of type \(type)"]
            case ("enum", let values as [String]):
                return values.contains { $0 == value as? String } ? [] : ["\(path): not one of \(values)"]
            case ("const", let constant as String):
                return constant == value as? String ? [] : ["\(path): not \(constant)"]
            case ("minimum", let least as NSNumber):
                return (value as? NSNumber).map { $0.doubleValue >= least.doubleValue } ?? true
                    ? [] : ["\(path): less than \(least)"]
            case ("pattern", let pattern as String):
                return (value as? String)?.range(of: pattern, options: .regularExpression) != nil
                    ? [] : ["\(path): not like \(pattern)"]
            case ("required", let names as [String]):
                let members = value as? [String: Any] ?? [:]
                return names.filter { members[$0] == nil }.map { "\(path): lacks \($0)" }
            case ("properties", let properties as [String: Any]): return members(value, properties, at: path)
            case ("additionalProperties", let argument): return additional(value, argument, schema, at: path)
            case ("items", let items as [String: Any]):
                return ((value as? [Any]) ?? []).enumerated().flatMap {
                    problems($0.element, items, at: "\(path)/\($0.offset)")
                }
            case ("minItems", let least as Int):
                return ((value as? [Any])?.count ?? least) >= least ? [] : ["\(path): too few items"]
            case ("maxItems", let most as Int):
                return ((value as? [Any])?.count ?? most) <= most ? [] : ["\(path): too many items"]
            default: return Self.annotations.contains(keyword) ? [] : ["\(path): this checker does not know \(keyword)"]
            }
        }
    }

    private func members(_ value: Any, _ properties: [String: Any], at path: String) -> [String] {
        guard let members = value as? [String: Any] else { return [] }
        return properties.flatMap { name, schema -> [String] in
            guard let member = members[name], let schema = schema as? [String: Any] else { return [] }
            return problems(member, schema, at: "\(path)/\(name)")
        }
    }

    private func additional(_ value: Any, _ argument: Any, _ schema: [String: Any], at path: String) -> [String] {
        let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
        let others = (value as? [String: Any] ?? [:]).filter { !known.contains($0.key) }
        guard let schema = argument as? [String: Any] else {
            return others.keys.map { "\(path): \($0) is not in the schema" }
        }
        return others.flatMap { problems($0.value, schema, at: "\(path)/\($0.key)") }
    }

    private static func has(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool && !isNumber(value)
        case "number": isNumber(value)
        case "integer":
            isNumber(value) && (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } == true
        default: false
        }
    }

    /// Foundation bridges true and 1 to each other; the type of the stored number tells them apart.
    private static func isNumber(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return !isBoolean(number)
    }

    private static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
