import History
import Measurements
import Reporting

/// What became of runs that were recorded: "Recorded 1 run in perf; 2 were there already on the branch main and were kept as they are."
struct RecordingWords {
    let marksFailed: Bool
    private var added = 0
    /// Of those that were there, alike ones together, in their order.
    private var groups: [(group: Group, count: Int)] = []

    private struct Group: Equatable {
        /// Where else they are: " on the branch main".
        var place: String
        var isLabelled: Bool
    }

    init(marksFailed: Bool) { self.marksFailed = marksFailed }

    /// - Parameter entry: what was there already.
    mutating func add(_ run: Run, _ entry: HistoryEntry?, isLabelled: Bool) {
        guard let entry else {
            added += 1
            return
        }
        let group = Group(place: Self.place(of: entry, besides: run), isLabelled: isLabelled)
        if let index = groups.firstIndex(where: { $0.group == group }) {
            groups[index].count += 1
        } else {
            groups.append((group, 1))
        }
    }

    /// Empty where it is said to be of the same branch and commit again.
    private static func place(of entry: HistoryEntry, besides run: Run) -> String {
        var place = ""
        if entry.branch != run.branch { place = entry.branch.map { " on the branch \($0)" } ?? " on no branch" }
        let isOther = run.commit.map { !entry.isOf(commit: $0) } ?? false
        if isOther { place += entry.commit.map { " of the commit \($0.prefix(12))" } ?? " of no commit" }
        return place
    }

    func sentence(_ history: String) -> String {
        let there = groups.map { "; " + words($0.group, $0.count) }.joined()
        return Printable.line(
            "Recorded \(added == 1 ? "1 run" : "\(added) runs") in \(history)\(there).", columns: 2000)
    }

    private func words(_ group: Group, _ count: Int) -> String {
        let isOne = count == 1
        let start = "\(count) \(isOne ? "was" : "were") there already\(group.place)"
        if group.isLabelled, marksFailed { return start + " and \(isOne ? "is" : "are") marked failed now" }
        if group.isLabelled { return start + " and \(isOne ? "has" : "have") other labels now" }
        if group.place.isEmpty { return start }
        return start + " and \(isOne ? "was kept as it is" : "were kept as they are")"
    }
}
