/// `${NAME}` and `${NAME:-default}` in limits and settings: from the environment, else from the file's `variables:`. What is replaced is never replaced
/// again, and never shown in a message: an environment holds secrets.
struct Variables {
    var defaults: [String: String] = [:]
    let environment: [String: String]

    func expand(_ text: String) throws(Misread) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            guard rest.hasPrefix("${") else {
                result += "$"
                rest = rest.dropFirst()
                continue
            }
            guard let end = rest.firstIndex(of: "}") else { throw Misread("\(text): ${ without }") }
            result += try value(of: rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// An empty variable counts as missing, as in a shell's `:-`.
    private func value(of reference: Substring) throws(Misread) -> String {
        let parts = reference.split(separator: ":-", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard Self.isName(name) else {
            throw Misread("\"${\(reference)}\" is not a variable; write ${NAME} or ${NAME:-default}")
        }
        if let value = environment[name], !value.isEmpty { return value }
        if let value = defaults[name] { return value }
        if parts.count == 2 { return String(parts[1]) }
        throw Misread(
            "the variable \(name) is not set and has no default; set it, or write ${\(name):-...} or variables: {\(name): ...}"
        )
    }

    static func isName(_ text: String) -> Bool {
        let letters = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return letters && text.first.map { !$0.isNumber } == true && text.count <= 100
    }
}
