import Foundation
import Measurements
import Testing

@testable import Formats

/// Reports of many producers as strangers committed them, with counts made by another parser. The files are not part of the repository.
struct JUnitCorpusTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/corpus/junit").standardizedFileURL

    struct Expected: CustomTestStringConvertible {
        var path: String
        var tests: Int
        var failures: Int
        var errors: Int
        var skipped: Int
        var bytes: Int

        var counts: [Int] { [tests, failures, errors, skipped] }
        var testDescription: String { path }
    }

    static let index: [Expected] = {
        guard let text = try? String(contentsOf: folder.appending(path: "INDEX.tsv"), encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count > 17, let tests = Int(columns[12]), let failures = Int(columns[13]),
                let errors = Int(columns[14]), let skipped = Int(columns[15]), let bytes = Int(columns[5])
            else { return nil }
            return Expected(
                path: String(columns[0]), tests: tests, failures: failures, errors: errors, skipped: skipped,
                bytes: bytes)
        }
    }()

    static func read(_ path: String) throws -> [Run] {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
        return try ResultFormats.read(try Input(name: path, bytes: bytes))
    }

    /// Counts that differ on purpose: tests, failed, errors, skipped, and why.
    static let different: [String: (counts: [Int], why: String)] = [
        "no-cases-but-tests.xml": ([1, 0, 1, 0], "declares a failure, holds no case: one error"),
        "disabled.xml": ([31, 19, 1, 5], "status=\"disabled\" is skipped"),
        "junit-report-6700.xml": ([1, 0, 1, 0], "an error of the suite itself"),
        "error.xml": ([1, 0, 0, 1], "a suite skipped as a whole"),
        "TEST-status-attribute.xml": ([3, 0, 0, 2], "status=\"notrun\" is skipped"),
        "with-timestamp.xml": ([2, 0, 1, 0], "declares 10 failures and 14 errors, holds none of them: one error"),
        "googletest__testcase2__input.xml": ([4, 2, 0, 1], "status=\"notrun\" is skipped"),
        "googletest__testcase4__input.xml": ([24, 4, 0, 3], "status=\"notrun\" is skipped"),
        "perl-tap/report.xml": ([8, 2, 1, 0], "an error of the suite itself"),
        "lots-of-results.xml": ([2070, 0, 1, 26], "declares failures and errors, holds none of them: one error"),
    ]

    /// Files that are refused, with what the message has to say.
    static let refused: [String: String] = [
        "non-junit.xml": "XML with the root <suites>",
        "dotnet-nunit.xml": "an NUnit 3 report (<test-run>)",
        "windows.junit.xml": "text that starts \"Error: expect(received)",
        "not-junit/input.xml": "a CppUnit report (<TestRun>)",
        "cunit__testcase3__input.xml": "a CUnit report (<CUNIT_TEST_RUN_REPORT>)",
        "invalid.xml": "XML with the root <nothing>",
        "empty.xml": "the file is empty",
    ]

    static func entry<Value>(_ table: [String: Value], _ path: String) -> Value? {
        let parts = path.split(separator: "/")
        return table.sorted { $0.key.count > $1.key.count }.first { key, _ in
            let wanted = key.split(separator: "/")
            return path.hasSuffix("__" + (wanted.last ?? "")) && (wanted.count == 1 || wanted[0] == parts[0])
        }?.value
    }

    @Test(.enabled(if: !index.isEmpty, "there are no foreign reports beside the package"), arguments: index)
    func countsAreThoseOfAnotherParser(expected: Expected) throws {
        let isForeign = ["malformed", "not-junit"].contains { expected.path.hasPrefix($0 + "/") }
        if isForeign || expected.path.hasSuffix("empty.xml") && expected.bytes == 0 {
            let reason = try #require(Self.entry(Self.refused, expected.path))
            let error = try #require(throws: FormatError.self) { try Self.read(expected.path) }
            #expect(error.description.contains(reason))
            return
        }
        let run = try #require(try Self.read(expected.path).first)
        let tests = try #require(run.tests)
        let counts = Self.entry(Self.different, expected.path)?.counts ?? expected.counts
        #expect([tests.tests, tests.failed, tests.errors, tests.skipped] == counts)
        #expect(tests.passed == tests.tests - tests.failed - tests.errors - tests.skipped)
        #expect(tests.failures.count == tests.failed + tests.errors)
        #expect(Set(run.series.map(\.id)).count == run.series.count)
        #expect(run.duration ?? 0 >= 0)
    }

    @Test(.enabled(if: !index.isEmpty, "there are no foreign reports beside the package"))
    func everyExceptionIsUsed() {
        for key in Array(Self.different.keys) + Array(Self.refused.keys) {
            #expect(Self.index.contains { Self.entry([key: true], $0.path) == true }, "\(key)")
        }
    }
}
