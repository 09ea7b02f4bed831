import Measurements

/// Text as YAML 1.2 takes it for what it is.
enum YAMLText {
    /// Between double quotes (https://yaml.org/spec/1.2.2/#731-double-quoted-style).
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                let category = scalar.properties.generalCategory
                let isHidden = [.control, .format, .lineSeparator, .paragraphSeparator].contains(category)
                quoted += isHidden ? escape(scalar) : String(scalar)
            }
        }
        return quoted + "\""
    }

    /// Metrics are mostly plain words; what is none is quoted.
    static func key(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 0x80 && (character.isLetter || character.isNumber || "._-/()".contains(character))
        }
        let beginsAsWord = text.first.map { $0.isASCII && $0.isLetter } ?? false
        let isWord = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        return isPlain && beginsAsWord && !isWord ? text : quoted(text)
    }

    /// A key with its colon. A longer one than a line may have (https://yaml.org/spec/1.2.2/#example-single-pair-explicit-entry: at most 1,024
    /// characters before the colon) stands for itself behind a question mark, and the colon on a line of its own.
    static func entry(_ key: String, indent: String) -> String {
        key.unicodeScalars.count <= 1000 ? key + ":" : "? \(key)\n\(indent):"
    }

    /// What may stand behind a `#`: one line without what moves a cursor.
    static func comment(_ text: String) -> String { PlainText.visible(text).replacing("\t", with: " ") }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
