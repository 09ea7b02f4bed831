import Analysis
import Foundation
import History
import Measurements

/// The runs of a history that a candidate is judged by, and what has to be said of the choice.
struct HistoryBaseline {
    /// Oldest first.
    private(set) var runs: [Run] = []
    private(set) var discarded = 0
    private(set) var diagnostics: [Diagnostic] = []

    init() {}

    /// - Parameters:
    ///   - conditions: what the runs have to share with the candidate's.
    ///   - isAlone: whether there is no other baseline, so that runs which are not comparable are named as such by the verdict.
    init(
        _ options: BaselineOptions, head: [Run], commit: String?, _ conditions: Conditions, isAlone: Bool
    ) throws(Failure) {
        guard let path = options.history else { return }
        do throws(HistoryError) {
            let store = try HistoryStores.open(path)
            try select(store, options, head, commit, conditions, isAlone)
        } catch {
            guard error.kind == .missing else { throw Failure(error) }
            diagnostics.append(Diagnostic(.warning, "history.none", "\(path): there is no history yet."))
        }
    }

    private mutating func select(
        _ store: any HistoryStore, _ options: BaselineOptions, _ head: [Run], _ commit: String?,
        _ conditions: Conditions, _ isAlone: Bool
    ) throws(HistoryError) {
        var branch = options.branch
        if branch == nil { branch = try Self.mainBranch(of: store) }
        var selection = Selection(branch: branch, last: options.last)
        let now = head.compactMap(\.start).max() ?? Date().timeIntervalSince1970
        selection.since = options.window.map { now - $0 * 86_400 }
        let entries = try store.entries(branch: branch, limit: 2000)
        let ancestry = Ancestry(of: commit ?? head.compactMap(\.commit).first ?? "HEAD", in: entries)
        selection.until = ancestry?.until
        var fitness = BaselineFitness(head: head, conditions, ancestor: ancestry?.nearest)
        var selected = try store.select(selection) { fitness.objection(to: $0, strictly: true) }
        // Runs of this machine and tool are enough where there are enough of them; else others count, with wider noise.
        if selected.runs.count < Self.leastAlike {
            fitness = BaselineFitness(head: head, conditions, ancestor: ancestry?.nearest)
            selected = try store.select(selection) { fitness.objection(to: $0, strictly: false) }
        }
        runs = selected.runs.map(\.run)
        if runs.isEmpty, isAlone { standIn(fitness, atMost: options.last, &selected) }
        report(selected, fitness, branch)
        if !selected.runs.isEmpty { place(ancestry, entries) }
        warnIfStale(now)
    }

    /// Fewer runs are no history.
    private static let leastAlike = 5

    /// Where no run is comparable, those that differ as the newest does are the baseline: the verdict then says what differs.
    private mutating func standIn(_ fitness: BaselineFitness, atMost: Int, _ selected: inout Selected<RecordedRun>) {
        guard let (reason, alike) = fitness.alike else { return }
        runs = alike.prefix(atMost).reversed()
        selected.discarded[reason] = nil
    }

    /// Says where the runs stand that were found.
    private mutating func place(_ ancestry: Ancestry?, _ entries: [HistoryEntry]) {
        guard let ancestry else {
            if entries.contains(where: { $0.commit != nil }) {
                let message = "No ancestor of the candidate is known to be recorded: the newest runs are compared with."
                diagnostics.append(Diagnostic(.info, "baseline.newest", message))
            }
            return
        }
        let distance = ancestry.distance.map { $0 == 1 ? "1 commit" : "\($0) commits" } ?? "some commits"
        let place = ancestry.distance == 0 ? "the candidate's own commit" : "\(distance) before the candidate"
        let message = "The nearest recorded ancestor is \(ancestry.nearest.prefix(12)), \(place)."
        diagnostics.append(Diagnostic(.info, "baseline.ancestor", message))
    }

    private mutating func report(_ selected: Selected<RecordedRun>, _ fitness: BaselineFitness, _ branch: String?) {
        let place = branch.map { "for the branch \($0)" } ?? "in the history"
        if selected.runs.isEmpty {
            let isNone = selected.discarded.keys.allSatisfy { $0 == BaselineFitness.itself } && runs.isEmpty
            let message = "There is no \(isNone ? "" : "comparable ")run \(place) yet."
            diagnostics.append(Diagnostic(.warning, "history.empty", message))
        }
        let level: Diagnostic.Level = selected.runs.count < Self.leastAlike ? .warning : .info
        for (reason, count) in selected.discarded.sorted(by: { $0.key < $1.key }) {
            let isFew = reason == BaselineFitness.itself ? .info : level
            let runs = count == 1 ? "1 run of the history" : "\(count) runs of the history"
            let words = fitness.incomparable.words(reason)
            diagnostics.append(Diagnostic(isFew, "history.discarded", "\(runs) left out: \(words)."))
            if reason != BaselineFitness.itself { discarded += count }
        }
        discarded += selected.damaged.count
        diagnostics += selected.damaged.map { Diagnostic(.warning, "history.damaged", "\($0), and was left out.") }
    }

    /// Days after which a baseline may tell of another service.
    private static let staleness = 30.0

    private mutating func warnIfStale(_ now: Double) {
        guard let newest = runs.compactMap(\.start).max(), now - newest > Self.staleness * 86_400 else { return }
        let days = Int((now - newest) / 86_400)
        let message =
            "The newest run that is compared with was measured \(days) days before the candidate: record runs more often."
        diagnostics.append(Diagnostic(.warning, "baseline.stale", message))
    }

    /// The branch that the change goes to, as CI says; else the usual names, as far as they were recorded. Nil means all runs.
    static func mainBranch(of store: any HistoryStore) throws(HistoryError) -> String? {
        let environment = ProcessInfo.processInfo.environment
        let target = ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_DEFAULT_BRANCH"]
        let named = target.compactMap { environment[$0] }.filter { !$0.isEmpty }
        for branch in named + ["main", "master"] {
            if try !store.entries(branch: branch, limit: 1).isEmpty { return branch }
        }
        return nil
    }
}

extension Failure {
    init(_ error: HistoryError) {
        let status: ExitStatus =
            switch error.kind {
            case .missing: .missingInput
            case .unwritable: .unwritableOutput
            case .newer, .damaged, .unusable: .unreadableInput
            }
        self.init(status, error.description)
    }
}
