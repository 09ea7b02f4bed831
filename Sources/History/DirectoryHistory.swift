import Foundation
import Measurements

/// A directory with one small JSON file for each run (`RunDocument`), in a folder for each branch: fit for git, an artifact or a bucket, and each file is
/// a result that `check --baseline` reads. Files of other names are left alone.
package struct DirectoryHistory: HistoryStore {
    package let path: String

    package init(path: String, creating: Bool) throws(HistoryError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if FileSystem.isDirectory(path) { return }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw HistoryError(.unusable, path, "is neither a directory nor a database (*.sqlite, *.db)")
        }
        guard creating else { throw HistoryError(.missing, path, "no such history") }
        try FileSystem.makeFolder(path)
    }

    package func append(_ runs: [RecordedRun]) throws(HistoryError) -> Int {
        var added = 0
        var touched: Set<String> = []
        for recorded in runs where try !contains(recorded) {
            let folder = folder(recorded.run.branch)
            if !FileSystem.isDirectory(folder) {
                try FileSystem.makeFolder(folder)
                touched.insert(path)
            }
            let text = RunDocument(recorded.run, id: recorded.id).text(isLaidOut: true)
            try FileSystem.write(text, to: RunFileName(recorded).text, in: folder)
            touched.insert(folder)
            added += 1
        }
        // A renamed file survives a power cut only when its folder is on the disk too.
        for folder in touched { FileSystem.synchronize(folder: folder) }
        return added
    }

    /// A run that knew its start has the same name again; of another only the id is the same.
    private func contains(_ recorded: RecordedRun) throws(HistoryError) -> Bool {
        let name = RunFileName(recorded).text
        for folder in try folders(nil) where access("\(path)/\(folder)/\(name)", F_OK) == 0 { return true }
        if recorded.knowsStart { return false }
        return try entries(branch: nil, limit: nil).contains { $0.id == recorded.id }
    }

    package func entries(branch: String?, limit: Int?) throws(HistoryError) -> [HistoryEntry] {
        var found: [(name: String, folder: String)] = []
        for folder in try folders(branch) {
            found += try FileSystem.names(in: "\(path)/\(folder)").map { ($0, folder) }
        }
        found.sort { ($0.name, $0.folder) < ($1.name, $1.folder) }
        var newestFirst: [HistoryEntry] = []
        for (name, folder) in found.reversed() where newestFirst.count < limit ?? .max {
            if let entry = entry(name, folder) { newestFirst.append(entry) }
        }
        return newestFirst.reversed()
    }

    private func entry(_ name: String, _ folder: String) -> HistoryEntry? {
        guard let parts = RunFileName(name) else { return nil }
        return HistoryEntry(
            id: parts.id, time: Double(parts.milliseconds) / 1000, branch: RunFileName.branch(ofFolder: folder),
            commit: parts.commit, place: "\(path)/\(folder)/\(name)")
    }

    private func folder(_ branch: String?) -> String { "\(path)/\(RunFileName.folder(ofBranch: branch))" }

    private func folders(_ branch: String?) throws(HistoryError) -> [String] {
        if let branch { return [RunFileName.folder(ofBranch: branch)] }
        return try FileSystem.names(in: path).filter { !$0.hasPrefix(".") && FileSystem.isDirectory("\(path)/\($0)") }
    }

    package func runs(of entries: [HistoryEntry]) -> [Result<RecordedRun, HistoryError>] {
        concurrently(entries.count) { Self.read(entries[$0]) }
    }

    private static func read(_ entry: HistoryEntry) -> Result<RecordedRun, HistoryError> {
        guard let data = FileManager.default.contents(atPath: entry.place) else {
            return .failure(HistoryError(.damaged, entry.place, "cannot be read"))
        }
        return Result { () throws(HistoryError) in
            try RecordedRun(text: Array(data), source: entry.place, id: entry.id)
        }
    }

    package func remove(_ entries: [HistoryEntry]) throws(HistoryError) {
        for entry in entries where unlink(entry.place) != 0 && errno != ENOENT {
            throw FileSystem.failure(entry.place, "cannot be removed")
        }
        for folder in try folders(nil) {
            let folder = "\(path)/\(folder)"
            FileSystem.removeAbandoned(in: folder, try FileSystem.names(in: folder))
            FileSystem.synchronize(folder: folder)
            rmdir(folder)  // Fails where something is left in it.
        }
    }
}
