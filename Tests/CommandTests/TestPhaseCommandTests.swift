import Foundation
import Testing

@Suite struct TestPhaseCommandTests {
    @Test func phasesAreCountedNamedAndWritten() throws {
        let scratch = try TemporaryFolder()
        let (json, markdown) = (scratch.file("v.json").path, scratch.file("c.md").path)
        let outcome = try Command.run([
            "check", "--junit", "fixtures/demo/junit", "smoke=fixtures/junit/hand-statuses.xml", "--json", json,
            "--markdown", markdown,
        ])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("\nTests\n"))
        let data = try Data(contentsOf: URL(fileURLWithPath: json))
        let document = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let tests = try #require(document["tests"] as? [String: Any])
        let phases = try #require(tests["phases"] as? [[String: Any]])
        #expect(phases.compactMap { $0["name"] as? String } == ["integration", "smoke"])
        #expect(phases.compactMap { $0["tests"] as? Int }.reduce(0, +) == tests["tests"] as? Int)
        #expect((tests["slowest"] as? [Any])?.count == 10)
        let comment = try String(contentsOfFile: markdown, encoding: .utf8)
        #expect(comment.contains("| phase | tests | passed | failed | flaky | skipped | time |"))
        #expect(comment.contains("| ❌ | smoke |"))
    }

    @Test func aFileOfSuchANameIsAFile() throws {
        let scratch = try TemporaryFolder()
        let path = try scratch.write("unit=a.xml", "<testsuite name='s'><testcase name='t' time='1'/></testsuite>")
        #expect(try Command.run(["check", "--junit", path]).status == 0)
        #expect(
            try Command.run(["check", "--junit", "unit=missing.xml"]).errors
                == "loadline: missing.xml: no such file or directory\n")
    }
}
