/// One element of somebody's file: fields by path.
enum CustomFields {
    case json(JSONNode, key: String?)
    case row(columns: [String: Int], DelimitedText.Row, source: String)

    /// The number at a path; nil where there is none, or it is empty. Numbers in quotes are numbers.
    func number(_ path: String) throws(FormatError) -> Double? {
        let text: String
        switch self {
        case .json(let node, _):
            guard let found = Self.node(node, path) else { return nil }
            if found.json.number != nil { return try found.number() }
            guard let string = found.json.string else { throw found.unexpected("a number") }
            text = string
        case .row:
            guard let cell = self.text(path) else { return nil }
            text = cell
        }
        if text.allSatisfy(\.isWhitespace) { return nil }
        guard let value = Double(text), value.isFinite else {
            throw FormatError(source, at: place, "\(path): expected a number")
        }
        return value
    }

    func text(_ path: String) -> String? {
        switch self {
        case .json(let node, let key):
            if path == "key" { return key }
            guard let json = Self.node(node, path)?.json else { return nil }
            return json.string ?? json.integer.map(String.init) ?? json.number.map { "\($0)" }
        case .row(let columns, let row, _): return columns[path].flatMap { row[$0] }
        }
    }

    /// A template's text: "{method} {route}"; nil where a field is missing.
    func filled(_ template: String) -> String? {
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            guard let value = self.text(String(rest[rest.index(after: open)..<close])) else { return nil }
            text += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// "requests.total": members by name; "." in a name is found where the whole rest is a name. "$" and "" are the node itself.
    static func node(_ node: JSONNode, _ path: String) -> JSONNode? {
        var path = path[...]
        if path.hasPrefix("$") { path = path.dropFirst(path.hasPrefix("$.") ? 2 : 1) }
        guard !path.isEmpty else { return node }
        if let whole = node[String(path)] { return whole }
        guard let dot = path.firstIndex(of: ".") else { return nil }
        return node[String(path[..<dot])].flatMap { self.node($0, String(path[path.index(after: dot)...])) }
    }

    private var source: String {
        switch self {
        case .json(let node, _): node.source
        case .row(_, _, let source): source
        }
    }

    private var place: FormatError.Place? {
        if case .row(_, let row, _) = self { .line(row.line, column: nil) } else { nil }
    }
}
