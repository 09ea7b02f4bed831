import ArgumentParser
import Formats
import Foundation
import History

struct HistoryImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes over runs that `history export` wrote.",
        discussion: """
            Runs that are there already stay, and get the labels that only the exported ones have; a run that failed in either has failed.

            Example:
              loadline history import main.jsonl.zst --history perf/history
            """)

    @Argument(help: "File of exported runs, also compressed (.gz, .zst), or - for standard input.")
    var file: String

    @OptionGroup var store: StoreOptions

    /// Uncompressed.
    private static let mostBytes = 8 << 30

    func run() throws {
        let opened = try OpenFile(file)
        let data = try Failure.whileReading { () throws(FormatError) in
            let input = try Input(name: opened.name, descriptor: opened.descriptor)
            return Data(try input.document(limit: Self.mostBytes))
        }
        let taken: TakenOver
        do throws(HistoryError) {
            let runs = try RecordedRun.all(in: data, source: opened.name)
            taken = try HistoryStores.open(store.history, creating: true).take(runs)
        } catch {
            throw Failure(error)
        }
        try Output.writeToStandardOutput(taken.sentence())
    }
}
