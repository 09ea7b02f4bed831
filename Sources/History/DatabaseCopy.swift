import Foundation

/// A copy of a database and its write-ahead log, in a folder of its own that is removed with it.
final class DatabaseCopy: Sendable {
    let path: String
    private let folder: URL

    init(of original: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "loadline-\(UUID().uuidString)")
        let target = folder.appending(path: "history.sqlite")
        path = target.path
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try Data(contentsOf: URL(fileURLWithPath: original)).write(to: target)
        let log = URL(fileURLWithPath: original + "-wal")
        if FileManager.default.fileExists(atPath: log.path) {
            try Data(contentsOf: log).write(to: URL(fileURLWithPath: path + "-wal"))
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
