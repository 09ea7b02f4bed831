import Analysis
import ArgumentParser
import Foundation
import Reporting

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a starter budget from measured runs, with headroom from their spread.",
        discussion: """
            Give several runs of the same build where you can: their noise says how much room a limit needs. \
            Then change the limits to what your users need.

            Examples:
              loadline init run-*.json.gz > budgets/shop.yml
              loadline init run.json --output budgets/shop.yml
            """)

    @Argument(help: "Result files, directories or globs; - is standard input.")
    var results: [String] = []

    @Option(name: .shortAndLong, help: "Where to write the budget; - is standard output.")
    var output = "-"

    @Flag(help: "Replace the file of --output.")
    var force = false

    @OptionGroup var reading: ReadingOptions

    func validate() throws { try reading.validate(results: results) }

    func run() throws {
        if output != "-", !force, FileManager.default.fileExists(atPath: output) {
            throw Failure(.unwritableOutput, "\(output) is there already; --force replaces it")
        }
        let runs = try reading.reader().read(results, as: .head).runs
        let budget = StarterBudget(runs: runs)
        guard budget.entries.contains(where: { !$0.limits.isEmpty }) else {
            throw Failure(
                .unreadableInput, "\(results.joined(separator: ", ")): holds nothing that a budget could limit")
        }
        try Output.write(StarterBudgetText(budget).text, to: output)
    }
}
