import ArgumentParser
import History
import Measurements
import Reporting

struct HistoryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one kept run.",
        discussion: "Example:\n  loadline history show 1f0c9a --history perf/history")

    @Argument(help: "The run's id, or its beginning.")
    var id: String

    @OptionGroup var store: StoreOptions

    @Flag(help: "Write the run as a file that can be read again.")
    var json = false

    func run() throws {
        do throws(HistoryError) {
            let opened = try HistoryStores.open(store.history)
            let found = try opened.entries(branch: nil, limit: nil).filter { $0.id.hasPrefix(id) }
            // Older stores may have a run twice, of two branches.
            let ids = Set(found.map(\.id)).count
            guard ids == 1, let entry = found.first else {
                let problem = found.isEmpty ? "no run is" : "\(ids) runs are"
                throw HistoryError(.missing, store.history, "\(problem) called \(id)")
            }
            for result in try opened.runs(of: [entry]) { try show(try result.get()) }
        } catch {
            throw Failure(error)
        }
    }

    private func show(_ recorded: RecordedRun) throws(HistoryError) {
        let text =
            json
            ? String(decoding: RunDocument(recorded.run, id: recorded.id).text(), as: UTF8.self)
            : Inspection(runs: [recorded.run]).text(width: Terminal.width ?? 100)
        do throws(Failure) { try Output.writeToStandardOutput(text) } catch {
            throw HistoryError(.unwritable, "standard output", error.message)
        }
    }
}
