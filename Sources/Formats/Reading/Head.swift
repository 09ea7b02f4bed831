import Foundation

/// The beginning of an input, in the shapes that formats recognize themselves by.
package struct Head {
    /// UTF-8 without byte order mark: the first 64 KiB, or the first JSON value (up to 16 MiB) where the content is JSON.
    package let bytes: [UInt8]
    /// The first JSON value as far as `bytes` go (open objects and arrays end there), or nil where the content is no JSON.
    package let json: JSON?
    /// The first line that is not blank, without surrounding blanks.
    package let firstLine: String

    /// - Parameter isEnough: whether so much of a JSON value tells what it is; asked for one that is longer than what was looked at.
    package init(of input: Input, isEnough: (Head) -> Bool = { _ in false }) throws(FormatError) {
        var size = 64 << 10
        while true {
            let raw = try input.peek(size)
            let bytes = Encoding.utf8(raw)
            let isWhole = raw.count < size
            let first = bytes.first { !JSON.isBlank($0) }
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
                self.init(bytes: bytes, json: nil)
                return
            }
            let (value, complete) = JSON.prefix(of: bytes)
            self.init(bytes: bytes, json: value)
            if complete || isWhole || value == nil || size >= 16 << 20 || isEnough(self) { return }
            size *= 16
        }
    }

    package init(bytes: [UInt8], json: JSON?) {
        self.bytes = bytes
        self.json = json
        firstLine = Self.firstLine(bytes.prefix(16 << 10))
    }

    /// The first 64 KiB as text.
    package var text: String { String(decoding: bytes.prefix(64 << 10), as: UTF8.self) }

    private static func firstLine(_ bytes: ArraySlice<UInt8>) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).prefix(4096).split { $0.isNewline }
        return lines.lazy.map { $0.trimmingCharacters(in: .whitespaces) }.first { !$0.isEmpty } ?? ""
    }

    /// Whether the content is neither JSON nor XML.
    var isText: Bool { json == nil && bytes.first { !JSON.isBlank($0) } != UInt8(ascii: "<") }

    /// Whether the first 64 KiB hold these bytes.
    func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return true }
        let span = unsafe bytes.span.bytes
        let last = min(bytes.count, 64 << 10) - wanted.count
        var position = 0
        while position <= last, let found = span.firstOffset(of: first, in: position..<last + 1) {
            if bytes[found...].starts(with: wanted) { return true }
            position = found + 1
        }
        return false
    }

    /// What the content looks like, for the message that nobody recognizes it.
    var portrait: String {
        if let json {
            let keys = json.object?.members.prefix(6).map { "\"\($0.key.prefix(40))\"" } ?? []
            return keys.isEmpty ? "JSON" : "a JSON object with \(keys.joined(separator: ", "))"
        }
        if bytes.prefix(512).contains(0) { return "binary data" }
        if let root = XMLRoot(bytes) { return root.portrait }
        let line = firstLine
        return line.isEmpty ? "blank text" : "text that starts \"\(line.prefix(60))\""
    }
}
