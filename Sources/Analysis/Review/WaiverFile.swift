import Yams

/// The file of accepted findings: a list to which entries are only ever added (budgets/README.md says how it is written).
package enum WaiverFile {
    /// Its name beside the budgets.
    package static let name = "waivers.yml"
    package static let names = [name, "waivers.yaml"]
    static let words = ["check", "reason", "author", "accepted", "expires", "commit", "to"]

    /// - Throws: everything that is wrong with the file, at most 20 problems.
    package static func read(_ bytes: [UInt8], source: String) throws(BudgetError) -> [Waiver] {
        let text = try BudgetDocument.text(bytes, source)
        guard let root = try BudgetDocument.root(of: text, source), !root.isBlank else { return [] }
        let problems = Problems(file: source)
        guard let sequence = root.sequence else {
            problems.add("expected a list of waivers, such as \"- check: POST /checkout#p95\"", at: root)
            throw problems.error ?? BudgetError(source, "expected a list of waivers")
        }
        let waivers = sequence.compactMap { EntryReader($0, problems)?.waiver() }
        if let error = problems.error { throw error }
        return waivers
    }

    /// The file with one more entry; what was there stays as it is, byte for byte.
    /// - Throws: where the file could not be read before, or could not be read after.
    package static func appending(_ waiver: Waiver, to bytes: [UInt8], source: String) throws(BudgetError) -> [UInt8] {
        let before = try read(bytes, source: source)
        let isNew = bytes.isEmpty
        var text = isNew ? header : bytes.last == 0x0A ? "" : "\n"
        text += entry(waiver, indent: indent(bytes))
        let result = bytes + Array(text.utf8)
        let after = try read(result, source: source)
        guard after.count == before.count + 1 else {
            throw BudgetError(
                source, "an entry cannot be added behind what is there; write the list with a dash per entry")
        }
        return result
    }

    private static let header =
        "# Findings that were accepted. `loadline history accept` adds entries; review them as you review code.\n"

    /// Blanks before the dashes of the list.
    private static func indent(_ bytes: [UInt8]) -> String {
        for line in bytes.split(separator: 0x0A) {
            let rest = line.drop { $0 == 0x20 }
            if rest.first == 0x2D { return String(repeating: " ", count: line.count - rest.count) }
        }
        return ""
    }

    private static func entry(_ waiver: Waiver, indent: String) -> String {
        var lines = [
            "check: \(quoted(waiver.check.description))", "reason: \(quoted(waiver.reason))",
            "author: \(quoted(waiver.author))", "accepted: \(waiver.accepted)",
        ]
        if let expires = waiver.expires { lines.append("expires: \(expires)") }
        if let commit = waiver.commit { lines.append("commit: \(quoted(commit))") }
        switch waiver.extent {
        case .level(.info): break
        case .level(let level): lines.append("to: \(level.rawValue)")
        case .bound(_, _, let text): lines.append("to: \(quoted(text))")
        }
        return indent + "- " + lines.joined(separator: "\n\(indent)  ") + "\n"
    }

    /// A double-quoted scalar of one line (YAML 1.2.2, 7.3.1).
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            case "\n": return "\\n"
            case "\t": return "\\t"
            default:
                let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                let isBreak = [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
                if isPlain, !isBreak { return String(scalar) }
                let digits = String(scalar.value, radix: 16)
                return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            }
        }
        return "\"\(escaped.joined())\""
    }
}

/// One entry of the list.
private struct EntryReader {
    private var values: [String: Node] = [:]
    private let node: Node
    private let problems: Problems

    init?(_ node: Node, _ problems: Problems) {
        self.node = node
        self.problems = problems
        guard let mapping = node.mapping else {
            problems.add("expected a waiver with check, reason, author and accepted", at: node)
            return nil
        }
        for (key, value) in mapping {
            let word = key.plainText ?? ""
            if WaiverFile.words.contains(word) {
                values[word] = value
            } else {
                problems.add(Spelling.unknown(word, of: WaiverFile.words).message, at: key)
            }
        }
    }

    func waiver() -> Waiver? {
        let check = value("check") { text throws(Misread) in try CheckPattern(text) }
        let reason = value("reason") { text throws(Misread) in text }
        let author = value("author") { text throws(Misread) in text }
        let accepted = value("accepted", date)
        let expires = optional("expires", date)
        let commit = optional("commit") { text throws(Misread) in text }
        let extent = optional("to") { text throws(Misread) in try Waiver.extent(text) }
        guard let check, let reason, let author, let accepted else { return nil }
        return Waiver(
            check, reason: reason, author: author, accepted: accepted, expires: expires, commit: commit,
            extent: extent ?? .level(.info), file: problems.file, line: node.mark?.line ?? 1)
    }

    private func date(_ text: String) throws(Misread) -> CalendarDate {
        guard let date = CalendarDate(text) else { throw Misread("\"\(text)\": expected a day, such as 2026-12-31") }
        return date
    }

    private func value<Value>(_ word: String, _ read: (String) throws(Misread) -> Value) -> Value? {
        if values[word] == nil { problems.add("\(word): is missing", at: node) }
        return optional(word, read)
    }

    private func optional<Value>(_ word: String, _ read: (String) throws(Misread) -> Value) -> Value? {
        guard let node = values[word] else { return nil }
        return problems.attempt(at: node) { () throws(Misread) in
            guard let text = node.plainText?.trimmed, !text.isEmpty, !node.isBlank else {
                throw Misread("\(word): expected a text")
            }
            return try read(text)
        }
    }
}
