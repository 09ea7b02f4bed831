import Foundation

/// A kind of store and the paths that mean it.
package struct HistoryKind: Sendable {
    package var name: String
    package var summary: String
    /// Whether a path means this kind; the first kind that accepts a path gets it.
    var accepts: @Sendable (_ path: String) -> Bool
    var open: @Sendable (_ path: String, _ creating: Bool) throws(HistoryError) -> any HistoryStore
}

/// The registry of stores.
package enum HistoryStores {
    package static let all: [HistoryKind] = [
        HistoryKind(
            name: "sqlite", summary: "one SQLite database: a path that ends in .sqlite, .sqlite3 or .db",
            accepts: { path in
                [".sqlite", ".sqlite3", ".db"].contains { path.lowercased().hasSuffix($0) } && !isDirectory(path)
            }
        ) { path, creating throws(HistoryError) in try SQLiteHistory(path: path, creating: creating) },
        HistoryKind(
            name: "directory", summary: "a directory with one JSON file for each run: any other path",
            accepts: { _ in true }
        ) { path, creating throws(HistoryError) in try DirectoryHistory(path: path, creating: creating) },
    ]

    /// - Parameter creating: whether a store that is not there begins to be; else that is an error.
    package static func open(_ path: String, creating: Bool = false) throws(HistoryError) -> any HistoryStore {
        guard let kind = all.first(where: { $0.accepts(path) }), !path.isEmpty else {
            throw HistoryError(.missing, path, "expected the path of a history")
        }
        return try kind.open(path, creating)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
