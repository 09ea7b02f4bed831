import Measurements

/// Which runs are asked for.
package struct Selection: Sendable, Equatable {
    package var branch: String?
    /// The whole commit or its beginning.
    package var commit: String?
    /// All of them, with these values.
    package var labels: [String: String] = [:]
    /// The newest so many, of those that fit.
    package var last: Int?
    /// Seconds since 1970; both ends belong to it.
    package var since: Double?
    package var until: Double?

    package init(branch: String? = nil, last: Int? = nil) {
        self.branch = branch
        self.last = last
    }

    fileprivate func admits(_ entry: HistoryEntry) -> Bool {
        if let since, entry.time < since { return false }
        if let until, entry.time > until { return false }
        if let commit, !entry.isOf(commit: commit) { return false }
        return true
    }

    /// What an entry does not know.
    fileprivate func admits(_ run: Run) -> Bool {
        if let commit, let own = run.commit, !own.hasPrefix(commit), !commit.hasPrefix(own) { return false }
        return labels.allSatisfy { run.labels[$0.key] == $0.value }
    }
}

/// What was found, and what was left out of it.
package struct Selected<Found: Sendable>: Sendable {
    /// Oldest first.
    package var runs: [Found] = []
    /// Why runs that were asked for were left out, and how many.
    package var discarded: [String: Int] = [:]
    /// Runs that could not be read.
    package var damaged: [HistoryError] = []

    /// Nil for a damaged run, which is noted.
    fileprivate mutating func sort(_ result: Result<Found, HistoryError>) throws(HistoryError) -> Found? {
        switch result {
        case .success(let found): return found
        case .failure(let error) where error.kind == .damaged:
            damaged.append(error)
            return nil
        case .failure(let error): throw error
        }
    }
}

extension HistoryStore {
    /// Walks back from the newest run until enough are found, so that the length of a history costs little.
    /// - Parameter objection: why a run has to be left out; nil takes it.
    /// - Throws: also for a run of a newer Loadline, since leaving it out would change what is found.
    package func select(
        _ selection: Selection, objection: (RecordedRun) -> String? = { _ in nil }
    ) throws(HistoryError) -> Selected<RecordedRun> {
        try select(selection, runs) {
            $0.run
        } objection: {
            objection($0)
        }
    }

    /// Some figures of the runs that can serve as a baseline.
    package func selectFigures(
        _ selection: Selection, of metrics: [MetricName]
    ) throws(HistoryError) -> Selected<RunFigures> {
        try select(selection) { entries throws(HistoryError) in
            try figures(metrics, of: entries)
        } head: {
            $0.recorded.run
        } objection: {
            $0.unfitness
        }
    }

    private func select<Found>(
        _ selection: Selection, _ read: ([HistoryEntry]) throws(HistoryError) -> [Result<Found, HistoryError>],
        head: (Found) -> Run, objection: (Found) -> String?
    ) throws(HistoryError) -> Selected<Found> {
        var selected = Selected<Found>()
        var newestFirst: [Found] = []
        let wanted = selection.last ?? .max
        var seen = 0
        var limit = selection.last.map { max(2 * $0, 64) }
        while true {
            let entries = try entries(branch: selection.branch, limit: limit)
            let fresh = entries.dropLast(seen).reversed().filter(selection.admits)
            for batch in fresh.split(every: max(min(wanted, 256), 1)) where newestFirst.count < wanted {
                for result in try read(batch) where newestFirst.count < wanted {
                    guard let found = try selected.sort(result), selection.admits(head(found)) else { continue }
                    if let reason = objection(found) {
                        selected.discarded[reason, default: 0] += 1
                    } else {
                        newestFirst.append(found)
                    }
                }
            }
            let isAll = limit.map { entries.count < $0 } ?? true
            let isTooOld = selection.since.map { (entries.first?.time ?? $0) < $0 } ?? false
            if isAll || isTooOld || newestFirst.count >= wanted { break }
            seen = entries.count
            limit = limit.map { $0 * 4 }
        }
        selected.runs = newestFirst.reversed()
        return selected
    }
}

extension RecordedRun {
    /// Why a run cannot serve as a baseline: it failed, is not whole, or holds no load; nil where it can.
    package var unfitness: String? { run.unfitness(hasSeries: !run.series.isEmpty) }
}

extension Run {
    func unfitness(hasSeries: Bool) -> String? {
        if RunLabels.isFailed(labels) { return "failed" }
        if notes.contains(where: { $0.code == "lines.cut" }) { return "was cut short" }
        if tests != nil || !hasSeries { return "holds no load" }
        return nil
    }
}

extension Array {
    func split(every size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
