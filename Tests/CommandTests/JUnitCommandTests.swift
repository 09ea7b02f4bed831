import Foundation
import Testing

/// Test reports beside load-test results.
@Suite struct JUnitCommandTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    @Test func aFailedTestFailsTheCheck() throws {
        let report = try scratch.write(
            "TEST-cart.xml",
            "<testsuite name=\"cart\"><testcase name=\"adds\" time=\"0.1\"/>"
                + "<testcase name=\"pays\" time=\"0.2\"><failure message=\"no money\"/></testcase></testsuite>")
        let outcome = try Command.run(["check", "--junit", report, "--markdown", "-"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("2 tests: 1 failed, 1 passed"))
        #expect(outcome.output.contains("no money"))
    }

    @Test func aDirectoryOfReportsMayHoldOtherFiles() throws {
        _ = try scratch.write("TEST-cart.xml", "<testsuite name=\"cart\"><testcase name=\"adds\"/></testsuite>")
        _ = try scratch.write("cart.txt", "Tests run: 1")
        let outcome = try Command.run(["check", "--junit", scratch.url.path, "--json", "-"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("\"input.skipped\""))
    }

    @Test func durationsHaveBudgets() throws {
        let report = try scratch.write(
            "t.xml",
            "<testsuite name=\"s\"><testcase name=\"slow\" time=\"3\"/><testcase name=\"fast\" time=\"1\"/></testsuite>"
        )
        let budget = try scratch.write("b.yml", "endpoints:\n  \"s > *\":\n    duration: 2s\n")
        let outcome = try Command.run(["check", "--junit", report, "--budget", budget])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("s > slow"))
        #expect(outcome.output.contains("1 budget exceeded"))
    }
}
