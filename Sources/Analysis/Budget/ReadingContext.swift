import Yams

/// What readers of sections share.
struct ReadingContext {
    let variables: Variables
    let problems: Problems

    /// The members of a section's mapping; a problem where it is none or empty.
    func pairs(of node: Node, _ section: String) -> [(key: Node, value: Node)] {
        guard let mapping = node.mapping, !mapping.isEmpty else {
            let what = node.isBlank || node.mapping != nil ? "there is nothing under" : "expected a mapping under"
            problems.add("\(what) \(section)", at: node)
            return []
        }
        return Array(mapping)
    }

    /// A scalar as written and with its variables replaced.
    func text(_ node: Node, _ expected: String) throws(Misread) -> (written: String, expanded: String) {
        guard let written = node.plainText, !written.trimmed.isEmpty else { throw Misread("expected \(expected)") }
        if let tag = node.foreignTag {
            throw Misread("YAML takes \(tag) for a type; write the value in quotes: \"\(tag) \(written)\"")
        }
        return (written, try variables.expand(written))
    }

    func flag(_ node: Node) throws(Misread) -> Bool {
        switch try text(node, "true or false").expanded {
        case "true": return true
        case "false": return false
        default: throw Misread("expected true or false")
        }
    }

    /// One of the words.
    func choice<Value: RawRepresentable<String> & CaseIterable>(_ node: Node) throws(Misread) -> Value {
        let text = try text(node, "a word")
        if let value = Value(rawValue: text.expanded.trimmed) { return value }
        throw Misread("\"\(text.written)\": expected \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

extension Node {
    /// The text of a scalar.
    var plainText: String? { scalar?.string }

    var isBlank: Bool {
        scalar.map { $0.style == .plain && ($0.string.isEmpty || $0.string == "~" || $0.string == "null") } ?? false
    }

    /// A tag such as `!=`, which was meant as an operator.
    var foreignTag: String? {
        guard let tag = scalar?.tag.rawValue, tag.hasPrefix("!") else { return nil }
        return tag
    }
}
