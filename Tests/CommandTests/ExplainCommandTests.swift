import Foundation
import Testing

@Suite struct ExplainCommandTests {
    @Test func everyCheckExplainsItself() throws {
        let scratch = try TemporaryFolder()
        let json = scratch.file("verdict.json").path
        _ = try Command.run(
            ["compare", "fixtures/demo/baseline", "--with", "fixtures/demo/candidate", "--json", json, "--quiet"])
        let outcome = try Command.run(["explain", "POST /checkout#p95", json])
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("POST /checkout#p95: regressed\n"))
        #expect(outcome.output.contains("3 runs with 59.6 ms against 5 runs with 46.3 ms: +29 %"))
        let several = try Command.run(["explain", "checkout", json])
        #expect(several.status == 64)
        #expect(several.errors.contains("POST /checkout#error_rate"))
        #expect(try Command.run(["explain", "x", "README.md"]).status == 65)
        #expect(try Command.run(["explain", "x", "missing.json"]).status == 66)
    }
}
