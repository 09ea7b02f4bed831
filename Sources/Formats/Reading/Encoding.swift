/// Text as UTF-8, whatever a Windows shell made of it.
enum Encoding {
    /// Without byte order mark; UTF-16 is converted where a byte order mark says so, or where every other byte of the start is zero, as in
    /// ASCII text redirected by PowerShell.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), low: 0) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), low: 1) }
        if bytes.count >= 4, bytes[0] != 0, bytes[1] == 0, bytes[2] != 0, bytes[3] == 0 {
            return utf16(bytes[...], low: 0)
        }
        return bytes
    }

    /// Whether `utf8` would convert a text that begins like this, rather than leave it as it is.
    static func isUTF16(_ start: [UInt8]) -> Bool {
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return true }
        return start.count >= 4 && start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0
    }

    /// `low`: position of the low byte within each pair.
    private static func utf16(_ bytes: ArraySlice<UInt8>, low: Int) -> [UInt8] {
        let start = bytes.startIndex
        let units = stride(from: start, to: bytes.endIndex - 1, by: 2).map { index in
            UInt16(bytes[index + low]) | UInt16(bytes[index + 1 - low]) << 8
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
