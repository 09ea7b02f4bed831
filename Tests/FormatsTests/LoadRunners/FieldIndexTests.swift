@testable import Formats
import Measurements
import Testing

/// Fields found 64 bytes at a time are those found byte by byte.
struct FieldIndexTests {
    /// Offsets of delimiters and line feeds outside quotes, row by row.
    private static func ends(_ bytes: [UInt8], _ range: Range<Int>) -> [[Int]] {
        var rows: [[Int]] = []
        var row: [Int] = []
        var isQuoted = false
        for offset in range {
            if bytes[offset] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, [UInt8(ascii: ";"), UInt8(ascii: "\n")].contains(bytes[offset]) else { continue }
            row.append(offset)
            guard bytes[offset] == UInt8(ascii: "\n") else { continue }
            rows.append(row)
            row = []
        }
        return rows
    }

    @Test(arguments: [(0, 0), (1, 64), (2, 63), (3, 200), (4, 4096), (5, 4097), (6, 30_000), (7, 100_000)])
    func sameAsByteByByte(seed: UInt64, count: Int) {
        var random = SeededGenerator(seed: seed)
        // Stretches without quotes, and one in which every byte ends a field.
        let text = Array("abc;;\n\n\r\"x".utf8)
        let bytes = (0..<count).map { offset in
            offset / 1000 % 3 == 2
                ? UInt8(ascii: ";") : text.randomElement(using: &random) ?? 0
        }
        var index = FieldIndex(delimiter: UInt8(ascii: ";"))
        // Used again, and from the middle of the bytes on.
        for range in [0..<count, count / 3..<count, 0..<count / 2] {
            index.find(in: unsafe bytes.span.bytes, range)
            let expected = Self.ends(bytes, range)
            let found = (0..<index.rowCount).map { number in
                index.withRow(number) { ends in (0..<ends.count).map { Int(ends[$0]) } }
            }
            #expect(found.map { Array($0.dropFirst()) } == expected)
            #expect(found.dropFirst().map { $0[0] } == expected.dropLast().map { $0.last })
            #expect(index.start == range.lowerBound)
            #expect(index.end == (expected.last?.last).map { $0 + 1 } ?? range.lowerBound)
            let feeds = bytes[range].prefix(index.end - range.lowerBound).count { $0 == UInt8(ascii: "\n") }
            #expect(index.quotedFeeds >= feeds - expected.count)
        }
    }

    @Test func digitsAreThoseOfTheText() throws {
        let texts = [
            "0", "7", "12345678", "123456789", "999999999999999", "1234567890123456", "", "12a", "-1", "1 ", "00012",
        ]
        for text in texts {
            for padding in ["", "                  "] {
                let bytes = Array((text + padding).utf8)
                let number = unsafe bytes.span.bytes.digits(0, text.utf8.count)
                let isNumber = (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
                #expect(number == (isNumber ? Int(text) : -1), "\(text)")
            }
        }
    }

    /// The last column that is read ends before the carriage return.
    @Test func carriageReturnsAreNoText() throws {
        let rows = (0..<100).map { "170000000000\($0 % 10),\($0),a,true,\($0 * 2)" }
        let text = ["timeStamp,elapsed,label,success,allThreads"] + rows
        let unix = try ResultFiles.runs(text.joined(separator: "\n") + "\n")
        #expect(try ResultFiles.runs(text.joined(separator: "\r\n") + "\r\n") == unix)
        #expect(unix.first?.workload.virtualUsers == 198)
    }

    /// The line of the first damaged row counts those within quotes.
    @Test func damagedRowIsNamedByItsLine() throws {
        let good = "1700000000000,5,a,\"b\nc\",true\n"
        let text = "timeStamp,elapsed,label,responseMessage,success\n" + String(repeating: good, count: 300)
        let run = try #require(try ResultFiles.runs(text + "1700000000000,x,a,b,true\n" + good).first)
        #expect(run.notes.contains { $0.message.contains("the first is line 602") })
    }
}
