import Measurements

/// Which runs are kept when a history is shortened: those that any of its rules keeps.
package struct Pruning: Sendable {
    /// Newest so many of each branch.
    package var last: Int?
    /// Those that started at this time or later; seconds since 1970.
    package var since: Double?
    /// Those with one of these labels: a name, or name and value.
    package var labels: [(name: String, value: String?)] = []

    package init() {}

    /// - Returns: all entries, and those that no rule keeps, oldest first.
    package func plan(_ store: any HistoryStore) throws(HistoryError) -> (all: [HistoryEntry], gone: [HistoryEntry]) {
        let all = try store.entries(branch: nil, limit: nil)
        var newer: [String?: Int] = [:]
        var gone: [HistoryEntry] = []
        for entry in all.reversed() {
            newer[entry.branch, default: 0] += 1
            let isLast = last.map { newer[entry.branch, default: 0] <= $0 } ?? false
            let isYoung = since.map { entry.time >= $0 } ?? false
            if !isLast, !isYoung { gone.append(entry) }
        }
        if !labels.isEmpty {
            let runs = try store.runs(of: gone)
            gone = zip(gone, runs).filter { !isLabelled($1) }.map(\.0)
        }
        return (all, gone.reversed())
    }

    /// A run that cannot be read may be labelled.
    private func isLabelled(_ result: Result<RecordedRun, HistoryError>) -> Bool {
        guard case .success(let recorded) = result else { return true }
        return labels.contains { label in
            recorded.run.labels[label.name].map { label.value == nil || label.value == $0 } ?? false
        }
    }
}
