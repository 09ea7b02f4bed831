import Foundation
import Testing

@testable import judge_cases

@Suite("Labelled cases")
struct JudgingTests {
    static let judging = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/judging").standardizedFileURL
    static let isPresent = FileManager.default.fileExists(atPath: judging.appending(path: "cases.csv.gz").path)

    /// The standard output of a shell command.
    func output(of command: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = Self.judging
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return data
    }

    @Test(
        "a sample is judged as the reference judges it",
        .enabled(if: isPresent, "the labelled cases are not beside the package (../shared/judging)"))
    func sample() throws {
        let lines = try output(of: "python3 materialize.py --dir . --suite S1 --limit 60").split(
            separator: UInt8(ascii: "\n"))
        try #require(!lines.isEmpty, "materialize.py needs Python with pandas")
        let expected = String(decoding: try output(of: "gzip -dc reference-verdicts.csv.gz"), as: UTF8.self)
        var wanted = expected.split(separator: "\n").dropFirst()
        for line in lines {
            let item = try #require(Case(try JSONParser.parse(ArraySlice(line))))
            for verdict in try item.verdicts() {
                #expect(verdict.line(of: item, digits: 8) == wanted.popFirst().map(String.init))
            }
        }
    }

    @Test("JSON is read with its order, escapes and every digit")
    func json() throws {
        let text =
            #"{"z": [1, -2.5e3, 0.1, 12345678901234567168, 3.0613756613756613], "a\u00e9\"": null, "b": {"c": true}}"#
        let value = try JSONParser.parse(ArraySlice(text.utf8))
        #expect(value.members.map(\.name) == ["z", "aé\"", "b"])
        #expect(value["z"]?.elements.compactMap(\.number) == [1, -2500, 0.1, 12345678901234567168, 3.0613756613756613])
    }

    @Test(
        "what is no JSON is refused, never trapped on",
        arguments: [
            "", "{", "[1,]", "{\"a\"}", "tru", "\"abc", "\"\\", "1 2", "-", "[1", "{\"a\":1,}", "NaN", "\"\\q\"",
        ])
    func malformed(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(ArraySlice(text.utf8)) }
    }

    @Test("nesting is bounded")
    func nesting() {
        #expect(throws: JSONError.self) {
            try JSONParser.parse(ArraySlice(String(repeating: "[", count: 100_000).utf8))
        }
    }
}
