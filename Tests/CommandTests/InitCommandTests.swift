import Foundation
import Testing

@Suite struct InitCommandTests {
    /// What was measured keeps the budget that was made of it, whatever the format and the names.
    @Test(arguments: [
        ["fixtures/demo/baseline"], ["fixtures/k6-summary/odd-names.json"], ["fixtures/lighthouse/page.json"],
        ["fixtures/hyperfine/two-commands.json"], ["fixtures/prometheus/after.txt"],
        ["fixtures/locust-stats"], ["fixtures/jmeter-csv"], ["fixtures/autocannon/plain.json"],
    ])
    func resultsKeepTheirOwnBudget(_ results: [String]) throws {
        let scratch = try TemporaryFolder()
        let budget = try Command.run(["init"] + results)
        #expect(budget.status == 0, "\(budget.errors)")
        let path = try scratch.write("starter.yml", budget.output)
        let json = scratch.file("verdict.json").path
        let outcome = try Command.run(["check"] + results + ["--budget", path, "--json", json, "--quiet"])
        #expect(outcome.status == 0, "\(results): \(outcome.errors)\n\(budget.output)")
        let verdict = try Data(contentsOf: URL(fileURLWithPath: json))
        let document = try #require(JSONSerialization.jsonObject(with: verdict) as? [String: Any])
        let checks = try #require(document["checks"] as? [[String: Any]])
        let limited = checks.filter { ($0["limits"] as? [Any])?.isEmpty == false }
        #expect(!limited.isEmpty)
        #expect(limited.allSatisfy { $0["status"] as? String == "no_baseline" || $0["status"] as? String == "passed" })
    }

    /// A key before a colon has at most 1,024 characters in YAML.
    @Test(arguments: [1019, 1020, 1100])
    func namesMayBeLong(letters: Int) throws {
        let scratch = try TemporaryFolder()
        let name = "GET /" + String(repeating: "q", count: letters - 5)
        let samples = (0..<400).map { "1700000000\($0 + 100),\(20 + $0 % 7),\(name),200,OK,true" }
        let header = "timeStamp,elapsed,label,responseCode,responseMessage,success"
        let results = try scratch.write("long.jtl", ([header] + samples).joined(separator: "\n") + "\n")
        let budget = try Command.run(["init", results])
        #expect(budget.output.contains(name))
        let path = try scratch.write("long.yml", budget.output)
        let outcome = try Command.run(["check", results, "--budget", path])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("budgets met"))
    }

    @Test func aSlowerBuildBreaksIt() throws {
        let scratch = try TemporaryFolder()
        let path = scratch.file("starter.yml").path
        #expect(try Command.run(["init", "fixtures/demo/baseline", "--output", path]).status == 0)
        // POST /checkout is 30 % slower, the headroom is 20 %; rounding may take the limit of one percentile further.
        let outcome = try Command.run(["check", "fixtures/demo/candidate", "--budget", path])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("POST /checkout"))
    }

    @Test func saysWhatWasMeasuredAndWhatIsMissing() throws {
        let budget = try Command.run(["init", "fixtures/autocannon/plain.json"]).output
        #expect(budget.contains("one run does not tell how much runs differ"))
        #expect(budget.contains("# measured "))
        #expect(budget.contains("# No limit: p95 of latency is not in this file; it has "))
    }

    @Test func keepsAFileThatIsThere() throws {
        let scratch = try TemporaryFolder()
        let path = try scratch.write("shop.yml", "p95: 1s\n")
        let refused = try Command.run(["init", "fixtures/demo/baseline", "--output", path])
        #expect(refused.status == 74)
        #expect(refused.errors == "loadline: \(path) is there already; --force replaces it\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "p95: 1s\n")
        #expect(try Command.run(["init", "fixtures/demo/baseline", "--output", path, "--force"]).status == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("POST /checkout"))
    }

    @Test func refusesWhatIsNoResult() throws {
        #expect(try Command.run(["init", "README.md"]).status == 65)
        #expect(try Command.run(["init", "missing.json"]).status == 66)
        #expect(try Command.run(["init"]).status == 64)
    }
}
