import Foundation
import Measurements
import Testing

@testable import Formats

/// Records with metadata, as scripts and other programs write them, and their numbers.
struct K6MetadataTests {
    private static let header =
        "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata\n"

    private static func records(_ count: Int, metadata: (Int) -> String) -> String {
        (0..<count).map { number in
            let status = number % 10 == 0 ? "503" : "200"
            let tags =
                ",,,,\(number % 10 != 0),::shop,GET,/api/\(number % 7),HTTP/1.1,default,,\(status),,,/api/\(number % 7),a=b,\(metadata(number))\n"
            let time = 1_795_241_143 + number / 20
            return
                "http_reqs,\(time),1.000000\(tags)http_req_duration,\(time),\(1 + number % 90).\(100_000 + number)\(tags)"
                + "http_req_failed,\(time),\(number % 10 == 0 ? 1 : 0).000000\(tags)checks,\(time),1.000000,answered,,,,::shop,,,,default,,,,,,,\(metadata(number))\n"
        }.joined()
    }

    private static func run(_ text: String, memory: Int = 2 << 20) throws -> Run {
        var format = K6CSV()
        format.reader.skeletonMemory = memory
        return try #require(try format.read(Input(name: "k6.csv", bytes: Array(text.utf8))).first)
    }

    /// Whatever the cell holds, it says nothing of the sample.
    @Test(arguments: [0, 4_000, 2 << 20])
    func metadata(memory: Int) throws {
        let expected = try Self.run(Self.header + Self.records(400) { _ in "" })
        #expect(expected.figure("requests") == 400 && expected.figure("errors") == 40)
        let kinds: [@Sendable (Int) -> String] = [
            { "vu=1&iter=\($0)" }, { $0 % 3 == 0 ? "" : "vu=\($0 % 5)" }, { "\"vu=1,\"\"iter\"\"=\($0)\"" },
            { "\"vu=1\niter=\($0)\"" }, { $0 % 2 == 0 ? "\"\($0),\"" : "iter=\($0)" },
        ]
        for kind in kinds {
            #expect(try Self.run(Self.header + Self.records(400, metadata: kind), memory: memory) == expected)
        }
    }

    /// A cell too many or too few is damage, whether or not the records before had metadata.
    @Test(arguments: ["", "vu=1"])
    func damage(metadata: String) throws {
        let whole = Self.records(400) { _ in metadata }
        let lines = whole.split(separator: "\n")
        let more = "\(lines[5]),more\n"
        let fewer =
            lines[5].split(separator: ",", omittingEmptySubsequences: false).dropLast(2).joined(separator: ",") + "\n"
        let run = try Self.run(Self.header + whole + more + fewer + whole)
        #expect(run.figure("requests") == 800 && run.notes("lines.damaged").count == 1)
        #expect(run.notes("lines.damaged").first?.hasPrefix("2 of 3202 records") == true)
    }

    /// Numbers of any length, near the end of the bytes and far from it.
    @Test(arguments: [
        ("0", 0.0), ("1", 1), ("1234567", 1_234_567), ("12345678", 12_345_678), ("0.1234567", 0.1234567),
        ("0.12345678", 0.12345678), ("1234567.1234567", 1_234_567.1234567), ("-1.5", -1.5), ("1e3", 1000),
        ("1.5e3", 1500),
        ("1.5E-1", 0.15), ("00012.5", nil), ("1.", nil), (".5", nil), ("x", nil), ("1.5x", nil),
        ("123456789012345678901", 1.2345678901234568e20),
    ])
    func numbers(_ text: String, _ value: Double?) throws {
        for after in [",", "}", ",\(String(repeating: "0", count: 40))"] {
            let bytes = Array((text + after).utf8)
            let found = unsafe DecimalNumber.read(bytes.span.bytes, at: 0, end: bytes.count)
            let isWhole = found.map { $0.end == text.utf8.count } ?? false
            #expect((isWhole ? found?.number.value(shift: 0) : nil) == value, "\(text)\(after)")
        }
    }
}
