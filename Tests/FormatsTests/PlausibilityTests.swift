import Formats
import Foundation
import Measurements
import Testing

/// Figures that no measuring can give, and messages that quote hostile files.
struct PlausibilityTests {
    private static func summary(_ statistics: String, metric: String = "http_req_duration") -> String {
        #"{"metrics":{"http_reqs":{"count":10,"rate":1},"\#(metric)":{\#(statistics)}}}"#
    }

    private static func autocannon(_ latency: String) throws -> String {
        let file = ResultFiles.fixtures(of: "autocannon").first { $0.pathExtension == "json" }
        var text = String(decoding: try ResultFiles.bytes(try #require(file)), as: UTF8.self)
        let part = try #require(text.firstRange(of: #/"max": ?[0-9.]+/#))
        text.replaceSubrange(part, with: latency)
        return text
    }

    @Test(arguments: [
        (summary(#""avg":-1,"min":-1,"max":2,"p(95)":1"#), "http_req_duration"),
        (summary(#""avg":1,"min":1,"max":1e308,"p(95)":1"#), "latency.max of *: expected a time from 0 to 10 years"),
        (summary(#""avg":-1,"min":-1,"max":2,"p(95)":1"#, metric: "iteration_duration"), "iteration_duration.min of *"),
        ("Percentage served,Time in ms\n50,1\n95,1e300\n", "latency.p95 of *"),
    ])
    func noTimes(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func contradictionsAreNoted() throws {
        for statistics in [
            #""avg":5,"min":1,"max":9,"p(95)":9.1"#, #""avg":5,"min":3,"max":9,"med":2"#,
            #""avg":5,"min":1,"max":9,"p(90)":8,"p(95)":7"#,
        ] {
            let run = try #require(try ResultFiles.runs(Self.summary(statistics)).first)
            #expect(run.notes("latency.unreliable").count == 1, "\(statistics)")
            let again = try ResultFormats.read(Input(name: "kept", bytes: try KeptRun.encode(run)))
            #expect(again.first?.notes == run.notes)
        }
        let rounded = #""avg":5,"min":1,"max":9,"p(95)":9.008"#
        #expect(try ResultFiles.runs(Self.summary(rounded)).first?.notes("latency.unreliable").isEmpty == true)
        let slow = try ResultFiles.runs(try Self.autocannon(#""max":0.01"#)).first
        #expect(slow?.notes("latency.unreliable").count == 1)
    }

    /// No file of a tool's own contradicts itself.
    @Test func fixturesAreConsistent() throws {
        for format in ResultFiles.names(in: ResultFiles.fixtures) {
            for file in ResultFiles.fixtures(of: format) {
                guard let runs = try? ResultFiles.runs(file) else { continue }
                let doubts = runs.flatMap { $0.notes("latency.unreliable") }.filter { $0.contains("contradicts") }
                #expect(doubts.isEmpty, "\(format)/\(file.lastPathComponent): \(doubts)")
            }
        }
    }

    @Test(arguments: [
        "\u{1B}]0;pwned\u{7}hello\n", "\u{1B}[2Jx\u{202E}y\n", "{\"\u{1B}[31ma\": 1}", "{\"a\\u001b[31m\u{202E}\": 1}",
    ])
    func messagesMoveNoCursor(text: String) {
        let error = #expect(throws: FormatError.self) {
            try ResultFormats.read(Input(name: "a\u{1B}[2J\nb", bytes: Array(text.utf8)))
        }
        let scalars = error?.description.unicodeScalars ?? "\u{1B}".unicodeScalars
        #expect(!scalars.contains { [.control, .format].contains($0.properties.generalCategory) })
    }
}
