import Measurements

/// Runs kept from day to day. Two implementations, one behaviour: appending is idempotent by id, and a run is there whole or not at all, whatever
/// becomes of the process. What is selected, merged and pruned follows from these five; `figures` need only be there where a store reads them faster than whole runs.
package protocol HistoryStore: Sendable {
    /// As the user named it.
    var path: String { get }

    /// Keeps runs; those whose ids are there already, on whatever branch, stay as they are. When it returns, the runs are on the disk.
    /// - Returns: for each run what was there already; nil where it is new.
    func keep(_ runs: [RecordedRun]) throws(HistoryError) -> [HistoryEntry?]

    /// Says something else of a kept run: these labels take the place of those of the same names. The run is there before, meanwhile and after.
    /// - Returns: whether that changed anything.
    func label(_ entry: HistoryEntry, _ labels: [String: String]) throws(HistoryError) -> Bool

    /// The newest entries, oldest first, without opening what they name.
    /// - Parameters:
    ///   - branch: nil for all branches.
    ///   - limit: at most so many; nil for all.
    func entries(branch: String?, limit: Int?) throws(HistoryError) -> [HistoryEntry]

    /// A run for each entry, in their order; for one that is damaged the error, so that the rest stays usable.
    func runs(of entries: [HistoryEntry]) throws(HistoryError) -> [Result<RecordedRun, HistoryError>]

    /// The same of some figures of each series.
    func figures(
        _ metrics: [MetricName], of entries: [HistoryEntry]
    ) throws(HistoryError) -> [Result<RunFigures, HistoryError>]

    /// Forgets runs.
    func remove(_ entries: [HistoryEntry]) throws(HistoryError)
}

extension HistoryStore {
    /// As `keep`.
    /// - Returns: how many were new.
    package func append(_ runs: [RecordedRun]) throws(HistoryError) -> Int {
        try keep(runs).count { $0 == nil }
    }

    package func figures(
        _ metrics: [MetricName], of entries: [HistoryEntry]
    ) throws(HistoryError) -> [Result<RunFigures, HistoryError>] {
        let results = try runs(of: entries)
        return concurrently(results.count) { index in results[index].map { RunFigures($0, metrics) } }
    }
}

/// A run in a history.
package struct RecordedRun: Sendable, Equatable {
    /// `Run.contentID` of the run as it was recorded first.
    package var id: String
    /// Its `start` is known: that of the load, or when it was recorded.
    package var run: Run

    package var time: Double { run.start ?? 0 }

    package init(id: String, run: Run) {
        self.id = id
        self.run = run
    }

    /// - Parameter now: seconds since 1970, for runs that do not know when they started.
    /// - Throws: what is wrong with the run: "series[2].requests: expected …".
    package init(recording run: Run, now: Double) throws(HistoryError) {
        if let problem = KeptRunValidation.problem(of: run) { throw HistoryError(.damaged, run.source, problem) }
        let known = run.recordedID.flatMap { RunFileName.isID($0) ? $0 : nil }
        self.init(id: known ?? run.contentID, run: run.compacted)
        self.run.recordedID = nil
        guard run.start == nil else { return }
        self.run.start = now
        self.run.notes.append(
            Note(Self.unstarted, "When it started is not known; it was recorded at the time that is said."))
    }

    private static let unstarted = "start.absent"

    /// Whether its start is that of the load, and so the same however often it is recorded.
    package var knowsStart: Bool { !run.notes.contains { $0.code == Self.unstarted } }
}

/// What a store knows of a run without opening it.
package struct HistoryEntry: Sendable, Equatable {
    package var id: String
    /// Seconds since 1970.
    package var time: Double
    /// Nil for runs of no branch.
    package var branch: String?
    /// At least the first 12 characters; nil where unknown.
    package var commit: String?
    /// The file or row.
    package var place: String

    package init(id: String, time: Double, branch: String?, commit: String?, place: String) {
        self.id = id
        self.time = time
        self.branch = branch
        self.commit = commit
        self.place = place
    }

    /// Fewer characters of a commit name none.
    package static let leastCommit = 4

    /// Whether the entry is of a commit; either may be shortened.
    package func isOf(commit other: String) -> Bool {
        guard let commit, min(commit.count, other.count) >= Self.leastCommit else { return false }
        return commit.hasPrefix(other) || other.hasPrefix(commit)
    }
}

/// What is wrong with a store, or with one run in it.
package struct HistoryError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// Nothing is there.
        case missing
        /// Written by a newer Loadline.
        case newer
        /// One run is no run; the rest may be.
        case damaged
        /// It cannot be opened or read.
        case unusable
        /// It cannot be written.
        case unwritable
    }

    package var kind: Kind
    package var path: String
    package var problem: String

    package init(_ kind: Kind, _ path: String, _ problem: String) {
        self.kind = kind
        self.path = path
        self.problem = problem
    }

    package var description: String { "\(path): \(problem)" }

    static func newer(_ path: String, _ found: Int, _ known: Int) -> HistoryError {
        HistoryError(.newer, path, "written by a newer Loadline (format \(found)); this one reads up to \(known)")
    }
}
