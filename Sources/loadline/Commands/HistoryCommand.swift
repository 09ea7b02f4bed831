import ArgumentParser

/// The commands on a history, each a file of its own.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Looks into the kept runs, finds level shifts, shortens and merges histories, accepts findings.",
        discussion: """
            A history is a directory with a file for each run, fit for git or a bucket, or an SQLite database (*.sqlite, *.db).

            Example:
              loadline history list --history perf/history
            """,
        subcommands: [
            HistoryListCommand.self, HistoryShowCommand.self, HistoryChangesCommand.self, HistoryPruneCommand.self,
            HistoryMergeCommand.self, HistoryExportCommand.self, HistoryImportCommand.self, AcceptCommand.self,
        ])
}

struct StoreOptions: ParsableArguments {
    @Option(help: "History: a directory, or a database (*.sqlite, *.db).")
    var history: String
}
