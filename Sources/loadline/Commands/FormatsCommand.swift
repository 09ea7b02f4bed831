import ArgumentParser
import Formats
import Foundation
import Reporting

struct FormatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "formats", abstract: "Lists the result formats that are read and the reports that are written.",
        discussion: "Formats are recognized by content, never by a file's name.\n\nExample:\n  loadline formats")

    func run() throws {
        var text = "Result formats (recognized by content)\n"
        let width = ResultFormats.all.map(\.name.count).max() ?? 0
        for format in ResultFormats.all {
            let name = format.name.padding(toLength: width, withPad: " ", startingAt: 0)
            text += "  \(name)  \(format.summary)\n  \(String(repeating: " ", count: width))  \(format.documentation)\n"
        }
        text += "  \(Custom.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(Custom.summary)\n"
        text += "\nReports\n"
        text += Reporters.all.map { "  \($0.name)\n" }.joined()
        try Output.writeToStandardOutput(text)
    }
}
