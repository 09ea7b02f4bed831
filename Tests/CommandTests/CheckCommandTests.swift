import Foundation
import Testing

/// `loadline check` as a CI job runs it: files in, exit status and reports out.
@Suite struct CheckCommandTests {
    private let shop = shopFile
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    @Test func aMetBudgetPasses() throws {
        let budget = try scratch.write("b.yml", "p95: 500ms\nerror_rate: 1%\n")
        let outcome = try Command.run(["check", shop, "--budget", budget])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("nothing compared"))
        #expect(outcome.errors.isEmpty)
    }

    @Test func aBrokenBudgetFailsAndNamesWhatAndWhere() throws {
        let budget = try scratch.write("b.yml", "p95: 5ms\n")
        let json = scratch.file("verdict.json").path
        let outcome = try Command.run(["check", shop, "--budget", budget, "--json", json, "--markdown", "-"])
        #expect(outcome.status == 1)
        #expect(outcome.output.hasPrefix("<!-- loadline key="))
        #expect(outcome.output.contains("❌"))
        let verdict = try object(json)
        #expect(verdict["verdict"] as? String == "fail")
        #expect(verdict["exitCode"] as? Int == 1)
        let check = (verdict["checks"] as? [[String: Any]])?.first
        let limit = (check?["limits"] as? [[String: Any]])?.first
        #expect(limit?["rule"] as? String == "p95 <= 5 ms")
        #expect(limit?["status"] as? String == "broken")
        #expect(limit?["line"] as? Int == 1)
    }

    @Test func aBudgetFromStandardInput() throws {
        let outcome = try Command.run(["check", shop, "--budget", "-"], input: Data("p95: 5ms\n".utf8))
        #expect(outcome.status == 1)
        let wrong = try Command.run(["check", shop, "--budget", "-"], input: Data("p95: 5\n".utf8))
        #expect(wrong.status == 65 && wrong.errors.contains("standard input:1:6: "))
        #expect(try Command.run(["check", "-", "--budget", "-"]).status == 64)
    }

    @Test func anEmptyBudgetIsCalledEmpty() throws {
        let outcome = try Command.run(["check", shop, "--budget", try scratch.write("b.yml", "")])
        #expect(outcome.status == 65 && outcome.errors.contains("b.yml: the file is empty; expected limits"))
    }

    @Test func messagesMoveNoCursor() throws {
        let file = try scratch.write("a\u{1B}[2J.json", "\u{1B}]0;x\u{7}\n")
        for arguments in [["inspect", file], ["inspect", file + "x"], ["check", shop, "--budget", file + "x"]] {
            let outcome = try Command.run(arguments)
            #expect(outcome.status >= 65 && !outcome.errors.contains("\u{1B}"), "\(outcome.errors)")
        }
    }

    @Test func nothingToCheckIsNoVerdict() throws {
        let outcome = try Command.run(["check", shop])
        #expect(outcome.status == 2)
    }

    @Test func aBrokenBudgetFileIsToldBeforeAnyResultIsRead() throws {
        let budget = try scratch.write("b.yml", "p95: 500ms\nthroughputt: 10/s\n")
        let json = scratch.file("verdict.json").path
        let outcome = try Command.run(["check", "no-such-result.json", "--budget", budget, "--json", json])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("b.yml:2:1"))
        #expect(outcome.errors.contains("\"throughput\""))
        #expect(try object(json)["verdict"] as? String == "error")
        #expect(try object(json)["exitCode"] as? Int == 65)
    }

    private static let shopFile = "fixtures/k6-summary/shop.json"
    private static let statuses: [(words: String, status: Int32)] = [
        ("check", 64), ("check --nonsense", 64), ("chek x", 64), ("check missing.json", 66),
        ("check missing-*.json", 66), ("check README.md", 65), ("check \(shopFile) --budget missing.yml", 66),
        ("check \(shopFile) --format nonsense", 64), ("check \(shopFile) --markdown - --json -", 64),
        ("check \(shopFile) --json /no/such/folder/verdict.json", 74), ("--help", 0), ("check --help", 0),
        ("--version", 0), ("formats", 0), ("schema", 0),
    ]

    @Test(arguments: statuses)
    func theStatusSaysWhatIsWrong(words: String, status: Int32) throws {
        let outcome = try Command.run(words.split(separator: " ").map(String.init))
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.isEmpty == (status == 0))
    }

    @Test func readsStandardInputGlobsAndDirectories() throws {
        let budget = try scratch.write("b.yml", "p95: 500ms\n")
        let data = try Data(contentsOf: Command.root.appending(path: shop))
        #expect(try Command.run(["check", "-", "--budget", budget], input: data).status == 0)
        let glob = try Command.run(["check", "fixtures/k6-summary/shop*.json", "--budget", budget, "--json", "-"])
        let inputs = (try parse(glob.output)["inputs"] as? [[String: Any]])?.compactMap { $0["path"] as? String }
        #expect(glob.status == 0)
        #expect((inputs?.count ?? 0) >= 2)
        #expect(inputs == inputs?.sorted())
    }

    @Test func aDirectoryWithoutResultsIsSaid() throws {
        _ = try scratch.write("notes.txt", "nothing here")
        let outcome = try Command.run(["check", scratch.url.path])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("none of 1 file"))
    }

    @Test func anOutputThatCannotBeWrittenLeavesTheOldOneAlone() throws {
        let budget = try scratch.write("b.yml", "p95: 500ms\n")
        let old = try scratch.write("verdict.json", "old")
        let broken = try Command.run(["check", "missing.json", "--budget", budget, "--json", scratch.url.path])
        #expect(broken.status == 66 || broken.status == 74)
        #expect(try String(contentsOfFile: old, encoding: .utf8) == "old")
        #expect(try Command.run(["check", shop, "--budget", budget, "--json", old]).status == 0)
        #expect(try object(old)["verdict"] as? String == "no_baseline")
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
        #expect(left == ["b.yml", "verdict.json"])
    }

    @Test func whatIsWrittenSaysThatAnotherOutputFailed() throws {
        let budget = try scratch.write("b.yml", "p95: 500ms\n")
        let json = scratch.file("verdict.json").path
        let arguments = ["check", shop, "--budget", budget, "--json", json]
        #expect(try Command.run(arguments + ["--markdown", "/no/such/folder/comment.md"]).status == 74)
        #expect(try object(json)["exitCode"] as? Int == 74)
        #expect(try Command.run(arguments).status == 0)
        #expect(try object(json)["exitCode"] as? Int == 0)
        #expect(try Command.run(["check", shop, "--json", ""]).status == 64)
    }

    @Test func aReaderThatGoesAwayDoesNotChangeTheVerdict() throws {
        let budget = try scratch.write("b.yml", "p95: 5ms\n")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let command = "\(Command.binary.path) check \(shop) --budget \(budget); echo $? >&2"
        process.arguments = ["-c", "{ \(command); } | true"]
        process.currentDirectoryURL = Command.root
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "1\n")
    }

    @Test func colourIsForTerminalsOnly() throws {
        let budget = try scratch.write("b.yml", "p95: 5ms\n")
        let plain = try Command.run(["check", shop, "--budget", budget])
        #expect(!plain.output.contains("\u{1B}["))
        let colored = try Command.run(["check", shop, "--budget", budget, "--color", "always"])
        #expect(colored.output.contains("\u{1B}[31m"))
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let budget = try scratch.write("b.yml", "p95: 5ms\ndefaults:\n  p95: 1s\n")
        let arguments = ["check", shop, "--baseline", shop, "--budget", budget, "--json", "-"]
        let first = try Command.run(arguments).output
        for _ in 0..<3 { #expect(try Command.run(arguments).output == first) }
        #expect(!first.isEmpty)
    }

    private func object(_ path: String) throws -> [String: Any] {
        try parse(try String(contentsOfFile: path, encoding: .utf8))
    }

    private func parse(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
