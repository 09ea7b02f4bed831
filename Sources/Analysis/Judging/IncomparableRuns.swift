import Measurements

/// Why runs of a history were left out that differ from the candidate: one reason for all that differ in the same fields.
package struct IncomparableRuns {
    private var differences: [String: [EnvironmentComparison.Difference]] = [:]

    package init() {}

    /// - Returns: the reason, without values: "had another cpu and number of cores".
    package mutating func note(_ found: [EnvironmentComparison.Difference]) -> String {
        let reason = "had another " + Self.list(found.map { Self.name($0.field) })
        differences[reason, default: []] += found
        return reason
    }

    /// A reason with the values: "had another duration (19.95 to 20.03 s, here 30 s)". Reasons of other kinds are as they were.
    package func words(_ reason: String) -> String {
        guard let found = differences[reason] else { return reason }
        var fields: [String] = []
        for one in found where !fields.contains(one.field) { fields.append(one.field) }
        let parts = fields.map { field in
            let own = found.filter { $0.field == field }
            return "\(Self.name(field)) (\(Self.values(own)), here \(own[0].head))"
        }
        return "had another " + Self.list(parts)
    }

    /// What can stand behind "another".
    private static func name(_ field: String) -> String {
        ["cores", "virtual users"].contains(field) ? "number of \(field)" : field
    }

    /// Numbers from the least to the greatest, texts one by one, three at most.
    private static func values(_ found: [EnvironmentComparison.Difference]) -> String {
        let texts = Set(found.map(\.base)).sorted()
        let numbers = found.filter { $0.baseNumber != nil }.sorted { ($0.baseNumber ?? 0) < ($1.baseNumber ?? 0) }
        if let least = numbers.first, let greatest = numbers.last, least.base != greatest.base {
            return "\(least.base.prefix { $0 != " " }) to \(greatest.base)"
        }
        let more = texts.count > 3 ? " and \(texts.count - 3) more" : ""
        return texts.prefix(3).joined(separator: ", ") + more
    }

    private static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }
}
