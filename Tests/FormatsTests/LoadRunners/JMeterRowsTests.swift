@testable import Formats
import Foundation
import Measurements
import Testing

/// Large files are read in chunks by several threads: wherever they are cut, the result is the same.
struct JMeterRowsTests {
    private static func text(rows: Int) -> String {
        var random = SeededGenerator(seed: 3)
        var text = "timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,failureMessage,bytes\n"
        for index in 0..<rows {
            let start = 1_700_000_000_000 + index * 3
            let elapsed = Int.random(in: 0..<5000, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                text += "\(start),\(elapsed),\"a, \"\"b\"\"\",500,\"x\n1,2,3\",T,false,\"line\nand \"\"line\"\"\",7\n"
            case 1:
                text += "\(start),\(elapsed),Buy,200,\"Number of samples in transaction : 2, number of\",T,true,,8\r\n"
            case 2: text += "\(start),\(elapsed),größer,404,Not Found,T,false,,9\n"
            default: text += "\(start),\(elapsed),/api/\(index % 7),200,OK,T,true,,1234\n"
            }
        }
        return text
    }

    @Test(arguments: [(1, 1 << 20), (1, 700), (2, 4096), (3, 1000), (2, 64 << 10)])
    func divisionDoesNotMatter(threads: Int, chunk: Int) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "loadline-rows-\(UUID().uuidString).csv")
        try Self.text(rows: 9000).write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        var format = JMeterCSV()
        format.rows.threads = threads
        format.rows.blockSize = chunk
        let run = try #require(try format.read(Input(name: "test", descriptor: handle.fileDescriptor)).first)
        let whole = try #require(try ResultFiles.runs(Self.text(rows: 9000)).first)
        var same = run
        same.source = whole.source
        #expect(same == whole)
        #expect(whole.series.count == 11 && whole.notes.map(\.code) == ["transactions.apart"])
        try handle.close()
    }

    /// Of too many labels the first ones in the file are told apart, whichever thread saw others first.
    @Test func firstLabelsAreTheSame() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "loadline-labels-\(UUID().uuidString).csv")
        try Self.text(rows: 9000).write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let runs = try [1, 2, 3].map { threads in
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }
            var format = JMeterCSV()
            (format.rows.threads, format.rows.blockSize, format.rows.labelLimit) = (threads, 4096, 4)
            return try #require(try format.read(Input(name: "test", descriptor: handle.fileDescriptor)).first)
        }
        #expect(runs[1] == runs[0] && runs[2] == runs[0])
        #expect(runs[0].series.count == 6 && runs[0].notes("series.folded").count == 1)
        #expect(runs[0].figure("requests") == 9000 - (runs[0].figure("requests", of: "Buy") ?? 0))
    }

    /// The fast way and the long way read the same: a quoted number or label never goes the fast way.
    @Test func bothWaysAgree() throws {
        let text = Self.text(rows: 2000)
        let quoted = text.replacing("/api/3,200,OK", with: "\"/api/3\",\"200\",\"OK\"").replacing(
            ",1234\n", with: ",\"1234\"\n")
        #expect(text != quoted)
        #expect(try ResultFiles.runs(text) == ResultFiles.runs(quoted))
    }

    /// Labels that differ in their length alone, or only after many bytes, are told apart, and so are codes, wherever their columns are.
    @Test(arguments: [
        "label,responseCode,responseMessage", "responseCode,responseMessage,label", "label,responseMessage",
    ])
    func labelsOfAllLengths(columns: String) throws {
        let labels =
            (1...70).map { String(repeating: "x", count: $0) } + (1...9).map { "/a/long/beginning/of/all/labels/\($0)" }
        let lines = (0..<50).flatMap { round in
            labels.indices.map { index in
                let values = [
                    "label": labels[index], "responseCode": round % 10 < index % 3 ? "404" : "200",
                    "responseMessage": round % 4 == 0 ? String(repeating: "long ", count: 9) : "OK",
                ]
                let named = columns.split(separator: ",").compactMap { values[String($0)] }
                return "\(1_700_000_000_000 + round),\(index + 1),\(named.joined(separator: ",")),true\r\n"
            }
        }
        let run = try #require(
            try ResultFiles.runs("timeStamp,elapsed,\(columns),success\r\n" + lines.joined()).first)
        for (index, label) in labels.enumerated() {
            #expect(run.figure("requests", of: label) == 50)
            #expect(run.figure("max", of: label) == Double(index + 1) / 1000)
            let missing = Measurement.Value.ratio(hits: index % 3 * 5, total: 50)
            #expect(run[label]?.measurements["4xx"]?.value == (columns.contains("Code") ? missing : nil))
        }
    }

    /// Numbers of any length, missing ones and what is none, with and without carriage returns, are those of the texts.
    @Test(arguments: ["\n", "\r\n"], ["bytes,sentBytes,allThreads", "allThreads,bytes", "sentBytes"])
    func numbersAreThoseOfTheText(lineEnd: String, columns: String) throws {
        let texts = ["7", "42", "1234", "12345678", "123456789", "", "x", "-3", "00012", "1e3", "98765432109"]
        let rows = (0..<3000).map { row in
            columns.split(separator: ",").indices.map { texts[(row * 7 + $0 * 3) % texts.count] }
        }
        let elapsed = rows.indices.map { $0 % 100 == 0 ? 123_456_789 : $0 * 31 % 900 }
        let lines = rows.indices.map { row in
            "\(1_700_000_000_000 + row),\(elapsed[row]),a,true,\(rows[row].joined(separator: ","))\(lineEnd)"
        }
        let run = try #require(
            try ResultFiles.runs("timeStamp,elapsed,label,success,\(columns)\(lineEnd)" + lines.joined()).first)
        func counts(_ name: String) -> [Int]? {
            let column = columns.split(separator: ",").firstIndex { $0 == name }
            return column.map { column in rows.map { Int($0[column]).map { max($0, 0) } ?? 0 } }
        }
        for (metric, name) in [("data_received", "bytes"), ("data_sent", "sentBytes")] {
            guard case .counter(let total, _)? = run["a"]?.measurements[metric]?.value else {
                #expect(counts(name) == nil)
                continue
            }
            #expect(total == Double(counts(name)?.reduce(0, +) ?? -1))
        }
        #expect(run.workload.virtualUsers == counts("allThreads")?.max())
        #expect(run.figure("max") == 123_456.789 && run.figure("requests") == 3000)
        #expect(near(run.figure("mean"), Double(elapsed.reduce(0, +)) / 3000 / 1000))
    }

    @Test func openQuoteIsAnError() throws {
        var format = JMeterCSV()
        format.rows.rowLimit = 1 << 20
        let text =
            "timeStamp,elapsed,label,success\n1700000000000,5,\"a,true\n"
            + String(repeating: "1700000000000,5,a,true\n", count: 60_000)
        let input = try Input(name: "test", bytes: Array(text.utf8))
        let error = #expect(throws: FormatError.self) { try format.read(input) }
        #expect(error?.problem.contains("a quote that is not closed") == true)
    }
}
