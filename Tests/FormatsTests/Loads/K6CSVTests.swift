@testable import Formats
import Foundation
import Measurements
import Testing

struct K6CSVTests {
    static let header =
        "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata\n"

    /// The same run as k6's own JSON lines, but for what CSV does not say: kinds of the script's own metrics, and fractions of seconds.
    @Test(arguments: ["rfc3339-nano", "checkout", "odd-names", "failing"])
    func sameRunAsJSONLines(story: String) throws {
        let csv = try ResultFiles.fixture("k6-csv/\(story).csv")
        let json = try ResultFiles.fixture("k6-json/\(story)-of-csv.json")
        #expect(csv.series.map(\.id) == json.series.map(\.id) && csv.workload == json.workload)
        let isExact = story == "rfc3339-nano"
        for (mine, theirs) in zip(csv.series, json.series) {
            #expect(mine.requests == theirs.requests && mine.errors == theirs.errors, "\(mine.id)")
            for (name, measurement) in theirs.measurements
            where K6Declaration.isBuiltIn(name) || name.hasSuffix("xx") || name == "latency" {
                if !isExact, case .counter(let total, _) = measurement.value {
                    #expect(
                        mine.measurements[name]?.value == .counter(total: total, perSecond: nil), "\(mine.id) \(name)")
                } else {
                    #expect(mine.measurements[name] == measurement, "\(mine.id) \(name)")
                }
            }
        }
        #expect(csv.notes("time.rounded").isEmpty == isExact)
        #expect((csv.duration == nil) == !isExact && (csv.figure("throughput") == nil) == !isExact)
        if isExact { #expect(csv.duration == json.duration && csv.start == json.start) }
    }

    @Test func columnsByName() throws {
        let run = try ResultFiles.fixture("k6-csv/vu-iter-metadata.csv.gz")
        #expect(run.figure("requests") ?? 0 > 0 && run.figure("p95") != nil)
        let text =
            "method,metric_value,name,metric_name,status,timestamp\nGET,12.5,/a,http_req_duration,200,1619922931\nGET,1,/a,http_reqs,200,1619922931\n"
        let other = try #require(try ResultFiles.runs(text).first)
        #expect(near(other.figure("p50", of: "GET /a"), 0.0125) && other.figure("requests", of: "GET /a") == 1)
    }

