import Foundation
import Measurements

/// The name of a run's file: `20261121T070512.250Z_919ad74c3b21_<id>.json`, in a folder named after the branch. Names sort by time, so that the newest runs
/// are found without opening the others, and differ where runs differ, so that git and object stores never see a conflict.
struct RunFileName: Equatable {
    /// Milliseconds since 1970, within the years 1970 to 9999.
    var milliseconds: Int
    var commit: String?
    var id: String

    init(_ recorded: RecordedRun) {
        milliseconds = Int(max(0, min(recorded.time, 253_402_300_799)) * 1000)
        let letters = (recorded.run.commit ?? "").utf8.prefix(12).filter(Self.isPlain)
        commit = letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
        id = recorded.id
    }

    /// Nil for files that are no runs.
    init?(_ name: String) {
        guard name.hasSuffix(".json") else { return nil }
        let parts = name.dropLast(5).split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty, parts[2].utf8.allSatisfy(Self.isPlain),
            let milliseconds = Self.milliseconds(parts[0])
        else { return nil }
        self.milliseconds = milliseconds
        commit = parts[1].isEmpty ? nil : String(parts[1])
        id = String(parts[2])
    }

    var text: String {
        var seconds = milliseconds / 1000
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let time = String(
            format: "%04d%02d%02dT%02d%02d%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
            parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000)
        return "\(time)_\(commit ?? "")_\(id).json"
    }

    private static func milliseconds(_ text: Substring) -> Int? {
        let digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }.map { Int32($0) - 48 }
        guard digits.count == 17, text.utf8.count == 20 else { return nil }
        func number(_ range: Range<Int>) -> Int32 { digits[range].reduce(0) { $0 * 10 + $1 } }
        var parts = tm()
        parts.tm_year = number(0..<4) - 1900
        parts.tm_mon = number(4..<6) - 1
        parts.tm_mday = number(6..<8)
        parts.tm_hour = number(8..<10)
        parts.tm_min = number(10..<12)
        parts.tm_sec = number(12..<14)
        return timegm(&parts) * 1000 + Int(number(14..<17))
    }

    /// Whether a text can be the id of a run, which becomes part of a file's name.
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain)
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    // MARK: Branches

    /// Folder of runs without a branch; no branch can begin with a hyphen.
    private static let noBranch = "-"

    /// The branch's name with everything but letters, digits, `.`, `_` and `-` as %XX; letters of other scripts too, since file systems spell them differently.
    static func folder(ofBranch branch: String?) -> String {
        guard let branch, !branch.isEmpty else { return noBranch }
        var name = ""
        for (position, byte) in branch.utf8.enumerated() {
            let isSign = byte == UInt8(ascii: "_") || position > 0 && (byte == 0x2E || byte == 0x2D)
            name += isPlain(byte) || isSign ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }
        return name.utf8.count <= longestName ? name : shortened(name)
    }

    /// Bytes that file systems allow a name.
    private static let longestName = 255

    /// Stands in no other name of a folder.
    private static let abbreviation: Character = "~"

    /// The beginning, for people, and a hash of all: what it was is told by the runs in the folder.
    private static func shortened(_ name: String) -> String {
        var hash = SHA256()
        hash.update(Array(name.utf8)[...])
        var beginning = name.prefix(200)
        // Not within %XX.
        if let sign = beginning.suffix(2).firstIndex(of: "%") { beginning = beginning[..<sign] }
        return "\(beginning)\(abbreviation)\(hash.hexadecimal().prefix(32))"
    }

    static func isShortened(folder: String) -> Bool { folder.contains(abbreviation) }

    /// Not of a shortened name.
    static func branch(ofFolder folder: String) -> String? {
        folder == noBranch ? nil : folder.removingPercentEncoding ?? folder
    }
}
