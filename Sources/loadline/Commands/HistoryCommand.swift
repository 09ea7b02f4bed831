import ArgumentParser

/// The commands on a history, each a file of its own.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Accepts findings.", subcommands: [AcceptCommand.self])
}
