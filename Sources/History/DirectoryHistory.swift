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
            throw HistoryError(
                creating ? .unwritable : .unusable, path, "is neither a directory nor a database (*.sqlite, *.db)")
        }
        guard creating else { throw HistoryError(.missing, path, "no such history") }
        try FileSystem.makeFolder(path)
    }

    package func keep(_ runs: [RecordedRun]) throws(HistoryError) -> [HistoryEntry?] {
        // Two that record the same run at once would each find it missing.
        let lock = HistoryLock(path)
        defer { _ = lock }
        var indexes = try indexes()
        var known = Dictionary(
            try entries(withIDs: Set(runs.map(\.id)), indexes).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var found: [HistoryEntry?] = []
        var touched: Set<String> = []
        // A renamed file survives a power cut only when its folder is on the disk too.
        defer { for folder in touched { FileSystem.synchronize(folder: folder) } }
        for recorded in runs {
            found.append(known[recorded.id])
            if known[recorded.id] != nil { continue }
            let branch = RunFileName.folder(ofBranch: recorded.run.branch)
            let folder = "\(path)/\(branch)"
            if !FileSystem.isDirectory(folder) {
                try FileSystem.makeFolder(folder)
                touched.insert(path)
            }
            let name = RunFileName(recorded)
            if touched.insert(folder).inserted {
                if indexes[branch] == nil { indexes[branch] = try RunIndex(branch, of: path) }
                indexes[branch]?.suspend()
            }
            try write(recorded, name.text, folder)
            indexes[branch]?.add(recorded.id)
            known[recorded.id] = entry(name, recorded.run.branch, "\(folder)/\(name.text)")
        }
        for index in indexes.values { index.save() }
        return found
    }

    private func write(_ recorded: RecordedRun, _ name: String, _ folder: String) throws(HistoryError) {
        let text = RunDocument(recorded.run, id: recorded.id).text(isLaidOut: true)
        try FileSystem.write(text, to: name, in: folder)
    }

    /// By the names of the folders.
    private func indexes() throws(HistoryError) -> [String: RunIndex] {
        var indexes: [String: RunIndex] = [:]
        for folder in try folders(nil) { indexes[folder] = try RunIndex(folder, of: path) }
        return indexes
    }

    /// Which of the runs are here, on whatever branch. Earlier versions kept a run once for each branch.
    private func entries(
        withIDs ids: Set<String>, _ indexes: [String: RunIndex]
    ) throws(HistoryError) -> [HistoryEntry] {
        let ends = Set(ids.map(RunIndex.end(ofID:)))
        var found: [HistoryEntry] = []
        for (folder, index) in indexes.sorted(by: { $0.key < $1.key }) where index.mayHold(ends) {
            let names = try FileSystem.names(in: "\(path)/\(folder)") { ends.contains(RunIndex.end(ofName: $0)) }
            for name in names.sorted() {
                guard let parts = RunFileName(name), ids.contains(parts.id) else { continue }
                found.append(entry(parts, try branch(ofFolder: folder), "\(path)/\(folder)/\(name)"))
            }
        }
        return found
    }

    package func label(_ entry: HistoryEntry, _ labels: [String: String]) throws(HistoryError) -> Bool {
        let lock = HistoryLock(path)
        defer { _ = lock }
        var indexes = try indexes()
        var hasChanged = false
        for place in try entries(withIDs: [entry.id], indexes) where try relabel(place, labels, &indexes) {
            hasChanged = true
        }
        for index in indexes.values { index.save() }
        return hasChanged
    }

    /// The file takes the place of the old one; its name tells of none of the labels.
    private func relabel(
        _ entry: HistoryEntry, _ labels: [String: String], _ indexes: inout [String: RunIndex]
    ) throws(HistoryError) -> Bool {
        var recorded = try Self.read(entry).get()
        let before = recorded.run.labels
        recorded.run.labels.merge(labels) { $1 }
        if recorded.run.labels == before { return false }
        let parts = entry.place.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        indexes[String(parts.dropLast().last ?? "")]?.suspend()
        try write(recorded, String(parts.last ?? ""), folder)
        FileSystem.synchronize(folder: folder)
        return true
    }

    package func entries(branch: String?, limit: Int?) throws(HistoryError) -> [HistoryEntry] {
        var found: [(name: String, folder: String)] = []
        for folder in try folders(branch) {
            found += try FileSystem.names(in: "\(path)/\(folder)").map { ($0, folder) }
        }
        found.sort { ($0.name, $0.folder) < ($1.name, $1.folder) }
        var newestFirst: [HistoryEntry] = []
        var branches: [String: String?] = [:]
        for (name, folder) in found.reversed() where newestFirst.count < limit ?? .max {
            guard let parts = RunFileName(name) else { continue }
            if branches[folder] == nil {
                branches[folder] = branch == nil ? try self.branch(ofFolder: folder) : branch
            }
            newestFirst.append(entry(parts, branches[folder] ?? nil, "\(path)/\(folder)/\(name)"))
        }
        return newestFirst.reversed()
    }

    private func entry(_ parts: RunFileName, _ branch: String?, _ place: String) -> HistoryEntry {
        HistoryEntry(
            id: parts.id, time: Double(parts.milliseconds) / 1000, branch: branch, commit: parts.commit, place: place)
    }

    /// A shortened name does not say the branch: a run in the folder does.
    private func branch(ofFolder folder: String) throws(HistoryError) -> String? {
        guard RunFileName.isShortened(folder: folder) else { return RunFileName.branch(ofFolder: folder) }
        for name in try FileSystem.names(in: "\(path)/\(folder)").sorted() {
            guard let parts = RunFileName(name) else { continue }
            guard case .success(let recorded) = Self.read(entry(parts, nil, "\(path)/\(folder)/\(name)")) else {
                continue
            }
            if RunFileName.folder(ofBranch: recorded.run.branch) == folder { return recorded.run.branch }
        }
        return folder
    }

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
            throw FileSystem.failure(.unwritable, entry.place, "cannot be removed")
        }
        for name in try folders(nil) {
            let folder = "\(path)/\(name)"
            FileSystem.removeAbandoned(in: folder, try FileSystem.names(in: folder))
            FileSystem.synchronize(folder: folder)
            // Fails where something is left in it.
            if rmdir(folder) == 0 { RunIndex.remove(name, of: path) }
        }
    }
}
