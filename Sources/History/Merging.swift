import Measurements

/// What became of runs that were taken over.
package struct TakenOver: Sendable, Equatable {
    /// Runs that were not there.
    package var added = 0
    /// Runs that were there, of which more is said now.
    package var labelled = 0
    /// Runs that could not be read.
    package var damaged: [HistoryError] = []

    package init(added: Int = 0, labelled: Int = 0) {
        self.added = added
        self.labelled = labelled
    }
}

extension HistoryStore {
    /// Keeps every run of another store that this one has not, and what the other says of those that both have (`RunLabels.union`).
    package func merge(_ other: any HistoryStore) throws(HistoryError) -> TakenOver {
        let known = Dictionary(try entries(branch: nil, limit: nil).map { ($0.id, $0) }) { first, _ in first }
        let entries = try other.entries(branch: nil, limit: nil)
        var taken = TakenOver()
        for batch in entries.filter({ known[$0.id] == nil }).split(every: 256) {
            let runs = try Self.readable(try other.runs(of: batch), &taken)
            taken.added += try append(runs)
        }
        for batch in entries.filter({ known[$0.id] != nil }).split(every: 256) {
            let heads = try Self.readable(try other.figures([], of: batch), &taken).map(\.recorded)
            taken.labelled += try label(heads.compactMap { head in known[head.id].map { ($0, head.run.labels) } })
        }
        return taken
    }

    /// The same of single runs.
    package func take(_ runs: [RecordedRun]) throws(HistoryError) -> TakenOver {
        let places = try keep(runs)
        var taken = TakenOver(added: places.count { $0 == nil })
        taken.labelled = try label(zip(places, runs).compactMap { place, run in place.map { ($0, run.run.labels) } })
        return taken
    }

    /// - Returns: of how many runs more is said now. One that cannot be read stays as it is.
    private func label(_ said: [(entry: HistoryEntry, labels: [String: String])]) throws(HistoryError) -> Int {
        let telling = said.filter { !$0.labels.isEmpty }
        let found = try figures([], of: telling.map(\.entry))
        var count = 0
        for (one, found) in zip(telling, found) {
            guard case .success(let own) = found else { continue }
            let before = own.recorded.run.labels
            let union = RunLabels.union(before, one.labels)
            if union != before, try label(one.entry, union) { count += 1 }
        }
        return count
    }

    private static func readable<Found>(
        _ results: [Result<Found, HistoryError>], _ taken: inout TakenOver
    ) throws(HistoryError) -> [Found] {
        var readable: [Found] = []
        for result in results {
            switch result {
            case .success(let found): readable.append(found)
            case .failure(let error) where error.kind == .damaged: taken.damaged.append(error)
            case .failure(let error): throw error
            }
        }
        return readable
    }
}
