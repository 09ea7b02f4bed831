/// An element of XML 1.0. Text and attributes may hold anything: it is escaped, and what XML cannot hold is replaced.
struct XMLText {
    var name: String
    var attributes: [(String, String)]
    var children: [XMLText]
    var text: String

    init(_ name: String, _ attributes: [(String, String)] = [], text: String) {
        (self.name, self.attributes, self.text) = (name, attributes, text)
        children = []
    }

    init(_ name: String, _ attributes: [(String, String)] = [], _ children: [XMLText] = []) {
        (self.name, self.attributes, self.children) = (name, attributes, children)
        text = ""
    }

    init(_ name: String, children: [XMLText]) { self.init(name, [], children) }

    func document() -> String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        write(to: &text, indent: "")
        return text
    }

    private func write(to result: inout String, indent: String) {
        result += "\(indent)<\(name)"
        for (name, value) in attributes { result += " \(name)=\"\(Self.escaped(value))\"" }
        if children.isEmpty {
            result += text.isEmpty ? "/>\n" : ">\(Self.escaped(text))</\(name)>\n"
        } else {
            result += ">\n"
            for child in children { child.write(to: &result, indent: indent + "  ") }
            result += "\(indent)</\(name)>\n"
        }
    }

    /// Line breaks stay as they are in text and become spaces in attributes, as a parser would have them.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
            }
        }
        return result
    }

    /// https://www.w3.org/TR/xml/#charsets
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
