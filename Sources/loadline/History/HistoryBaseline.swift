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

    /// - Parameter conditions: what the runs have to share with the candidate's.
    init(
        _ options: BaselineOptions, head: [Run], commit: String?, _ conditions: Conditions
    ) throws(Failure) {
        guard let path = options.history else { return }
        do throws(HistoryError) {
            let store = try HistoryStores.open(path)
            try select(store, options, head, commit, conditions)
        } catch {
            guard error.kind == .missing else { throw Failure(error) }
            diagnostics.append(Diagnostic(.warning, "history.none", "\(path): there is no history yet."))
        }
    }

    private mutating func select(
        _ store: any HistoryStore, _ options: BaselineOptions, _ head: [Run], _ commit: String?,
        _ conditions: Conditions
    ) throws(HistoryError) {
        var branch = options.branch
        if branch == nil { branch = try Self.mainBranch(of: store) }
        var selection = Selection(branch: branch, last: options.last)
        let now = head.compactMap(\.start).max() ?? Date().timeIntervalSince1970
        selection.since = options.window.map { now - $0 * 86_400 }
        let entries = try store.entries(branch: branch, limit: 2000)
        place(commit ?? head.compactMap(\.commit).first ?? "HEAD", entries, &selection)
        let candidates = Set(head.map(\.contentID))
        func select(strictly: Bool) throws(HistoryError) -> Selected {
            try store.select(selection) { recorded in
                if candidates.contains(recorded.id) { return "is the candidate itself" }
                return recorded.unfitness
                    ?? Comparability.objection(to: recorded.run, head: head, conditions, strictly: strictly)
            }
        }
        // Runs of this machine and tool are enough where there are enough of them; else others count, with wider noise.
        var selected = try select(strictly: true)
        if selected.runs.count < Self.leastAlike { selected = try select(strictly: false) }
        runs = selected.runs.map(\.run)
        report(selected, branch)
    }

    /// Fewer runs are no history.
    private static let leastAlike = 5

    /// Leaves out what was measured after the candidate branched off.
    private mutating func place(_ commit: String, _ entries: [HistoryEntry], _ selection: inout Selection) {
        guard let ancestry = Ancestry(of: commit, in: entries) else {
            if entries.contains(where: { $0.commit != nil }) {
                let message = "No ancestor of the candidate is known to be recorded: the newest runs are compared with."
                diagnostics.append(Diagnostic(.info, "baseline.newest", message))
            }
            return
        }
        selection.until = ancestry.until
        let distance = ancestry.distance.map { $0 == 1 ? "1 commit" : "\($0) commits" } ?? "some commits"
        let place = ancestry.distance == 0 ? "the candidate's own commit" : "\(distance) before the candidate"
        let message = "The nearest recorded ancestor is \(ancestry.nearest.prefix(12)), \(place)."
        diagnostics.append(Diagnostic(.info, "baseline.ancestor", message))
    }

    private mutating func report(_ selected: Selected, _ branch: String?) {
        discarded = selected.discarded.values.reduce(0, +) + selected.damaged.count
        for (reason, count) in selected.discarded.sorted(by: { $0.key < $1.key }) {
            let runs = count == 1 ? "1 run of the history" : "\(count) runs of the history"
            diagnostics.append(Diagnostic(.info, "history.discarded", "\(runs) left out: \(reason)."))
        }
        diagnostics += selected.damaged.map { Diagnostic(.warning, "history.damaged", "\($0), and was left out.") }
        if runs.isEmpty {
            let place = branch.map { "for the branch \($0)" } ?? "in the history"
            diagnostics.append(Diagnostic(.warning, "history.empty", "There is no comparable run \(place) yet."))
        }
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
        self.init(error.kind == .missing ? .missingInput : .unreadableInput, error.description)
    }
}
