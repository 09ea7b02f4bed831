import Foundation

/// Bodies of attachments.
enum Base64 {
    /// At most 1 MiB; nil where it is none, or larger.
    static func decoded(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 4 << 20 else { return nil }
        return Data(base64Encoded: text).map { Array($0) }
    }
}
