import Foundation
import Measurements
import Testing

@testable import Formats

/// What the reader of expositions does line by line, and what it does with more combinations of labels than are told apart.
struct ExpositionTests {
    private func exposition(_ text: String, earlier: Exposition? = nil, limit: Int = 100) throws -> Exposition {
        try ExpositionReader.read(
            Input(name: "test", bytes: Array(text.utf8)), earlier: earlier, limit: limit)
    }

    private func run(_ text: String, limit: Int) throws -> Run {
        var builder = PrometheusRun(try exposition(text, limit: limit))
        return try builder.run(source: "test", format: "prometheus")
    }

    /// What is scanned fast is what the general reader finds.
    @Test(arguments: ["prometheus/after.txt", "prometheus/after-openmetrics.txt"])
    func scannedLines(file: String) throws {
        let bytes = try ResultFiles.bytes(ResultFiles.fixtures.appending(path: file))
        var scanner = SampleScanner()
        var scanned = 0
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let text = Array(line.utf8)
            let isScanned = scanner.scan(text.span.bytes, 0..<text.count)
            guard isScanned else { continue }
            guard case .sample(let sample) = try ExpositionLineReader.read(line) else {
                Issue.record("no sample: \(line)")
                continue
            }
            #expect(String(decoding: text[scanner.name], as: UTF8.self) == sample.name)
            let labels = scanner.labels(text.span.bytes, without: -1)
            #expect(labels == sample.labels)
            #expect(scanner.value == sample.value && scanner.time == sample.time)
            #expect(scanner.hasExemplar == sample.hasExemplar)
            let hashes = scanner.labels.reduce(UInt64(0)) { $0 &+ $1.hash }
            #expect(hashes == SampleScanner.hash(of: sample.labels))
            scanned += 1
        }
        #expect(scanned > 100)
    }

    /// Left to the general reader, right or wrong.
    @Test(arguments: [
        #"a{b="c\n"} 1"#, #"a{b="c",} 1"#, #"a {b="c"} 1"#, #"a{b="c"}  1"#, "a 1 ", #"a{b="c"}"#, "a", "",
        "# TYPE a gauge",
        #"a{b="c",b="d"} 1"#, #"a{b="c} 1"#, #"a{b=c} 1"#, "a 1 2 3", "a 0x1", #"{"a"} 1"#, "a{} 1",
        #"a 1 # {b="c"}"#, #"a 1 # {b="c"} x"#, #"a 1 # {b="c"} 1 NaN"#, #"a 1 # {b="c"} 1 2 3"#, "a 1 #",
        #"a 1 #{b="c"} 1"#, #"a 1 # {} 1"#, "1a 1",
    ])
    func notScanned(line: String) {
        let text = Array(line.utf8)
        var scanner = SampleScanner()
        let isScanned = scanner.scan(text.span.bytes, 0..<text.count)
        #expect(!isScanned)
    }

    @Test(arguments: ["1.5", "+Inf", "NaN", "1e3", "-2.25E-7", "+4", "12345678901234567890", ".5", "5."])
    func values(text: String) throws {
        let line = Array("a{b=\"c\"} \(text) 17".utf8)
        var scanner = SampleScanner()
        let isScanned = scanner.scan(line.span.bytes, 0..<line.count)
        #expect(isScanned)
        #expect(scanner.value == Double(text) || (scanner.value.isNaN && text == "NaN"))
        #expect(scanner.time == 17)
    }

    @Test(arguments: [(#"a{b="c"} 1 # {d="e",f="g"} 2"#, nil), (#"a{b="c"} 1 7 # {d="e"} 2 3.5"#, 7.0)])
    func exemplars(line: String, time: Double?) {
        let text = Array(line.utf8)
        var scanner = SampleScanner()
        let isScanned = scanner.scan(text.span.bytes, 0..<text.count)
        #expect(isScanned && scanner.hasExemplar && scanner.value == 1 && scanner.time == time)
        #expect(scanner.labels.count == 1)
    }

    private static let requests = """
        # TYPE http_request_duration_seconds histogram
        """
        + (0..<6).map { number in
            let labels = "route=\"/\(number)\",status=\"\(number == 5 ? 503 : 200)\""
            return """

                http_request_duration_seconds_bucket{\(labels),le="0.1"} \(10 + number)
                http_request_duration_seconds_bucket{\(labels),le="+Inf"} \(20 + number)
                http_request_duration_seconds_sum{\(labels)} 4
                http_request_duration_seconds_count{\(labels)} \(20 + number)
                """
        }.joined() + "\n"

    /// Totals are the same, however many combinations are told apart.
    @Test(arguments: [0, 1, 3])
    func requestsThatCameLater(limit: Int) throws {
        let all = try run(Self.requests, limit: 100)
        let folded = try run(Self.requests, limit: limit)
        #expect(all["(other)"] == nil && all.notes("series.folded").isEmpty && folded.notes("series.folded").count == 1)
        #expect(folded.series.count == limit + 2)
        for figure in ["requests", "errors", "5xx", "p50", "mean", "latency_ok.count"] {
            #expect(folded.figure(figure) == all.figure(figure), "\(figure)")
        }
        #expect(folded.figure("requests") == 135 && folded.figure("errors") == 25)
        let own = (0..<limit).map { 20.0 + Double($0) }.reduce(0, +)
        #expect(folded.figure("requests", of: "(other)") == 135 - own)
        #expect(folded.figure("errors", of: "(other)") == 25)
    }

    @Test func countersAndGaugesThatCameLater() throws {
        let counters = (0..<4).map {
            "gets_total{key=\"\($0)\",result=\"\($0 % 2 == 0 ? "hit" : "Miss")\"} \($0 + 1)\n"
        }
        let gauges = (0..<4).map { "size{key=\"\($0)\"} \($0 + 1)\n" }
        let text = "# TYPE gets_total counter\n" + counters.joined() + "# TYPE size gauge\n" + gauges.joined()
        let run = try run(text, limit: 1)
        #expect(run.figure("gets_total") == 10 && run.figure("gets_total", of: "(other)") == 9)
        #expect(run.figure("gets_hit_rate") == 0.4)
        #expect(run.series.allSatisfy { $0.measurements["size"] == nil })
    }

    /// Buckets with other bounds cannot be added up.
    @Test func otherBoundsThatCameLater() throws {
        let text = """
            # TYPE a_seconds histogram
            a_seconds_bucket{b="1",le="+Inf"} 1
            a_seconds_bucket{b="2",le="1"} 1
            a_seconds_bucket{b="2",le="+Inf"} 2
            a_seconds_count{b="2"} 2
            a_seconds_bucket{b="3",le="2"} 3
            a_seconds_bucket{b="3",le="+Inf"} 3
            a_seconds_count{b="3"} 3
            """
        let run = try run(text, limit: 1)
        #expect(run.figure("a_seconds.count", of: "(other)") == 5 && run.figure("a_seconds.p50", of: "(other)") == nil)
    }

    /// What is told apart in the earlier scrape is so in the later one, wherever it stands there.
    @Test(arguments: [1, 2, 4])
    func differences(limit: Int) throws {
        func text(_ order: [Int], _ add: Int) -> String {
            "# TYPE a_total counter\n" + order.map { "a_total{b=\"\($0)\"} \($0 * 10 + add)\n" }.joined()
        }
        let before = try exposition(text([1, 2, 3], 0), limit: limit)
        let after = try exposition(text([4, 3, 2, 1], 5), earlier: before, limit: limit)
        var difference = ExpositionDifference(from: before)
        var builder = PrometheusRun(difference.apply(to: after))
        let run = try builder.run(source: "test", format: "prometheus")
        #expect(run.figure("a_total") == 45 + 15 && difference.notes.isEmpty)
        #expect(run.figure("a_total", of: "b=1") == 5)
        let other = run.figure("a_total", of: "(other)")
        #expect(other == [1: 55, 2: 50][limit])
    }

    /// What shows itself late to be a histogram or a summary.
    @Test func undeclared() throws {
        let text = """
            a_seconds_sum{b="c"} 3
            a_seconds_count{b="c"} 4
            x{b="c"} 1
            a_seconds_bucket{b="c",le="1"} 2
            a_seconds_bucket{b="c",le="+Inf"} 4
            s_seconds_count 2
            s_seconds{quantile="0.5"} 0.25
            """
        let read = try exposition(text)
        #expect(read.families.map(\.name) == ["a_seconds", "x", "s_seconds"])
        #expect(read.families.map(\.kind) == [.histogram, .untyped, .summary])
        let child = try #require(read["a_seconds"]?[["b": "c"]])
        #expect(child.sum == 3 && child.count == 4 && child.cumulative.map(\.bound) == [1, .infinity])
        #expect(read["s_seconds"]?[[:]]?.count == 2 && read["s_seconds"]?[[:]]?.quantiles == [0.5: 0.25])
    }

    /// With other samples between them, too.
    @Test(arguments: ["a 1\nb 1\n# TYPE a gauge\n", "a_sum 1\nb 1\n# TYPE a summary\n"])
    func typeAfterSamples(text: String) {
        let error = #expect(throws: FormatError.self) { try exposition(text) }
        #expect(error?.description == "test:3: # TYPE of a after its samples")
    }

    @Test func laterTimes() throws {
        let text = "a{b=\"c\"} 1 1000\na{b=\"c\"} 2 2000\n"
        let read = try exposition(text)
        #expect(read["a"]?[["b": "c"]]?.value == 2 && read.repeated == 1 && read.times?.last == 2)
        #expect(throws: FormatError.self) { try exposition("a{b=\"c\"} 1 2000\na{b=\"c\"} 2 1000\n") }
        #expect(throws: FormatError.self) { try exposition("a{b=\"c\"} 1 2000\na{b=\"c\"} 2 2000\n") }
        #expect(try exposition("a{b=\"c\"} 1 2\na{b=\"c\"} 2 2\n# EOF\n").repeated == 1)
    }

    /// Labels in another order are the same ones.
    @Test func orderOfLabels() throws {
        let read = try exposition(
            "a_sum{b=\"1\",c=\"2\"} 1\n# TYPE h summary\nh_sum{b=\"1\",c=\"2\"} 1\nh_count{c=\"2\",b=\"1\"} 2\n")
        #expect(read["h"]?.children.count == 1)
        #expect(throws: FormatError.self) { try exposition("a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n") }
        #expect(throws: FormatError.self) { try exposition("a{b=\"1\\\\\"} 1\na{b=\"1\\\\\"} 1\n") }
        #expect(try exposition("a{b=\"1\",c=\"2\"} 1\na{b=\"2\",c=\"1\"} 1\n")["a"]?.children.count == 2)
    }

    @Test func keys() {
        var keys = SampleKeys(limit: 2_000)
        for key in 0..<2_000 as Range<UInt64> {
            guard case .new = keys.see(key &* 0x9E37_79B9_7F4A_7C15, time: key % 2 == 0 ? Double(key) : nil) else {
                Issue.record("not new: \(key)")
                return
            }
        }
        #expect(!keys.isFull)
        for key in 1..<2_000 as Range<UInt64> {
            guard case .again(let time) = keys.see(key &* 0x9E37_79B9_7F4A_7C15) else {
                Issue.record("not again: \(key)")
                return
            }
            #expect(time == (key % 2 == 0 ? Double(key) : nil))
        }
        guard case .notKept = keys.see(7) else {
            Issue.record("kept")
            return
        }
        #expect(keys.isFull && !keys.contains(7))
    }
}
