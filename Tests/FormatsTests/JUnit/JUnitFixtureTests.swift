import Formats
import Foundation
import Measurements
import Testing

/// Reports of real test runners, and hand-made ones that say so in their names.
struct JUnitFixtureTests {
    struct Expected: CustomTestStringConvertible {
        var file: String
        /// Passed, failed, errors, skipped, flaky.
        var counts: [Int]
        var tool: String
        /// Sum of the cases' times in seconds.
        var total: Double?
        var duration: Double?
        var notes: [String]

        init(
            _ file: String, _ counts: [Int], _ tool: String = "junit", total: Double?, duration: Double?,
            notes: [String] = []
        ) {
            self.file = file
            self.counts = counts
            self.tool = tool
            self.total = total
            self.duration = duration
            self.notes = notes
        }

        var testDescription: String { file }
    }

    static let expected: [Expected] = [
        Expected("bats", [1, 1, 0, 1, 0], total: 0.012, duration: 0.012),
        Expected("behave", [2, 2, 2, 1, 0], total: 0.001721, duration: 0.00172),
        Expected("catch2", [2, 1, 1, 0, 0], total: 0, duration: 0),
        Expected("ctest", [2, 2, 0, 3, 0], total: 1.025248, duration: 1),
        Expected("googletest", [4, 3, 0, 2, 0], "googletest", total: 0, duration: 0),
        Expected("hand-byte-order-mark", [1, 0, 0, 0, 0], total: 0.1, duration: 0.1),
        Expected(
            "hand-decimal-comma", [6, 0, 0, 0, 0], total: 2503.100014, duration: 2503.1,
            notes: ["junit.time.missing", "junit.time.negative"]),
        Expected("hand-nested-suites", [3, 1, 0, 1, 0], total: 3.5, duration: 3.5),
        Expected("hand-no-tests", [0, 0, 0, 0, 0], total: nil, duration: 0, notes: ["junit.empty"]),
        Expected("hand-statuses", [2, 2, 1, 3, 0], total: 0.06, duration: 0.06, notes: ["junit.time.missing"]),
        Expected(
            "hand-suite-errors", [1, 0, 2, 1, 0], total: 0.2, duration: 2.1,
            notes: ["junit.counts", "junit.suite-error"]),
        Expected("hand-surefire-3", [1, 1, 1, 0, 1], total: 1.2, duration: 1.2),
        Expected("hand-testcase-alone", [1, 0, 0, 0, 0], total: 0.1, duration: 0.1),
        Expected(
            "hand-thousands", [3, 0, 0, 0, 0], total: 2504.5, duration: 2504.5,
            notes: ["junit.time.missing", "junit.time.unreadable"]),
        Expected("hand-utf-16", [1, 1, 0, 0, 0], total: 0.2, duration: 0.2),
        Expected("mocha-xunit", [2, 2, 0, 2, 0], "mocha", total: 0.022, duration: 0.026, notes: ["junit.counts"]),
        Expected("node-test", [4, 3, 0, 3, 0], total: 0.034885, duration: 0.038807, notes: ["junit.counts"]),
        Expected("phpunit", [3, 2, 2, 2, 0], total: 0.003663, duration: 0.003664),
        Expected(
            "prove", [6, 1, 2, 0, 0], total: nil, duration: nil, notes: ["junit.counts", "junit.suite-error"]),
        Expected("pytest-rerunfailures", [2, 1, 0, 0, 1], "pytest", total: 0.002, duration: 0.038),
        Expected("pytest-xunit1", [11, 2, 3, 2, 0], "pytest", total: 0.001, duration: 0.069),
        Expected("pytest", [11, 2, 3, 2, 0], "pytest", total: 0.002, duration: 0.073),
        Expected("robot", [2, 1, 0, 1, 0], "robot", total: 0.028, duration: 0.06),
        Expected("rspec", [3, 2, 0, 2, 0], "rspec", total: 0.024568, duration: 0.032838),
        Expected(
            "surefire-reruns", [3, 1, 1, 2, 2], "surefire", total: 0.013, duration: 0.093, notes: ["junit.counts"]),
        Expected(
            "swift-testing", [2, 3, 0, 1, 0], "swift", total: 0.00972, duration: 0.002657686,
            notes: ["junit.counts", "junit.time.missing"]),
        Expected("swift-xctest", [2, 1, 0, 0, 0], "swift", total: 0.063757, duration: 0.063756741),
        Expected("unittest-xml-reporting", [1, 2, 3, 2, 0], total: 0.004, duration: 0.005),
    ]

