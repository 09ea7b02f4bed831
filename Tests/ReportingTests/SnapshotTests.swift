import Analysis
import Foundation
import Measurements
import Reporting
import Testing

/// What every reporter writes for every sample, byte for byte; `RECORD_SNAPSHOTS=1` writes the files anew, `git diff` reviews them.
@Suite struct SnapshotTests {
    private static let extensions = [
        "json": "json", "markdown": "md", "text": "txt", "compare": "compare.txt", "junit": "junit.xml",
        "code-quality": "code-quality.json", "gitlab-load-performance": "load-performance.json",
        "openmetrics": "prom", "dotenv": "env", "github-outputs": "outputs.txt",
        "github-annotations": "annotations.txt",
    ]

    @Test(arguments: Reporters.all.map(\.name), Samples.all.map(\.name))
    func matches(reporter name: String, sample: String) throws {
        let reporter = try #require(Reporters.named(name))
        let verdict = try #require(Samples.all.first { $0.name == sample }?.verdict)
        let text = reporter.report(verdict)
        try compare(
            text.utf8.count > Self.most ? Self.digest(of: text) : text,
            with: "\(sample).\(Self.extensions[name, default: name])")
    }

    /// Longer texts are recorded by their beginning and their digest.
    private static let most = 20_000

    private static func digest(of text: String) -> String {
        var digest = SHA256()
        digest.update(Array(text.utf8)[...])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let beginning = lines.prefix(40).map { $0.prefix(300) }.joined(separator: "\n")
        return "\(beginning)\n…\n\(lines.count) lines, \(text.utf8.count) bytes, SHA-256 \(digest.hexadecimal())\n"
    }

    @Test func coloursOnlyWhereAsked() throws {
        try compare(TextReporter(color: true).report(Samples.trouble), with: "trouble.colour.txt")
        #expect(!TextReporter(color: false).report(Samples.hostile).contains("\u{1B}"))
        #expect(!ComparisonReporter(color: false).report(Samples.hostile).contains("\u{1B}"))
    }

    @Test func schemaIsTheFileBesideItsSource() throws {
        let file = Self.folder.appending(path: "../../../Sources/Reporting/Schema/verdict.schema.json")
        #expect(try String(contentsOf: file, encoding: .utf8) == VerdictSchema.text)
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

    private func compare(_ text: String, with name: String) throws {
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let recorded = try Data(contentsOf: file)
        #expect(
            Data(text.utf8) == recorded, "\(name) differs; record with RECORD_SNAPSHOTS=1 and review the difference")
    }
}
