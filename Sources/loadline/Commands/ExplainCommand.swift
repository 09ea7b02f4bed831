import ArgumentParser
import Foundation
import Reporting

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Says in sentences how one check of a verdict was judged.",
        discussion: """
            Example:
              loadline check run.json --baseline main --json verdict.json
              loadline explain "POST /checkout#p95" verdict.json
            """)

    @Argument(help: "Id of a check (endpoint#metric), or a part of it that only one check has.")
    var id: String

    @Argument(help: "Verdict that check or compare wrote with --json; - is standard input.")
    var verdict: String

    func run() throws {
        let checks = try read()
        let exact = checks.filter { $0.id == id }
        let found = exact.isEmpty ? checks.filter { $0.id.contains(id) } : exact
        guard found.count == 1, let check = found.first else {
            let list = (found.isEmpty ? checks : found).prefix(20).map { "  \($0.id)" }.joined(separator: "\n")
            let what =
                found.isEmpty ? "no check is called \"\(id)\"" : "\(found.count) checks are called like \"\(id)\""
            throw Failure(.usage, "\(what); there are\n\(list)")
        }
        let title = "\(check.id): \(check.status.split(separator: "_").joined(separator: " "))"
        let lines =
            [Printable.line(title, columns: 500)] + check.explanation.map { "  " + Printable.line($0, columns: 1000) }
        try Output.writeToStandardOutput(lines.joined(separator: "\n") + "\n")
    }

    private struct Document: Decodable {
        var checks: [Check]
    }

    private struct Check: Decodable {
        var id: String
        var status: String
        var explanation: [String]
    }

    private func read() throws(Failure) -> [Check] {
        let file = try OpenFile(verdict)
        let handle = FileHandle(fileDescriptor: file.descriptor, closeOnDealloc: false)
        guard let data = try? handle.readToEnd(), let document = try? JSONDecoder().decode(Document.self, from: data)
        else {
            throw Failure(.unreadableInput, "\(file.name): expected a verdict, as `check --json` writes it")
        }
        return document.checks
    }
}
