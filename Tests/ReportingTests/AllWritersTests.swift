import Analysis
import Foundation
import Measurements
import Reporting
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Names are data in every language that is written here: each report of hostile names is read with the grammar of its own readers.
@Suite struct AllWritersTests {
    @Test(arguments: Reporters.all.map(\.name))
    func hostileNames(reporter name: String) throws {
        let reporter = try #require(Reporters.named(name))
        for verdict in [Samples.hostile] + Samples.hostileNames.map({ Samples.named([$0]) }) {
            let text = reporter.report(verdict)
            expectHarmless(text, of: name)
            try Self.grammars[name]?(text, verdict)
        }
    }

    @Test(arguments: Reporters.all.map(\.name), Samples.all.map(\.name))
    func everySampleIsReadable(reporter name: String, sample: String) throws {
        let verdict = try #require(Samples.all.first { $0.name == sample }?.verdict)
        try Self.grammars[name]?(try #require(Reporters.named(name)).report(verdict), verdict)
    }

    /// What no reader of a log, a page or a file may meet, whatever the language.
    private func expectHarmless(_ text: String, of reporter: String) {
        #expect(text.hasSuffix("\n"))
        for scalar in text.unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format, "\(reporter): U+\(String(scalar.value, radix: 16))")
        }
        for command in ["##[", "##vso[", "##teamcity["] { #expect(!text.contains(command)) }
        if reporter != "github-annotations" {
            #expect(!text.split(separator: "\n").contains { $0.drop(while: \.isWhitespace).hasPrefix("::") })
        }
        if reporter == "html" || reporter == "junit" {
            for tag in ["<script>alert", "</details></table>", "<!-- loadline key=api"] { #expect(!text.contains(tag)) }
        }
    }

    private typealias Grammar = @Sendable (String, Verdict) throws -> Void

    private static let grammars: [String: Grammar] = [
        "json": { text, verdict in
            let document = try #require(try parsed(text) as? [String: Any])
            #expect((document["checks"] as? [Any])?.count == verdict.checks.count)
        },
        "gitlab-load-performance": { text, _ in
            let document = try #require(try parsed(text) as? [String: Any])
            #expect(Set(document.keys) == ["metrics"])
        },
        "code-quality": { text, verdict in
            let issues = try #require(try parsed(text) as? [[String: Any]])
            #expect(Set(issues.compactMap { $0["fingerprint"] as? String }).count == issues.count)
            for issue in issues {
                let place = try #require(issue["location"] as? [String: Any])
                #expect(
                    (place["lines"] as? [String: Any])?["begin"] is Int && !(place["path"] as? String ?? "").isEmpty)
                #expect(["info", "minor", "major", "critical", "blocker"].contains(issue["severity"] as? String))
            }
            #expect(verdict.exitCode == 0 || verdict.tests != nil || !issues.isEmpty)
        },
        "junit": { text, verdict in try expectJUnit(text, verdict) },
        "openmetrics": { text, _ in try ExpositionChecker.expectReadable(text) },
        "dotenv": { text, _ in
            let lines = text.split(separator: "\n")
            #expect(lines.count <= 20 && text.utf8.count <= 5 * 1024)
            for line in lines { #expect(line.wholeMatch(of: /LOADLINE_[A-Z_]+=[A-Za-z0-9_.\/:%+,\-]+/) != nil) }
        },
        "github-outputs": { text, verdict in try expectOutputs(text, verdict) },
        "github-annotations": { text, _ in
            var kinds: [Substring: Int] = [:]
            for line in text.split(separator: "\n") {
                // What is escaped cannot end a property, the command or the line.
                let command =
                    /::(error|warning|notice) (?:[a-z]+=(?:[^%:,]|%25|%0D|%0A|%3A|%2C)*,?)+::(?:[^%]|%25|%0D|%0A)+/
                let match = try #require(line.wholeMatch(of: command), "\(line)")
                kinds[match.1, default: 0] += 1
            }
            #expect(kinds.values.allSatisfy { $0 <= 10 })
        },
    ]

    private static func parsed(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8))
    }

    private static func expectJUnit(_ text: String, _ verdict: Verdict) throws {
        let reader = CaseReader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.names.count == Set(reader.names).count)
        let isWhole = reader.names.contains("verdict")
        #expect(reader.names.count == verdict.checks.count + (isWhole ? 1 : 0))
        #expect(reader.counts["failure", default: 0] == Int(reader.suite["failures"] ?? ""))
        #expect(reader.counts["error", default: 0] == Int(reader.suite["errors"] ?? ""))
        #expect(reader.counts["skipped", default: 0] == Int(reader.suite["skipped"] ?? ""))
        #expect(verdict.exitCode == 0 || verdict.tests != nil || reader.counts["skipped"] != reader.names.count)
    }

    /// As the runner of GitHub reads the file: `name<<delimiter`, lines, the delimiter alone.
    private static func expectOutputs(_ text: String, _ verdict: Verdict) throws {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        var outputs: [String: String] = [:]
        while let first = lines.popFirst(), !first.isEmpty {
            let head = try #require(first.wholeMatch(of: /([a-z\-]+)<<(\S+)/), "\(first)")
            let end = try #require(lines.firstIndex(of: head.2))
            #expect(outputs.updateValue(lines[..<end].joined(separator: "\n"), forKey: String(head.1)) == nil)
            lines = lines[(end + 1)...]
        }
        #expect(outputs.count == 17)
        #expect(outputs["verdict"] == verdict.outcome.rawValue)
        #expect(outputs["exit-code"] == String(verdict.exitCode))
        #expect(outputs["regressions"] == String(verdict.count(.regressed)))
    }
}

/// Names of cases and numbers of their results.
private final class CaseReader: NSObject, XMLParserDelegate {
    var names: [String] = []
    var counts: [String: Int] = [:]
    var suite: [String: String] = [:]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        counts[name, default: 0] += 1
        if name == "testsuite" { suite = attributes }
        if name == "testcase" { names.append(attributes["name"] ?? "") }
    }
}
