import ArgumentParser
import History

struct HistoryMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Takes over the runs of other histories, of any kind.",
        discussion: """
            Runs that are there already stay, and get the labels that only the others have; a run that failed in either has failed.

            Example:
              loadline history merge artifact/history --history perf.sqlite
            """)

    @Argument(help: "Histories to take runs from.")
    var from: [String]

    @OptionGroup var store: StoreOptions

    func run() throws {
        var text = ""
        do throws(HistoryError) {
            let target = try HistoryStores.open(store.history, creating: true)
            for path in from {
                let taken = try target.merge(try HistoryStores.open(path))
                for error in taken.damaged { Output.writeToStandardError("loadline: \(error), and was left out\n") }
                text += taken.sentence(of: path)
            }
        } catch {
            throw Failure(error)
        }
        try Output.writeToStandardOutput(text)
    }
}

extension TakenOver {
    /// "3 runs of artifact/history added; 1 that was there has other labels now."
    func sentence(of path: String? = nil) -> String {
        let place = path.map { " of \($0)" } ?? ""
        let labels =
            labelled == 1
            ? "1 that was there has other labels now" : "\(labelled) that were there have other labels now"
        return "\(added == 1 ? "1 run" : "\(added) runs")\(place) added\(labelled > 0 ? "; " + labels : "").\n"
    }
}
