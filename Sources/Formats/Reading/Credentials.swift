/// User names and passwords in URLs, which tools copy into names of endpoints.
enum Credentials {
    /// "https://me:secret@host/x" -> "https://host/x", wherever in the text.
    static func removed(from text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")), text.contains("://") else { return text }
        let parts = text.split(separator: "://", omittingEmptySubsequences: false)
        let cleaned = parts.dropFirst().map { part in
            let authority = part.prefix { !"/?# \t\n\"'".contains($0) }
            guard let at = authority.lastIndex(of: "@") else { return part }
            return part[part.index(after: at)...]
        }
        return ([parts[0]] + cleaned).joined(separator: "://")
    }
}
