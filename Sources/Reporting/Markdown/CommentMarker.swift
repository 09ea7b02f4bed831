import Analysis

/// The first line of a comment, by which a poster finds the one to update: `<!-- loadline key=SUITE head=SHA run=ID -->`.
/// What is not known is left out; values are percent-encoded, so that they hold no space and cannot end the comment.
package struct CommentMarker: Equatable, Sendable {
    package var suite: String
    package var headCommit: String?
    package var runID: String?

    package init(_ verdict: Verdict) {
        suite = verdict.suite
        headCommit = verdict.provenance.headCommit
        runID = verdict.provenance.runID
    }

    package var text: String {
        let fields = [("key", suite), ("head", headCommit), ("run", runID)].compactMap { name, value in
            value.map { "\(name)=\(Self.encoded($0))" }
        }
        return "<!-- loadline \(fields.joined(separator: " ")) -->"
    }

    /// RFC 3986; a second hyphen in a row is encoded too. At most 200 bytes of the value are kept.
    private static func encoded(_ value: String) -> String {
        var text = ""
        for byte in value.utf8.prefix(200) {
            let character = Character(Unicode.Scalar(byte))
            let plain = character.isASCII && (character.isLetter || character.isNumber || "._~/".contains(character))
            if plain || character == "-" && !text.hasSuffix("-") {
                text.append(character)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
