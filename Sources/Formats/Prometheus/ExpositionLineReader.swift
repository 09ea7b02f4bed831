/// Reads one line of the text format 0.0.4 or of OpenMetrics 1.0; quoted names of Prometheus 3 too.
struct ExpositionLineReader {
    struct Failure: Error {
        var column: Int
        var problem: String
    }

    private let bytes: [UInt8]
    private var position = 0

    static func read(_ line: some StringProtocol) throws(Failure) -> ExpositionLine {
        var reader = ExpositionLineReader(bytes: Array(line.utf8))
        return try reader.line()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func line() throws(Failure) -> ExpositionLine {
        skipBlanks()
        guard let first = peek else { return .blank }
        if first == UInt8(ascii: "#") { return try comment() }
        return .sample(try sample())
    }

    private mutating func comment() throws(Failure) -> ExpositionLine {
        let words = String(decoding: bytes[position...], as: UTF8.self).split(separator: " ", maxSplits: 3)
        guard words.count >= 2, words[0] == "#" else { return .comment }
        if words[1] == "EOF", words.count == 2 { return .end }
        guard ["TYPE", "HELP", "UNIT"].contains(words[1]) else { return .comment }
        guard words.count >= 3, let family = Self.family(words[2]) else {
            throw Failure(column: 1, problem: "expected a metric's name after # \(words[1])")
        }
        let rest = words.count > 3 ? String(words[3]) : ""
        switch words[1] {
        case "TYPE": return .type(family: family, rest)
        case "UNIT": return .unit(family: family, rest)
        default: return .help(family: family)
        }
    }

    private static func family(_ word: Substring) -> String? {
        if word.hasPrefix("\""), word.hasSuffix("\""), word.count > 2 { return String(word.dropFirst().dropLast()) }
        return isName(word.utf8, colons: true) ? String(word) : nil
    }

    private static func isName(_ text: some Collection<UInt8>, colons: Bool) -> Bool {
        guard let first = text.first, !isDigit(first) else { return false }
        return text.allSatisfy { isDigit($0) || isLetter($0) || (colons && $0 == UInt8(ascii: ":")) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    /// A bucket's upper bound, as label le has it.
    static func bound(_ text: String) -> Double? {
        if text == "+Inf" { return .infinity }
        let isPlain = text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
        return isPlain ? Double(text) : nil
    }

    // MARK: Samples

    private mutating func sample() throws(Failure) -> ExpositionSample {
        var name = ""
        if peek != UInt8(ascii: "{") { name = try identifier("a metric's name", colons: true) }
        skipBlanks()
        var labels: [String: String] = [:]
        if peek == UInt8(ascii: "{") { labels = try self.labels(&name) }
        guard !name.isEmpty else { throw failure("expected a metric's name") }
        skipBlanks()
        let value = try number("a value")
        var sample = ExpositionSample(name: name, labels: labels, value: value)
        skipBlanks()
        if let next = peek, next != UInt8(ascii: "#") { sample.time = try number("a time stamp") }
        skipBlanks()
        if peek == UInt8(ascii: "#") {
            sample.hasExemplar = true
            try exemplar()
        }
        guard peek == nil else { throw failure("expected the end of the line") }
        return sample
    }

    private mutating func exemplar() throws(Failure) {
        position += 1
        skipBlanks()
        guard peek == UInt8(ascii: "{") else { throw failure("expected an exemplar's labels") }
        var unnamed = ""
        let labels = try labels(&unnamed)
        let size = labels.reduce(0) { $0 + $1.key.unicodeScalars.count + $1.value.unicodeScalars.count }
        guard unnamed.isEmpty, size <= 128 else { throw failure("an exemplar's labels have at most 128 characters") }
        skipBlanks()
        _ = try number("an exemplar's value")
        skipBlanks()
        if peek != nil, try !number("an exemplar's time stamp").isFinite {
            throw failure("expected a finite time stamp")
        }
        skipBlanks()
    }

    private mutating func labels(_ name: inout String) throws(Failure) -> [String: String] {
        var labels: [String: String] = [:]
        position += 1
        skipBlanks()
        while peek != UInt8(ascii: "}") {
            let isQuoted = peek == UInt8(ascii: "\"")
            let key = isQuoted ? try quoted() : try identifier("a label's name", colons: false)
            skipBlanks()
            if isQuoted, name.isEmpty, peek != UInt8(ascii: "=") {
                name = key
            } else {
                try expect(UInt8(ascii: "="), "\"=\"")
                skipBlanks()
                let value = try quoted()
                guard labels.updateValue(value, forKey: key) == nil else {
                    throw failure("label \(key) is there twice")
                }
            }
            skipBlanks()
            if peek == UInt8(ascii: "}") { break }
            try expect(UInt8(ascii: ","), "\",\" or \"}\"")
            skipBlanks()
        }
        position += 1
        return labels
    }

    private mutating func quoted() throws(Failure) -> String {
        try expect(UInt8(ascii: "\""), "a quotation mark")
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let valid = String(validating: text, as: UTF8.self) else { throw failure("expected UTF-8") }
                return valid
            case UInt8(ascii: "\\"):
                guard let escaped = peek else { break }
                position += 1
                switch escaped {
                case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "\\"), UInt8(ascii: "\""): text.append(escaped)
                default: text += [byte, escaped]
                }
            default: text.append(byte)
            }
        }
        throw failure("the line ends within a quotation")
    }

    private mutating func identifier(_ what: String, colons: Bool) throws(Failure) -> String {
        let start = position
        while let byte = peek, Self.isDigit(byte) || Self.isLetter(byte) || (colons && byte == UInt8(ascii: ":")) {
            position += 1
        }
        guard Self.isName(bytes[start..<position], colons: colons) else { throw failure("expected \(what)") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func number(_ what: String) throws(Failure) -> Double {
        let start = position
        while let byte = peek, byte != 0x20, byte != 0x09 { position += 1 }
        guard let value = Self.number(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            position = start
            throw failure("expected \(what)")
        }
        return value
    }

    /// As Go's ParseFloat has them, but without hexadecimal digits and underscores.
    static func number(_ text: String) -> Double? {
        let isPlain = text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
        let isSpecial = ["nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"].contains(text.lowercased())
        return isPlain || isSpecial ? Double(text) : nil
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(Failure) {
        guard peek == byte else { throw failure("expected \(what)") }
        position += 1
    }

    private mutating func skipBlanks() { while peek == 0x20 || peek == 0x09 { position += 1 } }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ problem: String) -> Failure { Failure(column: position + 1, problem: problem) }
}
