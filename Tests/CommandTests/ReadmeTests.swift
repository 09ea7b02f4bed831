import Foundation
import Testing

/// What the README shows is what the command writes.
@Suite struct ReadmeTests {
    @Test func theExampleIsTrue() throws {
        let readme = try String(contentsOf: Command.root.appending(path: "README.md"), encoding: .utf8)
        let block = try #require(readme.components(separatedBy: "```console\n").dropFirst().first)
        let lines = block.components(separatedBy: "```")[0].split(separator: "\n").map(String.init)
        let command = try #require(lines.first).split(separator: " ").dropFirst(2).map(String.init)
        let outcome = try Command.run(command)
        #expect(outcome.status == 1)
        let written = outcome.output.split(separator: "\n").map(String.init)
        let shown = lines.dropFirst().filter { !$0.contains("…") }
        #expect(shown.count > 15)
        var rest = written[...]
        for line in shown {
            let position = rest.firstIndex(of: line)
            #expect(position != nil, "the command does not write: \(line)")
            if let position { rest = rest[(position + 1)...] }
        }
    }

    @Test func linksLeadSomewhere() throws {
        for name in ["README.md", "CONTRIBUTING.md", "budgets/README.md"] {
            let file = Command.root.appending(path: name)
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\]\(([^)#:]+)\)/) {
                let target = file.deletingLastPathComponent().appending(path: String(match.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(name): \(match.1)")
            }
        }
    }
}
