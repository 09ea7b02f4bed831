import ArgumentParser
import Reporting

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the verdict.",
        discussion: "Example:\n  loadline schema > verdict.schema.json")

    func run() throws {
        try Output.writeToStandardOutput(VerdictSchema.text)
    }
}