    @Test(arguments: expected)
    func isReadAsRecorded(expected: Expected) throws {
        let run = try ResultFiles.fixture("junit/\(expected.file).xml")
        let tests = try #require(run.tests)
        #expect([tests.passed, tests.failed, tests.errors, tests.skipped, tests.flaky] == expected.counts)
        #expect(tests.tests == expected.counts.prefix(4).reduce(0, +))
        #expect(tests.failures.count == tests.failed + tests.errors && tests.flakyTests.count == tests.flaky)
        #expect(run.tool.name == expected.tool && run.format == "junit")
        #expect(Self.agree(run.figure("duration"), expected.total) && Self.agree(run.duration, expected.duration))
        #expect(run.notes.map(\.code) == expected.notes)
    }

    /// To the microsecond.
    static func agree(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return abs(one - other) < 1e-6
    }

    @Test func everyFixtureIsExpected() {
        let files = ResultFiles.fixtures(of: "junit").map { $0.deletingPathExtension().lastPathComponent }
        #expect(Set(files) == Set(Self.expected.map(\.file)))
    }

    /// A case in full: names with markup, message, series, a budget's figure.
    @Test func failuresAndDurationsAreNamed() throws {
        let run = try ResultFiles.fixture("junit/surefire-reruns.xml")
        let failure = try #require(run.tests?.failures.first)
        #expect(failure.kind == .failure && failure.suite == "ShopTest" && failure.name == "totals")
        #expect(failure.message.hasPrefix("org.junit.ComparisonFailure: totals differ <&> ]]> expected:<12.[5]0>"))
        #expect(run.figure("duration", of: "ShopTest{kind=suite}") == 0.093)
        #expect(run.figure("duration", of: "ShopTest > totals{kind=test}") == 0.013)
        #expect(run.tests?.flakyTests.first == "ShopTest > breaksAtFirst")
    }

    @Test func nestedSuitesAreNamedByTheirPath() throws {
        let run = try ResultFiles.fixture("junit/hand-nested-suites.xml")
        let suites = run.series.filter { $0.labels["kind"] == "suite" }.map(\.name)
        #expect(suites.contains { $0.contains(" > ") } && Set(suites).count == suites.count)
    }

    @Test func startIsThatOfTheFirstSuite() throws {
        #expect(try ResultFiles.fixture("junit/pytest.xml").start == 1_795_242_111.14701)
        #expect(try ResultFiles.fixture("junit/mocha-xunit.xml").start == 1_795_242_114)
        #expect(try ResultFiles.fixture("junit/unittest-xml-reporting.xml").start == 1_795_242_112)
    }

    /// Node.js 20 leaves "]]>" in text, which XML does not allow; guessing what else is damaged is not this tool's business.
    @Test func whatIsNotWellFormedIsRefusedWithItsLine() throws {
        let file = ResultFiles.fixtures.appending(path: "junit-not-well-formed/node-test-cdata-end.xml")
        let error = try #require(throws: FormatError.self) { try ResultFiles.runs(file) }
        guard case .line(let line, _) = error.place else { throw error }
        let text = String(decoding: try ResultFiles.bytes(file), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(text[line - 1].contains("]]>") && error.problem.contains("tests were read"))
    }
}