    @Test(arguments: [
        ("1619922931", 1_619_922_931.0), ("1619922931500", 1_619_922_931.5), ("1619922931500250", 1_619_922_931.50025),
        ("1619922931500250001", 1_619_922_931.500250001), ("2021-05-02T02:35:31.5Z", 1_619_922_931.5),
        ("2021-05-02T04:35:31+02:00", 1_619_922_931),
    ])
    func times(text: String, start: Double) throws {
        let run = try #require(
            try ResultFiles.runs("\(Self.header)vus,\(text),1.000000,,,,,,,,,default,,,,,,,\n").first)
        #expect(near(run.start, start))
    }

    /// Everything that makes a record hard, many times over, divided in all ways: the same run to the last bit.
    @Test func divisionsDoNotMatter() throws {
        var random = SeededGenerator(seed: 11)
        let names = ["/a", "\"/b,c\"", "\"two\nlines\"", "\"quo\"\"te\n\n\"\"\"", "/é"]
        var text = Self.header
        for row in 0..<3000 {
            let name = names.randomElement(using: &random) ?? ""
            let status = Int.random(in: 0..<10, using: &random) == 0 ? "500" : "200"
            let value = String(format: "%.6f", Double.random(in: 0..<100, using: &random))
            text +=
                "http_req_duration,\(1_700_000_000 + row / 100),\(value),,,,,,GET,\(name),,default,,\(status),,,\(name),,vu=\(row)\r\n"
        }
        let bytes = Array(text.utf8)
        let whole = try K6CSV().read(Input(name: "test", bytes: bytes))
        #expect(whole[0].series.map(\.id).count == names.count + 1 && whole[0].figure("latency.count") == 3000)
        var inOrder = K6CSV()
        inOrder.reader.endpointLimit = 3
        let file = FileManager.default.temporaryDirectory.appending(path: "k6-csv-\(UUID().uuidString).csv")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for size in [64, 100, 1000, 4096, 100_000] {
            var format = K6CSV()
            format.reader.blockSize = size
            format.reader.bufferSize = max(size / 3, 64)
            let handle = try FileHandle(forReadingFrom: file)
            let runs = try format.read(Input(name: "test", descriptor: handle.fileDescriptor))
            #expect(runs == whole, "blocks of \(size)")
            // Three of the five names are told apart.
            format.reader.endpointLimit = 3
            try handle.seek(toOffset: 0)
            let folded = try format.read(Input(name: "test", descriptor: handle.fileDescriptor))
            #expect(folded == (try inOrder.read(Input(name: "test", bytes: bytes))), "blocks of \(size)")
            #expect(folded[0].series.count == 5 && folded[0].figure("latency.count") == 3000)
            try handle.close()
        }
    }

    /// Where no two records are alike, they are reduced to the tags that matter: no memory, and no other result.
    @Test func manyDifferentRecords() throws {
        let rows = 120_000
        var text = Self.header
        for row in 0..<rows {
            text +=
                "http_req_duration,1700000000,\(row % 100).000000,,,,true,,GET,/a/\(row % 7),HTTP/1.1,default,,200,,,/a/\(row % 7),,vu=\(row)&iter=\(row)&trace=0123456789abcdef\n"
        }
        #expect(text.utf8.count > K6CSV().reader.skeletonMemory)
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.count == 8 && run.figure("latency.count") == Double(rows))
        #expect(
            near(run.figure("mean"), 0.0495) && run.figure("latency.count", of: "GET /a/0") == Double((rows + 6) / 7))
    }

    @Test func cutAndDamaged() throws {
        let row = "http_req_duration,1700000000,5.000000,,,,true,,GET,/a,HTTP/1.1,default,,200,,,/a,,\n"
        let rows = String(repeating: row, count: 300)
        let cut = try #require(try ResultFiles.runs(Self.header + rows + row.dropLast(20)).first)
        #expect(cut.figure("latency.count") == 300 && cut.notes("lines.cut").count == 1)
        let whole = try #require(try ResultFiles.runs(Self.header + rows + row.dropLast()).first)
        #expect(whole.figure("latency.count") == 301 && whole.notes("lines.cut").isEmpty)
        let damaged = try #require(try ResultFiles.runs(Self.header + rows + "garbage\n" + Self.header + rows).first)
        #expect(damaged.figure("latency.count") == 600)
        #expect(damaged.notes("lines.damaged").first?.hasPrefix("1 of 602 records are damaged") == true)
    }

    @Test(arguments: [
        ("x,y,z\n", "records are no samples"), ("", "no samples"),
        ("http_reqs,yesterday,1,,,,,,,,,,,,,,,,\n", "expected a time"),
        ("http_reqs,1700000000,many,,,,,,,,,,,,,,,,\n", "expected a metric and a number"),
        ("http_reqs,1700000000,1e999,,,,,,,,,,,,,,,,\n", "expected a metric and a number"),
        ("http_reqs,99999999999999999999,1,,,,,,,,,,,,,,,,\n", "expected a time"),
    ])
    func refused(rows: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(Self.header + rows) }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    /// A quote that is never closed must not fill the memory.
    @Test func quoteNotClosed() throws {
        var format = K6CSV()
        format.reader.recordLimit = 1 << 16
        format.reader.bufferSize = 1 << 12
        let text = Self.header + "http_reqs,1700000000,1,\"" + String(repeating: "a,b\n", count: 1 << 16)
        let error = #expect(throws: FormatError.self) { try format.read(Input(name: "test", bytes: Array(text.utf8))) }
        #expect(error?.problem.contains("is a quote not closed?") == true)
    }

    /// Counted by hand from the file: three requests, no failures.
    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFile() throws {
        let run = try #require(try ResultFiles.corpus("k6-csv/dlmohamed13__trello_cypress__results.csv").first)
        #expect(run.figure("requests") == 3 && run.figure("errors") == 0 && run.figure("checks") == 1)
        #expect(run.notes("time.rounded").count == 1 && run.start == 1_619_922_931)
    }
}
