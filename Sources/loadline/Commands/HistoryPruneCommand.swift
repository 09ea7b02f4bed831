import ArgumentParser
import Foundation
import History

struct HistoryPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Removes old runs; says only which, until --delete is given.",
        discussion: """
            A run stays when any of the rules keeps it.

            Example:
              loadline history prune --history perf/history --keep-last 200 --keep-days 90 --keep-label tag --delete
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "Keep the newest so many runs of each branch.")
    var keepLast: Int?

    @Option(help: "Keep the runs of the last so many days.")
    var keepDays: Double?

    @Option(help: "Keep runs with this label, as name or name=value; may be repeated.")
    var keepLabel: [String] = []

    @Flag(help: "Remove the runs.")
    var delete = false

    func validate() throws {
        if keepLast == nil, keepDays == nil {
            throw ValidationError("Say what to keep: --keep-last, --keep-days, or both.")
        }
    }

    func run() throws {
        var pruning = Pruning()
        pruning.last = keepLast
        pruning.since = keepDays.map { Date().timeIntervalSince1970 - $0 * 86_400 }
        pruning.labels = keepLabel.map { label in
            let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
        }
        let text: String
        do throws(HistoryError) {
            let opened = try HistoryStores.open(store.history)
            let plan = try pruning.plan(opened)
            if delete { try opened.remove(plan.gone) }
            let names = delete ? "" : plan.gone.map { "\($0.id.prefix(12))  \($0.branch ?? "-")\n" }.joined()
            text = names + "\(plan.gone.count) of \(plan.all.count) runs \(delete ? "removed" : "would be removed")"
        } catch {
            throw Failure(error)
        }
        try Output.writeToStandardOutput(text + (delete ? ".\n" : "; with --delete they are.\n"))
    }
}
