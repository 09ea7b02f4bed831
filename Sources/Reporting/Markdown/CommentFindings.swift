import Analysis
import Measurements

/// What a comment says did not pass, as digests of the checks' ids in a hidden last line: so that the next comment can tell what is new.
package struct CommentFindings: Equatable, Sendable {
    private static let start = "<!-- loadline-findings"
    /// So many are kept, worst first.
    private static let most = 200

    private var digests: [String]

    package init(_ verdict: Verdict) {
        digests = verdict.attention.prefix(Self.most).map { check in
            var digest = SHA256()
            digest.update(Array(check.id.utf8)[...])
            return String(digest.hexadecimal().prefix(10))
        }
    }

    /// Of the text of a comment; empty where it holds none.
    package init(comment: String) {
        let line = comment.split(whereSeparator: \.isNewline).last { $0.hasPrefix(Self.start) }
        digests = (line ?? "").split(separator: " ").dropFirst(2).prefix(Self.most).map(String.init)
            .filter { $0.count == 10 && $0.allSatisfy(\.isHexDigit) }
    }

    var text: String? { digests.isEmpty ? nil : "\(Self.start) \(digests.joined(separator: " ")) -->" }

    /// "Since the last comment: **1 new finding**, 2 known, 1 gone."
    func sentence(_ now: CommentFindings) -> String? {
        let new = now.digests.count { !digests.contains($0) }
        let gone = digests.count { !now.digests.contains($0) }
        let known = now.digests.count - new
        guard !digests.isEmpty, new + gone + known > 0 else { return nil }
        var parts = [new > 0 ? "**\(counted(new, "new finding"))**" : "nothing new"]
        if known > 0 { parts.append("\(known) known") }
        if gone > 0 { parts.append("\(gone) gone") }
        return "Since the last comment: \(parts.joined(separator: ", "))."
    }
}
