import ArgumentParser
import History

struct HistoryMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Takes over the runs of other histories, of any kind.",
        discussion: "Example:\n  loadline history merge artifact/history --history perf.sqlite")

    @Argument(help: "Histories to take runs from.")
    var from: [String]

    @OptionGroup var store: StoreOptions

    func run() throws {
        var text = ""
        do throws(HistoryError) {
            let target = try HistoryStores.open(store.history, creating: true)
            for path in from {
                let (added, damaged) = try target.merge(try HistoryStores.open(path))
                for error in damaged { Output.writeToStandardError("loadline: \(error), and was left out\n") }
                text += "\(added == 1 ? "1 run" : "\(added) runs") of \(path) added.\n"
            }
        } catch {
            throw Failure(error)
        }
        try Output.writeToStandardOutput(text)
    }
}
