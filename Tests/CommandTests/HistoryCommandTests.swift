import Foundation
import Testing

/// The commands on histories, end to end, for both kinds of store.
@Suite struct HistoryCommandTests {
    static let runs = (1...5).map { "fixtures/demo/baseline/run-\($0).json.gz" }
    static let candidate = (1...3).map { "fixtures/demo/candidate/run-\($0).json.gz" }

    @Test(arguments: ["history", "history.sqlite"])
    func recordedRunsServeAsBaseline(name: String) throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file(name).path]
        let facts = ["--branch", "main", "--commit", "0000000000000000000000000000000000000001"]
        let first = try Command.run(["record"] + Self.runs + store + facts)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.hasPrefix("Recorded 5 runs in "))
        #expect(try Command.run(["record"] + Self.runs + store + facts).output.contains("5 were there already"))
        let failed = try Command.run(
            ["record", Self.candidate[0]] + store + facts + ["--failed", "--label", "why=slow"])
        #expect(failed.status == 0)
        let list = try Command.run(["history", "list"] + store).output
        #expect(list.split(separator: "\n").count == 6)
        #expect(list.contains("failed  verdict=fail  why=slow"))

        let json = folder.file("verdict.json").path
        let check = try Command.run(["check"] + Self.candidate + store + ["--json", json, "--quiet"])
        #expect(check.status == 1, "\(check.errors)")
        let verdict = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json))) as? [String: Any])
        let baseline = try #require(verdict["baseline"] as? [String: Any])
        #expect(baseline["kind"] as? String == "history")
        #expect(baseline["runs"] as? Int == 5)
        #expect(baseline["discarded"] as? Int == 1)
        #expect(baseline["branch"] as? String == "main")
        let checks = try #require(verdict["checks"] as? [[String: Any]])
        let regressed = checks.filter { $0["status"] as? String == "regressed" }.compactMap { $0["series"] as? String }
        #expect(Set(regressed) == ["POST /checkout"])
    }

    @Test func storesMoveFromKindToKind() throws {
        let folder = try TemporaryFolder()
        let (directory, database) = (folder.file("a").path, folder.file("b.sqlite").path)
        let third = folder.file("c").path
        _ = try Command.run(["record"] + Self.runs + ["--history", directory, "--branch", "main", "--no-machine"])
        #expect(try Command.run(["history", "merge", directory, "--history", database]).output.hasPrefix("5 runs of"))
        let export = try Command.run(["history", "export", "--history", database])
        #expect(export.output.split(separator: "\n").count == 5)
        let lines = Data(export.output.utf8)
        let imported = try Command.run(["history", "import", "-", "--history", third], input: lines)
        #expect(imported.output == "5 runs added.\n")
        #expect(try Command.run(["history", "export", "--history", third]).output == export.output)
        let id = try #require(
            Command.run(["history", "list", "--history", third]).output.split(separator: "  ").dropFirst(3).first)
        let shown = try Command.run(["history", "show", String(id), "--history", third])
        #expect(shown.output.contains("POST /checkout"))
        let changes = try Command.run(["history", "changes", "--history", third])
        #expect(changes.output == "No level changed in 5 runs.\n")
    }

    @Test func pruningSaysFirst() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("a").path]
        _ = try Command.run(["record"] + Self.runs + store)
        let dry = try Command.run(["history", "prune", "--keep-last", "2"] + store)
        #expect(dry.output.hasSuffix("3 of 5 runs would be removed; with --delete they are.\n"))
        #expect(
            try Command.run(["history", "prune", "--keep-last", "2", "--delete"] + store).output
                == "3 of 5 runs removed.\n")
        #expect(try Command.run(["history", "list"] + store).output.split(separator: "\n").count == 2)
        #expect(try Command.run(["history", "prune"] + store).status == 64)
    }

    @Test func aHistoryThatIsNotThere() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("none").path]
        #expect(try Command.run(["history", "list"] + store).status == 66)
        let check = try Command.run(["check"] + Self.candidate + store + ["--budget", "fixtures/demo/budget.yml"])
        #expect(check.output.contains("there is no history yet"))
        #expect([0, 1].contains(check.status))
    }

    /// Processes that record are killed at moments of every kind; whatever they had said to be recorded is there, and whole.
    @Test(arguments: ["history", "history.sqlite"])
    func killedProcessesLeaveNothingHalf(name: String) throws {
        let folder = try TemporaryFolder()
        let script = Command.root.appending(path: "Benchmarks/kill-recording.py").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", script, Command.binary.path, folder.file(name).path, "--kills", "6", "--runs", "25",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }
}
