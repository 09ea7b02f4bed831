import Formats
import Foundation
import Measurements
import Testing

/// A file is read once without its warm-up, where its beginning holds the earliest value, and twice where it does not; what comes out is exact.
struct WarmUpTests {
    struct Lines: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var header: String
        /// Of a request that began at a second.
        var line: @Sendable (Int) -> String
    }

    static let formats = [
        Lines(testDescription: "k6-json", header: "") {
            #"{"metric":"http_req_duration","type":"Point","data":{"time":"2024-01-01T00:00:\#($0)Z","value":1,"tags":{}}}"#
        },
        Lines(testDescription: "k6-csv", header: "metric_name,timestamp,metric_value,method,name,status\n") {
            "http_req_duration,17000000\($0),1.5,GET,http://shop.example/a,200"
        },
        Lines(testDescription: "jmeter-csv", header: "timeStamp,elapsed,label,responseCode,success\n") {
            "17000000\($0)000,9,GET /a,200,true"
        },
        Lines(testDescription: "gatling-log", header: "RUN\tshop.Shop\tshop\t1700000000000\t \t3.10.5\n") {
            "REQUEST\t\tGET /a\t17000000\($0)000\t1700000050000\tOK\t "
        },
    ]

    /// More lines than are looked at for a guess, then perhaps an earlier one, then three of which one or none belongs to the warm-up.
    private static func text(_ lines: Lines, isLate: Bool) -> String {
        let body = repeatElement(lines.line(15), count: 20_000) + (isLate ? [lines.line(11)] : [])
        return lines.header + (body + [24, 25, 30].map(lines.line)).joined(separator: "\n") + "\n"
    }

    private static func requests(_ run: Run) -> Int? {
        run.series.first { $0.name == Series.all }?.timeline?.slices.reduce(0) { $0 + $1.requests }
    }

    @Test(arguments: formats, [false, true])
    func filesAreReadAgainOnlyWhereTheyMust(lines: Lines, isLate: Bool) throws {
        let text = Self.text(lines, isLate: isLate)
        let file = FileManager.default.temporaryDirectory.appending(path: "loadline-warm-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        let counter = ReadCounter()
        let input = try Input(name: "test", descriptor: handle.fileDescriptor, counter: counter)
        input.warmUp = 10
        let run = try #require(try ResultFormats.read(input).first)
        #expect(Self.requests(run) == (isLate ? 3 : 2))
        #expect(run.notes.allSatisfy { $0.code != "warmup.start" })
        #expect((counter.bytes >= 2 * text.utf8.count) == isLate)
    }

    @Test(arguments: formats, [false, true])
    func streamsAreReadOnce(lines: Lines, isLate: Bool) throws {
        let input = try Input(name: "stream", bytes: Array(Self.text(lines, isLate: isLate).utf8))
        input.warmUp = 10
        let run = try #require(try ResultFormats.read(input).first)
        #expect(Self.requests(run) == 2)
        #expect(run.notes.contains { $0.code == "warmup.start" } == isLate)
    }

    /// The earliest value of a short stream is known, wherever it stands.
    @Test(arguments: formats)
    func shortStreamsAreExact(lines: Lines) throws {
        let text = lines.header + [15, 11, 24, 25, 30].map(lines.line).joined(separator: "\n") + "\n"
        let input = try Input(name: "stream", bytes: Array(text.utf8))
        input.warmUp = 10
        let run = try #require(try ResultFormats.read(input).first)
        #expect(Self.requests(run) == 3 && run.notes.allSatisfy { $0.code != "warmup.start" })
    }
}
