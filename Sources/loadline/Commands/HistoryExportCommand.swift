import ArgumentParser
import History
import Measurements

struct HistoryExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes kept runs as JSON, one a line, the oldest first.",
        discussion: "Example:\n  loadline history export --history perf.sqlite --branch main | zstd > main.jsonl.zst")

    @OptionGroup var store: StoreOptions
    @OptionGroup var selection: SelectionOptions

    @Option(help: "At most so many, the newest.")
    var last: Int?

    @Option(name: .shortAndLong, help: "Where to write; - is standard output.")
    var output = "-"

    func run() throws {
        let selected = try selection.select(store.history, last: last)
        let lines = selected.runs.flatMap { RunDocument($0.run, id: $0.id).text() }
        try Output.write(String(decoding: lines, as: UTF8.self), to: output)
    }
}
