import ArgumentParser
import Reporting

/// The command line; each command is a file in Commands.
struct Loadline: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loadline",
        abstract: "Checks load-test results against performance budgets and baselines.",
        discussion: """
            Reads what load tools and test runners write, compares P95, P99, error rate and throughput with budget \
            files and earlier runs, and says whether something really changed.

            Exit status: 0 pass, 1 fail, 2 no verdict, 64 wrong command line, 65 unreadable input, 66 missing input, \
            74 output not writable.
            """,
        version: Product.version,
        subcommands: [
            CheckCommand.self, CompareCommand.self, ExplainCommand.self, InspectCommand.self, DigestCommand.self,
            InitCommand.self, RecordCommand.self, HistoryCommand.self, FormatsCommand.self, SchemaCommand.self,
        ])
}
