import Foundation
import GRDB
import Measurements

/// One SQLite database (3.7 or later, by GRDB): a row for each run, its content as few bytes (`BlobWriter`). The write-ahead log lets others read while one
/// writes; every append is a transaction that is on the disk when it returns.
package struct SQLiteHistory: HistoryStore {
    package let path: String
    private let database: DatabaseQueue
    /// What is read instead of a database that cannot be opened where it lies.
    private let copy: DatabaseCopy?

    /// Each brings the tables from the version that is its index to the next; `user_version` counts them.
    private static let migrations: [@Sendable (Database) throws -> Void] = [
        { database in
            try database.execute(
                sql: """
                    CREATE TABLE run (
                        id TEXT PRIMARY KEY NOT NULL, branch TEXT NOT NULL, time REAL NOT NULL,
                        commitID TEXT, content BLOB NOT NULL);
                    CREATE INDEX runByTime ON run (branch, time, id, commitID);
                    """)
        }
    ]

    package init(path: String, creating: Bool) throws(HistoryError) {
        guard creating || FileManager.default.fileExists(atPath: path) else {
            throw HistoryError(.missing, path, "no such history")
        }
        self.path = path
        (database, copy) = try Self.attempt(path, failing: creating ? .unwritable : .unusable) {
            if creating {
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            do {
                let database = try Self.open(path)
                try Self.migrate(database, path)
                return (database, nil)
            } catch let error as DatabaseError where !creating && Self.needsWriting(error) {
                return try Self.openToRead(path)
            }
        }
    }

    /// Another process may be making the same database just now.
    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        // Not `journalMode`: with that, GRDB 7 writes a table and removes it whenever a database is opened, even to read, and each time the disk is waited for.
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        let deadline = Date(timeIntervalSinceNow: 30)
        while true {
            do {
                return try DatabaseQueue(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Date() < deadline {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    private static func needsWriting(_ error: DatabaseError) -> Bool {
        [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode.primaryResultCode)
    }

    /// For those who may not write to the database or its folder. Reading needs a file beside it, which somebody who writes may have made; else a copy is read.
    private static func openToRead(_ path: String) throws -> (DatabaseQueue, DatabaseCopy?) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        func open(_ place: String) throws -> DatabaseQueue {
            let database = try DatabaseQueue(path: place, configuration: configuration)
            let version = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            if version > migrations.count { throw HistoryError.newer(path, version, migrations.count) }
            if version < migrations.count { throw HistoryError(.unusable, path, "holds no history") }
            return database
        }
        do {
            return (try open(path), nil)
        } catch let error as DatabaseError where needsWriting(error) {
            let copy = try DatabaseCopy(of: path)
            return (try open(copy.path), copy)
        }
    }

    private static func migrate(_ database: DatabaseQueue, _ path: String) throws {
        func version(_ database: Database) throws -> Int {
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            if version > migrations.count { throw HistoryError.newer(path, version, migrations.count) }
            return version
        }
        if try database.read(version) == migrations.count { return }
        try database.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                for migration in migrations[try version(database)...] { try migration(database) }
                try database.execute(sql: "PRAGMA user_version = \(migrations.count)")
                return .commit
            }
        }
    }

    package func keep(_ runs: [RecordedRun]) throws(HistoryError) -> [HistoryEntry?] {
        try attempt { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO run (id, branch, time, commitID, content) VALUES (?, ?, ?, ?, ?)")
            return try runs.map { recorded in
                let run = recorded.run
                try statement.execute(arguments: [
                    recorded.id, run.branch ?? "", recorded.time, run.commit, Data(BlobWriter.bytes(of: run)),
                ])
                if database.changesCount > 0 { return nil }
                let sql = "SELECT \(Self.columns) FROM run WHERE id = ?"
                return try Row.fetchOne(database, sql: sql, arguments: [recorded.id]).map(entry)
            }
        }
    }

    package func label(_ entry: HistoryEntry, _ labels: [String: String]) throws(HistoryError) -> Bool {
        try attempt { database in
            let sql = "SELECT content FROM run WHERE id = ?"
            guard let content = try Data.fetchOne(database, sql: sql, arguments: [entry.id]) else {
                throw HistoryError(.damaged, path, "run \(entry.id) is gone")
            }
            var reader = BlobReader()
            var run = try attempt(&reader, entry, Array(content), run).get()
            let before = run.labels
            run.labels.merge(labels) { $1 }
            if run.labels == before { return false }
            try database.execute(
                sql: "UPDATE run SET content = ? WHERE id = ?",
                arguments: [Data(BlobWriter.bytes(of: run)), entry.id])
            return true
        }
    }

    private static let columns = "id, time, branch, commitID"

    private func entry(_ row: Row) -> HistoryEntry {
        let branch: String = row[2]
        return HistoryEntry(
            id: row[0], time: row[1], branch: branch.isEmpty ? nil : branch, commit: row[3], place: path)
    }

    package func entries(branch: String?, limit: Int?) throws(HistoryError) -> [HistoryEntry] {
        let restriction = branch == nil ? "" : "WHERE branch = ?"
        return try attempt(reading: true) { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT \(Self.columns) FROM run \(restriction) ORDER BY time DESC, id DESC LIMIT ?",
                arguments: StatementArguments([branch].compactMap { $0 }) + [limit ?? -1])
            return rows.reversed().map(entry)
        }
    }

    package func runs(of entries: [HistoryEntry]) throws(HistoryError) -> [Result<RecordedRun, HistoryError>] {
        try read(entries, BlobReader()) { RecordedRun(id: $1.id, run: try run(&$0, $1, $2)) }
    }

    package func figures(
        _ metrics: [MetricName], of entries: [HistoryEntry]
    ) throws(HistoryError) -> [Result<RunFigures, HistoryError>] {
        try read(entries, BlobFigures(metrics)) { figures, entry, blob in
            if let found = try figures.run(entry.id, blob) { return found }
            var reader = BlobReader()
            return RunFigures(RecordedRun(id: entry.id, run: try run(&reader, entry, blob)), metrics)
        }
    }

    private func run(_ reader: inout BlobReader, _ entry: HistoryEntry, _ blob: [UInt8]) throws -> Run {
        let run = try reader.run(blob)
        if !reader.isSound, let problem = KeptRunValidation.problem(of: run) {
            throw HistoryError(.damaged, path, "run \(entry.id): \(problem)")
        }
        return run
    }

    /// In parts on all cores; what a reader remembers of one run serves it for the next.
    private func read<Reader: Sendable, Value: Sendable>(
        _ entries: [HistoryEntry], _ reader: Reader,
        _ body: @Sendable (inout Reader, HistoryEntry, [UInt8]) throws -> Value
    ) throws(HistoryError) -> [Result<Value, HistoryError>] {
        let blobs = try attempt(reading: true) { database in
            let statement = try database.cachedStatement(sql: "SELECT content FROM run WHERE id = ?")
            return try entries.map { try Self.blob(of: $0, statement) }
        }
        let size = max(1, (entries.count + Self.parts - 1) / Self.parts)
        let starts = Array(stride(from: 0, to: entries.count, by: size))
        return concurrently(starts.count) { part in
            var reader = reader
            return (starts[part]..<min(starts[part] + size, entries.count)).map { index in
                attempt(&reader, entries[index], blobs[index], body)
            }
        }.flatMap { $0 }
    }

    /// More than there are cores, as no two take the same time.
    private static let parts = 8

    /// Nil where the run is gone.
    private static func blob(of entry: HistoryEntry, _ statement: Statement) throws -> [UInt8]? {
        let rows = try Row.fetchCursor(statement, arguments: [entry.id])
        return try rows.next()?.withUnsafeData(atIndex: 0) { $0.map(Array.init) ?? [] }
    }

    private func attempt<Reader, Value>(
        _ reader: inout Reader, _ entry: HistoryEntry, _ blob: [UInt8]?,
        _ body: (inout Reader, HistoryEntry, [UInt8]) throws -> Value
    ) -> Result<Value, HistoryError> {
        guard let blob else { return .failure(HistoryError(.damaged, path, "run \(entry.id) is gone")) }
        do {
            return .success(try body(&reader, entry, blob))
        } catch let problem as HistoryError {
            return .failure(problem)
        } catch let newer as BlobReader.Newer {
            return .failure(.newer(path, newer.version, Int(BlobWriter.version)))
        } catch {
            return .failure(HistoryError(.damaged, path, "run \(entry.id) is damaged"))
        }
    }

    package func remove(_ entries: [HistoryEntry]) throws(HistoryError) {
        try attempt { database in
            for entry in entries { try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [entry.id]) }
        }
    }

    private func attempt<Value>(
        reading: Bool = false, _ body: (Database) throws -> Value
    ) throws(HistoryError) -> Value {
        try Self.attempt(path, failing: reading ? .unusable : .unwritable) {
            reading ? try database.read(body) : try database.write(body)
        }
    }

    /// - Parameter kind: of failures that are none of the content.
    private static func attempt<Value>(
        _ path: String, failing kind: HistoryError.Kind, _ body: () throws -> Value
    ) throws(HistoryError) -> Value {
        do {
            return try body()
        } catch let error as HistoryError {
            throw error
        } catch let error as DatabaseError {
            let isDamaged = [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode.primaryResultCode)
            let problem = isDamaged ? "the database is damaged" : "the database cannot be used"
            throw HistoryError(
                isDamaged ? .unusable : kind, path, "\(problem): \(error.message ?? "\(error.resultCode)")")
        } catch {
            throw HistoryError(kind, path, "cannot be used: \(error.localizedDescription)")
        }
    }
}
