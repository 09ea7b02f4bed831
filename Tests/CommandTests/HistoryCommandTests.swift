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

    /// What is said of a run may be said again; the run is kept once, where it is.
    @Test(arguments: ["history", "history.sqlite"])
    func recordingAgainLabels(name: String) throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file(name).path]
        let main = store + ["--branch", "main", "--commit", "0000000000000000000000000000000000000001"]
        _ = try Command.run(["record"] + Self.runs + main)
        func record(_ options: [String]) throws -> String {
            try Command.run(["record", Self.runs[0]] + options).output.components(separatedBy: "; ").last ?? ""
        }
        #expect(try record(main) == "1 was there already.\n")
        #expect(try record(main + ["--failed"]) == "1 was there already and is marked failed now.\n")
        #expect(try record(main + ["--failed"]) == "1 was there already.\n")
        #expect(try record(main + ["--label", "a=b"]) == "1 was there already and has other labels now.\n")
        #expect(
            try record(store + ["--branch", "dev", "--commit", "0000000000000000000000000000000000000001"])
                == "1 was there already on the branch main and was kept as it is.\n")
        let list = try Command.run(["history", "list"] + store).output
        #expect(list.split(separator: "\n").count == 5)
        #expect(list.contains("main") && !list.contains("dev"))
        #expect(list.contains("failed  a=b  verdict=fail"))
    }

    /// Of a run whose result is no longer there, the history's own file can be recorded again.
    @Test func keptRunsCanBeMarked() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("history").path]
        let main = store + ["--branch", "main", "--commit", "0000000000000000000000000000000000000001"]
        _ = try Command.run(["record"] + Self.runs + main)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("history/main").path)
        let kept = folder.file("history/main/\(try #require(files.first { $0.hasSuffix(".json") }))").path
        let marked = try Command.run(["record", kept, "--failed"] + store)
        #expect(marked.output.hasSuffix("; 1 was there already and is marked failed now.\n"), "\(marked.output)")
        let list = try Command.run(["history", "list"] + store).output
        #expect(list.split(separator: "\n").count == 5 && list.contains("failed  verdict=fail"))
        // A digest is the same run, of the result and of the history's file.
        for result in [Self.runs[1], kept] {
            let digest = folder.file("digest.json").path
            _ = try Command.run(["digest", result, "--label", "from=digest", "--output", digest])
            let again = try Command.run(["record", digest] + store + ["--branch", "main"])
            #expect(again.output.hasPrefix("Recorded 0 runs in "), "\(again.output)")
        }
    }

    /// Runs of another machine, where the budget requires the same: the verdict says what differs, and not that there is no baseline yet.
    @Test func whatIsNotComparableIsNoFirstRun() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("history").path]
        _ = try Command.run(["record"] + Self.runs + store + ["--branch", "main"])
        let runs = folder.file("history/main").path
        for name in try FileManager.default.contentsOfDirectory(atPath: runs) {
            let text = try String(contentsOfFile: "\(runs)/\(name)", encoding: .utf8)
            let moved = text.replacing(#/"cores":"\d+"/#, with: #""cores":"999""#)
            #expect(moved != text)
            try moved.write(toFile: "\(runs)/\(name)", atomically: true, encoding: .utf8)
        }
        let budget = folder.file("budget.yml")
        try "compare: {comparable: {machine: require}}\nerror_rate: 50%\n".write(
            to: budget, atomically: true, encoding: .utf8)
        let json = folder.file("verdict.json")
        let check = try Command.run(
            ["check"] + Self.candidate + store + ["--budget", budget.path, "--json", json.path])
        #expect(check.status == 0, "\(check.errors)")
        #expect(check.output.contains("not comparable"))
        #expect(check.output.contains("Not comparable: cores was 999 in the baseline and is "))
        #expect(!check.output.contains("no baseline yet"))
        #expect(!check.output.contains("the newest runs are compared with"))
        let verdict = try JSONSerialization.jsonObject(with: Data(contentsOf: json)) as? [String: Any]
        let environment = verdict?["environment"] as? [String: Any]
        #expect(environment?["comparable"] as? Bool == false)
        let differences = environment?["differences"] as? [[String: String]]
        #expect(differences?.map { $0["field"] } == ["cores"])
        // Beside another baseline, it says at least that nothing of the history serves.
        let beside = try Command.run(
            ["check"] + Self.candidate + store + ["--budget", budget.path, "--baseline"] + Self.runs)
        #expect(beside.output.contains("5 runs of the history left out: had another number of cores (999, here "))
    }

    /// Later runs were not there to be compared with; old ones tell of another service.
    @Test func runsOfOtherTimes() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("history").path]
        _ = try Command.run(
            ["record"] + Self.runs + store + ["--branch", "main", "--no-machine", "--commit", "c0ffee"])
        func check(startingAt offset: Double) throws -> String {
            let lines = try Command.run(["digest", Self.candidate[0]]).output
            let start = try #require(lines.firstMatch(of: #/"start":([0-9.]+)/#))
            let moved = "\"start\":\((Double(start.1) ?? 0) + offset)"
            let run = folder.file("run.json")
            try lines.replacing(start.0, with: moved).write(to: run, atomically: true, encoding: .utf8)
            let budget = try folder.write("budget.yml", "error_rate: 50%\n")
            let files = ["--markdown", "--html", "--json", "--junit-output"].flatMap { [$0, folder.file($0).path] }
            return try Command.run(["check", run.path, "--budget", budget] + store + files).output.replacing(
                "\n    ", with: " ")
        }
        let early = try check(startingAt: -86_400 * 10)
        // A pass that compared nothing, and every report for people says so.
        for report in [early]
            + (try ["--markdown", "--html"].map { try String(contentsOf: folder.file($0), encoding: .utf8) })
        {
            #expect(report.contains("5 runs of the history left out: started after the candidate did."))
            #expect(report.contains("no run of the history could serve"))
        }
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.file("--json"))) as? [String: Any]
        #expect(document?["verdict"] as? String == "no_baseline")
        let junit = try String(contentsOf: folder.file("--junit-output"), encoding: .utf8)
        #expect(junit.contains(#"<property name="verdict" value="no_baseline"/>"#))
        #expect(junit.contains(#"skipped="24""#))
        let late = try check(startingAt: 86_400 * 100)
        #expect(late.contains(#/newest run that is compared with was measured (99|100) days before/#))
        #expect(!(try check(startingAt: 86_400).contains("days before the candidate")))
    }

    @Test func whatCannotBeWrittenAndWhatCannotBeRead() throws {
        let folder = try TemporaryFolder()
        let (source, lines) = (folder.file("a").path, folder.file("a.jsonl").path)
        let nowhere = ["--history", "/dev/null/history"]
        _ = try Command.run(["record"] + Self.runs + ["--history", source])
        _ = try Command.run(["history", "export", "--history", source, "--output", lines])
        for command in [["history", "import", lines], ["history", "merge", source], ["record"] + Self.runs] {
            let result = try Command.run(command + nowhere)
            #expect(result.status == 74, "\(command): \(result.errors)")
        }
        let damaged = folder.file("damaged.db")
        try "no database".write(to: damaged, atomically: true, encoding: .utf8)
        for command in [["record"] + Self.runs, ["history", "list"]] {
            #expect(try Command.run(command + ["--history", damaged.path]).status == 65)
        }
    }

    @Test func oddQuestionsAreRefused() throws {
        let folder = try TemporaryFolder()
        let store = ["--history", folder.file("a").path]
        _ = try Command.run(["record"] + Self.runs + store)
        for command in ["list", "export", "changes"] {
            #expect(try Command.run(["history", command, "--last", "0"] + store).status == 64)
        }
        #expect(try Command.run(["history", "list", "--commit", "abc"] + store).status == 64)
        let unknown = try Command.run(["history", "changes", "--metric", "p95", "--metric", "zzz"] + store)
        #expect(unknown.status == 64)
        #expect(unknown.errors.hasPrefix("loadline: --metric zzz: no run has it; there are p50, p95, p99, error_rate"))
        let empty = folder.file("empty")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
        for command in ["calibrate", "self-test"] {
            let result = try Command.run([command, "--history", empty.path])
            #expect(result.status == 2)
            #expect(result.errors == "loadline: \(empty.path): there are no runs\n")
        }
    }

    @Test func exportsAreImportedCompressed() throws {
        let folder = try TemporaryFolder()
        _ = try Command.run(["record"] + Self.runs + ["--history", folder.file("a").path])
        let lines = folder.file("a.jsonl")
        _ = try Command.run(["history", "export", "--history", folder.file("a").path, "--output", lines.path])
        #expect(try Self.ran(["gzip", lines.path]).status == 0)
        let target = ["--history", folder.file("b").path]
        #expect(try Command.run(["history", "import", lines.path + ".gz"] + target).output == "5 runs added.\n")
        #expect(try Command.run(["history", "import", lines.path] + target).status == 66)
    }

    /// By somebody who may write neither to it nor to its folder.
    @Test func aDatabaseThatCannotBeWrittenIsRead() throws {
        let folder = try TemporaryFolder()
        let place = folder.file("read-only")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let database = place.appending(path: "a.db").path
        _ = try Command.run(["record"] + Self.runs + ["--history", database])
        for (mode, path) in [(0o755, folder.file("").path), (0o444, database), (0o555, place.path)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path) }
        // Root may write everything.
        let other = getuid() == 0 ? ["setpriv", "--reuid", "65534", "--clear-groups"] : []
        let (status, text) = try Self.ran(other + [Command.binary.path, "history", "list", "--history", database])
        #expect(status == 0)
        #expect(text.split(separator: "\n").count == 5)
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
        let (status, text) = try ran(["git"] + arguments, environment)
        #expect(status == 0)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Another program, and what it writes to standard output.
    private static func ran(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    private static let hasPython = ["/usr/bin/python3", "/usr/local/bin/python3"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Processes that record are killed at moments of every kind; whatever they had said to be recorded is there, and whole.
    @Test(.enabled(if: hasPython, "the script needs python3"), arguments: ["history", "history.sqlite"])
    func killedProcessesLeaveNothingHalf(name: String) throws {
        let folder = try TemporaryFolder()
        let script = Command.root.appending(path: "Benchmarks/kill-recording.py").path
        let (status, text) = try Self.ran([
            "python3", script, Command.binary.path, folder.file(name).path, "--kills", "6", "--runs", "25",
        ])
        #expect(status == 0, "\(text)")
    }
}
