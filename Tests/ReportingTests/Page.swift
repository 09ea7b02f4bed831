import Foundation

/// A page taken apart, as strictly as no browser does: what is not written just so is told as a fault.
struct Page {
    let text: String
    var style: String { between("<style>", "</style>") }
    var script: String { between("<script>", "</script>") }
    /// Without the page's style and script, which are the same in each.
    var body: String { between("<body>", "<script>") }

    init(_ text: String) { self.text = text }

    private func between(_ start: String, _ end: String) -> String {
        guard let from = text.range(of: start)?.upperBound,
            let to = text.range(of: end, range: from..<text.endIndex)?.lowerBound
        else { return "" }
        return String(text[from..<to])
    }

    /// Elements that are not closed.
    private static let void: Set<String> = ["meta", "input", "br"]
    /// All that a page is made of; names from outside can add none.
    private static let known: Set<String> = void.union([
        "html", "head", "title", "style", "body", "a", "button", "header", "main", "footer", "section", "div", "p",
        "h1",
        "h2", "h3", "span", "strong", "b", "em", "small", "bdi", "code", "pre", "ul", "li", "dl", "dt", "dd", "table",
        "thead", "tbody", "tr", "th", "td", "form", "label", "select", "option", "output", "details", "summary",
        "figure", "figcaption", "svg", "path", "circle", "rect", "text", "polyline", "polygon", "script",
    ])

    /// What is wrong with its elements, attributes and characters; empty where nothing is.
    var faults: [String] {
        var faults = characterFaults
        var open: [String] = []
        var rest = text.replacing(style, with: "").replacing(script, with: "")[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else { return faults + ["a tag without an end"] }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if tag == "!DOCTYPE html" { continue }
            if tag.hasPrefix("/") {
                let last = open.popLast()
                if last != String(tag.dropFirst()) { faults.append("</\(tag.dropFirst())> ends \(last ?? "nothing")") }
                continue
            }
            let isEmpty = tag.hasSuffix("/")
            let name = String(tag.prefix { $0.isLetter || $0.isNumber })
            if !Self.known.contains(name) { faults.append("<\(name)> is not an element of ours") }
            faults += attributeFaults((isEmpty ? tag.dropLast() : tag).dropFirst(name.count))
            if !isEmpty, !Self.void.contains(name) { open.append(name) }
        }
        return faults + open.map { "<\($0)> is not closed" }
    }

    private func attributeFaults(_ attributes: Substring) -> [String] {
        let pattern = /(?:\s+([a-zA-Z-]+)(?:="([^"<]*)")?)*\s*/
        guard attributes.wholeMatch(of: pattern) != nil else { return ["attributes: \(attributes.prefix(200))"] }
        let names = attributes.matches(of: /\s([a-zA-Z-]+)="/).map { String($0.output.1) }
        let forbidden = names.filter { $0 == "style" || $0 == "src" || $0.hasPrefix("on") }
        let repeated = Set(names).count == names.count ? [] : ["an attribute twice: \(attributes.prefix(200))"]
        return forbidden.map { "attribute \($0)" } + repeated
    }

    private var characterFaults: [String] {
        let odd = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n"
            case .format, .unassigned, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
        return odd.isEmpty ? [] : ["\(odd.count) characters that are not to be shown"]
    }
}
