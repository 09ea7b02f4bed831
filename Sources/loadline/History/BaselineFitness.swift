import Analysis
import History
import Measurements

/// Which runs of a history a candidate can be compared with, and what is to be said of the others.
struct BaselineFitness {
    private let head: [Run]
    private let conditions: Conditions
    /// Commit of the nearest recorded ancestor, where git tells it.
    private let ancestor: String?
    /// Found out when a run is asked for that could be one of them: to hash the values of a large result takes as long as reading it.
    private lazy var candidates = Set(head.map(\.contentID))
    private(set) var incomparable = IncomparableRuns()
    /// The newest run that is not comparable and those that differ in the same fields, newest first.
    private(set) var alike: (reason: String, runs: [Run])?

    init(head: [Run], _ conditions: Conditions, ancestor: String?) {
        (self.head, self.conditions, self.ancestor) = (head, conditions, ancestor)
    }

    static let itself = "is the candidate itself"

    /// Why a run is left out; runs are asked for from the newest on.
    /// - Parameter strictly: whether what only widens the noise is objected to as well.
    mutating func objection(to recorded: RecordedRun, strictly: Bool) -> String? {
        if let reason = recorded.unfitness { return reason }
        if isCandidate(recorded) { return Self.itself }
        if isLater(recorded) { return "started after the candidate did" }
        let differences = Comparability.objections(to: recorded.run, head: head, conditions, strictly: strictly)
        if differences.isEmpty { return nil }
        let reason = incomparable.note(differences)
        if alike == nil { alike = (reason, []) }
        if alike?.reason == reason { alike?.runs.append(recorded.run) }
        return reason
    }

    /// A kept run has the id of what it was read from; read as a result, another one.
    private mutating func isCandidate(_ recorded: RecordedRun) -> Bool {
        let run = recorded.run
        let isSimilar = head.contains {
            $0.duration == run.duration && ($0.start == run.start || $0.start == nil && !recorded.knowsStart)
        }
        return isSimilar && (candidates.contains(recorded.id) || candidates.contains(run.contentID))
    }

    /// What began long after the candidate's last run was not there to be compared with, or one of the clocks is wrong. Both sides may be measured in turn, so
    /// that an hour later is not late; of the ancestor that git knows, nor is a day.
    private func isLater(_ recorded: RecordedRun) -> Bool {
        guard recorded.knowsStart, let start = head.compactMap(\.start).max() else { return false }
        let isOfAncestor = ancestor.map { recorded.run.commit?.hasPrefix($0.prefix(12)) ?? false } ?? false
        return recorded.time > start + (isOfAncestor ? 86_400 : 3600)
    }
}
