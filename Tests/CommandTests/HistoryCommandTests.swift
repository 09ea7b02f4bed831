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

    /// main: 1 — 2 — 3, of which 1 and 3 were recorded; the candidate branched off at 2. What came with 3 is no baseline for it.
    @Test func theNearestRecordedAncestorIsTheBaseline() throws {
        let folder = try TemporaryFolder()
        let environment = [
            "GIT_DIR": folder.file("repository").path, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
        ]
        try Self.git(["init", "-q"], environment)
        let tree = try Self.git(["hash-object", "-w", "-t", "tree", "/dev/null"], environment)
        func commit(_ message: String, after parent: String?) throws -> String {
            try Self.git(["commit-tree", tree, "-m", message] + (parent.map { ["-p", $0] } ?? []), environment)
        }
        let first = try commit("1", after: nil)
        let second = try commit("2", after: first)
        let third = try commit("3", after: second)
        let candidate = try commit("change", after: second)
        let store = ["--history", folder.file("history").path]
        for (runs, commit) in [(Self.runs.prefix(3), first), (Self.runs.suffix(2), third)] {
            _ = try Command.run(["record"] + runs + store + ["--branch", "main", "--commit", commit])
        }
        let json = folder.file("verdict.json").path
        let check = ["check"] + Self.candidate + store + ["--json", json, "--quiet", "--commit", candidate]
        _ = try Command.run(check, environment: environment)
        let text = try String(contentsOfFile: json, encoding: .utf8)
        #expect(text.contains("The nearest recorded ancestor is \(first.prefix(12)), 2 commits before the candidate."))
        let verdict = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let baseline = try #require(verdict?["baseline"] as? [String: Any])
        #expect(baseline["runs"] as? Int == 3)
        #expect(baseline["commit"] as? String == first)
    }

    @discardableResult
    private static func git(_ arguments: [String], _ environment: [String: String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static let hasPython = ["/usr/bin/python3", "/usr/local/bin/python3"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Processes that record are killed at moments of every kind; whatever they had said to be recorded is there, and whole.
    @Test(.enabled(if: hasPython, "the script needs python3"), arguments: ["history", "history.sqlite"])
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
