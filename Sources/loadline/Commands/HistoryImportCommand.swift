import ArgumentParser
import Foundation
import History

struct HistoryImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes over runs that `history export` wrote.",
        discussion: "Example:\n  loadline history import main.jsonl --history perf/history")

    @Argument(help: "File of exported runs, or - for standard input.")
    var file: String

    @OptionGroup var store: StoreOptions

    func run() throws {
        let data =
            file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
        guard let data else { throw Failure(.missingInput, "\(file): cannot be read") }
        let added: Int
        do throws(HistoryError) {
            let runs = try RecordedRun.all(in: data, source: file)
            added = try HistoryStores.open(store.history, creating: true).append(runs)
        } catch {
            throw Failure(error)
        }
        try Output.writeToStandardOutput("\(added == 1 ? "1 run" : "\(added) runs") added.\n")
    }
}
