import Analysis
import ArgumentParser
import Foundation
import History
import Measurements

/// The runs of a branch that are looked at for themselves, and the budget that says what is judged of them.
struct PastOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions

    @Option(help: "Branch of the history (default: the one that CI merges into, else main or master).")
    var branch: String?

    @Option(help: "At most so many runs, the newest.")
    var last = 100

    @Option(help: "Only runs of the last so many days.")
    var days: Double?

    @Option(parsing: .upToNextOption, help: "Budget files, or directories of them: what is judged, and how.")
    var budget: [String] = []

    func validate() throws {
        if last < 1 { throw ValidationError("--last \(last): expected 1 or more.") }
        if let days, !(days > 0) { throw ValidationError("--days \(days): expected a number above 0.") }
    }

    struct Found {
        /// Whole, not failed, and comparable with the newest.
        var runs: [Run]
        var discarded: [String: Int]

        var count: String { runs.count == 1 ? "1 run" : "\(runs.count) runs" }

        /// "; left out: 3 (failed)", for messages.
        var leftOut: String {
            let parts = discarded.sorted { $0.key < $1.key }.map { "\($0.value) (\($0.key))" }
            return parts.isEmpty ? "" : "; left out: " + parts.joined(separator: ", ")
        }
    }

    /// What is damaged is said on standard error.
    /// - Parameter conditions: what runs have to share with the newest.
    func runs(like conditions: Conditions) throws(Failure) -> Found {
        let (selected, branch) = try select()
        for error in selected.damaged { Output.writeToStandardError("loadline: \(error), and was left out\n") }
        var found = Found(runs: [], discarded: selected.discarded)
        guard let newest = selected.runs.last?.run else {
            let place = branch.map { " of the branch \($0)" } ?? ""
            let what = found.discarded.isEmpty ? "there are no runs\(place)" : "there are no runs\(place) that serve"
            throw Failure(.noVerdict, "\(store.history): \(what)\(found.leftOut)")
        }
        var incomparable = IncomparableRuns()
        var others: [String: Int] = [:]
        for recorded in selected.runs {
            let differences = Comparability.objections(to: recorded.run, head: [newest], conditions, strictly: true)
            if differences.isEmpty {
                found.runs.append(recorded.run)
            } else {
                others[incomparable.note(differences), default: 0] += 1
            }
        }
        for (reason, count) in others { found.discarded[incomparable.words(reason)] = count }
        return found
    }

    private func select() throws(Failure) -> (Selected<RecordedRun>, branch: String?) {
        do throws(HistoryError) {
            let store = try HistoryStores.open(store.history)
            var branch = branch
            if branch == nil { branch = try HistoryBaseline.mainBranch(of: store) }
            var selection = Selection(branch: branch, last: last)
            selection.since = days.map { Date().timeIntervalSince1970 - $0 * 86_400 }
            return (try store.select(selection) { $0.unfitness }, branch)
        } catch {
            throw Failure(error)
        }
    }
}
