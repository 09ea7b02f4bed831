import Foundation
import Testing

/// A limit that a branch loosened is shown, wherever the earlier one is known from.
@Suite struct BudgetChangeCommandTests {
    private let shop = "fixtures/k6-summary/shop.json"
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    @Test func theEarlierBudgetAsAFile() throws {
        let before = try scratch.write("before.yml", "p95: 500ms\n")
        let after = try scratch.write("after.yml", "p95: 800ms\n")
        let outcome = try Command.run(["check", shop, "--budget", after, "--budget-before", before])
        #expect(outcome.status == 0)
        #expect(words(outcome).contains("all requests p95: limit raised from 500 to 800 ms in this branch"))
        #expect(try Command.run(["check", shop, "--budget", after, "--budget-before", "missing.yml"]).status == 66)
    }

    @Test func theEarlierBudgetInGit() throws {
        try FileManager.default.createDirectory(at: scratch.file("budgets"), withIntermediateDirectories: true)
        let file = try scratch.write("budgets/api.yml", "p95: 500ms\n")
        _ = try scratch.write("budgets/old.yml", "p99: 2s\n")
        try git("init", "--quiet")
        try git("add", ".")
        try git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "--message", "budgets")
        let commit = try git("rev-parse", "HEAD")
        _ = try scratch.write("budgets/api.yml", "p95: 800ms\n")
        try FileManager.default.removeItem(at: scratch.file("budgets/old.yml"))
        let base = try kept(commit)
        let folder = try Command.run(["check", shop, "--baseline", base, "--budget", scratch.file("budgets").path])
        #expect(words(folder).contains("limit raised from 500 to 800 ms in this branch"))
        #expect(words(folder).contains("all requests p99: limit <= 2 s removed in this branch"))
        let single = try Command.run(["check", shop, "--baseline", base, "--budget", file])
        #expect(words(single).contains("limit raised from 500 to 800 ms in this branch"))
        #expect(!words(single).contains("removed"))
    }

    @Test(arguments: ["0123456789abcdef", "--output=x", "HEAD"])
    func withoutAnEarlierBudgetNothingIsSaid(commit: String) throws {
        let budget = try scratch.write("b.yml", "p95: 800ms\n")
        let outcome = try Command.run(["check", shop, "--baseline", try kept(commit), "--budget", budget])
        #expect(!words(outcome).contains("in this branch"))
        #expect(outcome.errors.isEmpty)
    }

    private func kept(_ commit: String) throws -> String {
        let file = scratch.file("base.json").path
        let outcome = try Command.run(["digest", shop, "--output", file, "--commit=\(commit)"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return file
    }

    /// In one line, however it was wrapped.
    private func words(_ outcome: Command.Outcome) -> String {
        outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @discardableResult private func git(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = scratch.url
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
