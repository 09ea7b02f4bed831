import Foundation
import Measurements
import Testing

@testable import Formats

/// Lines as other versions, other tools and accidents write them.
struct K6LinesTests {
    static let tags = K6Samples.tags(name: "/a")

    // MARK: - Forms of a line

    /// The same three values in every form.
    @Test(arguments: [
        #"{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-21T06:05:43.5Z","value":VALUE,"tags":TAGS}}"#,
        #"{"type":"Point","data":{"time":"2026-11-21T06:05:43.5Z","value":VALUE,"tags":TAGS},"metric":"http_req_duration"}"#,
        #"{"type":"Point","metric":"http_req_duration","data":{"time":"2026-11-21T06:05:43.5Z","value":VALUE,"tags":TAGS}}"#,
        #"{"data":{"time":"2026-11-21T06:05:43.5Z","value":VALUE,"tags":TAGS},"metric":"http_req_duration","type":"Point"}"#,
        #"{"type":"Point","data":{"value":VALUE,"tags":TAGS,"time":"2026-11-21T06:05:43.5Z"},"metric":"http_req_duration"}"#,
        #"{"type": "Point", "data": {"time": "2026-11-21T06:05:43.5Z", "value": VALUE, "tags": TAGS}, "metric": "http_req_duration"}"#,
        #"{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-21T08:05:43.5+02:00","value":VALUE,"tags":TAGS,"metadata":{"vu":"1"}}}"#,
        #"{"metric":"http_req_\u0064uration","type":"Point","data":{"time":"2026-11-21T06:05:43.500000000Z","value":VALUE,"tags":TAGS}}"#,
        #"{"note":"\"data\":{\"time\":\"","metric":"http_req_duration","type":"Point","data":{"time":"2026-11-21T03:35:43.5-02:30","value":VALUE,"tags":TAGS}}"#,
        #"{"\"data":{"time":"2001-01-01T00:00:00Z","value":7},"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-21T06:05:43.5Z","value":VALUE,"tags":TAGS}}"#,
    ])
    func forms(_ form: String) throws {
        let lines = ["10", "20.5", "30.25"].map {
            form.replacing("VALUE", with: $0).replacing("TAGS", with: Self.tags) + "\n"
        }
        let run = try K6Samples.run(lines.joined())
        let latency = try #require(run["GET /a"]?.measurements["latency"])
        #expect(latency.value == run["*"]?.measurements["latency"]?.value)
        guard case .distribution(let distribution) = latency.value else { return }
        #expect(distribution.shape == .samples([0.010, 0.0205, 0.03025]))
        #expect(run.start == 1_795_241_143.5)
        #expect(run["GET /a"]?.measurements["latency_ok"]?.value == latency.value)
    }

    /// Once with all skeletons remembered, once with some, once with none; the odd lines after, between and before many others.
    @Test(arguments: [
        #"{}"#, "null", #"{"name":"/a"}"#, #"{"url":"/a","method":"GET"}"#, #"{"method":"GET","url":"/b","name":"/a"}"#,
        #"{"n\u0061me":"/a","method":"GET"}"#, #"{"name":"/\u0061","method":"GET"}"#, #"{"name":"/a","name":"/b"}"#,
        #"{"check":"say \"name\":\"/c\"","name":"/a"}"#, #"{"name":"/a\\","method":"GET"}"#, #"{"name":"日本/🛒"}"#,
        #"{"name":5,"method":"GET"}"#, #"{"name":"/a","nested":{"name":"/b"}}"#, #"{"status":"5\u00300","name":"/a"}"#,
        #"{"name":"/a","url":"/b"},"tags":{"name":"/c"}"#, #"{"name":"/a"},"metadata":{},"more":[{"name":"/c"}]"#,
        #"{"name":"/a"},"metadata":{"vu":"1","tags":"}"}"#, #"{"name":"/a"},"metadata":{"vu":1}"#,
    ])
    func tagsWhereLinesHardlyRepeat(_ tags: String) throws {
        let odd = K6Samples.point("http_req_duration", "5", tags: tags) + K6Samples.point("http_reqs", "1", tags: tags)
        let unique = K6Samples.requests(300) {
            "/api/\($0 % 7)"
        } metadata: {
            #","metadata":{"iter":"\#($0)"}"#
        }
        let expected = try K6Samples.run(odd + K6Samples.requests(300) + odd + odd)
        #expect(expected.notes("lines.damaged").isEmpty)
        #expect(expected.figure("latency.count") == 303)
        for memory in [0, 10_000, 8 << 20] {
            #expect(try K6Samples.run(odd + unique + odd + odd, skeletonMemory: memory) == expected)
        }
    }

    @Test(arguments: [
        #"{"name":"/a""method":"GET"}"#, #"{"name":"/a",}"#, #"{"name":"/a" "b"}"#, #"{"name"}"#, #"{"name":}"#,
        #"{"name":"/a"]"#, #"{"name":"/a"},"metadata":{"vu":"1""iter":"2"}"#, #"{"name":"/a"},"metadata":{"vu":"1",}"#,
        "{\"name\":\"/a\t\"}", #"{,"name":"/a"}"#, "",
    ])
    func damagedTags(_ tags: String) throws {
        let text = K6Samples.requests(300) + K6Samples.point("vus", "1", tags: tags) + K6Samples.requests(300)
        for memory in [0, 10_000, 8 << 20] {
            let run = try K6Samples.run(text, skeletonMemory: memory)
            #expect(run.notes("lines.damaged").first?.hasPrefix("1 of 1821 lines") == true, "\(run.notes)")
        }
    }

    @Test func manyEndpointsWithoutMemory() throws {
        let text = K6Samples.requests(2000) { "/api/\($0 % 500)" }
        #expect(try K6Samples.run(text, skeletonMemory: 0) == K6Samples.run(text))
    }

    @Test func lineEndsAndMarks() throws {
        let text = K6Samples.requests(40)
        let expected = try K6Samples.run(text)
        #expect(try K6Samples.run("\u{FEFF}" + text) == expected)
        #expect(try K6Samples.run(text.replacing("\n", with: "\r\n")) == expected)
        #expect(try K6Samples.run(text.replacing("\n", with: "\n\n")) == expected)
        #expect(try K6Samples.run(String(text.dropLast())) == expected)
        let utf16: [UInt8] =
            [0xFF, 0xFE] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try K6Samples.run(utf16) == expected)
    }

    @Test func namesInSeveralSpellings() throws {
        let names = [#"/caf\u00e9"#, "/café", #"\/café"#]
        let text = names.map { K6Samples.point("http_reqs", "1", tags: K6Samples.tags(name: $0)) }.joined()
        let run = try K6Samples.run(text)
        #expect(run.series.map(\.id) == ["*", "GET /café"])
        #expect(run["GET /café"]?.requests == 3)
    }

    // MARK: - Numbers

    static let decimals: [(text: String, value: Double)] = [
        ("0", 0), ("-0", 0), ("-2.5", -2.5), ("1e-3", 0.001), ("1E+3", 1000), ("2.5e2", 250), ("0.1", 0.1),
        ("12345678901234567890", 1.2345678901234567e19), ("0.12345678901234567890", 0.123_456_789_012_345_678_9),
        ("9007199254740993", 9_007_199_254_740_992), ("123456.789012345678", 123_456.789_012_345_678),
        ("1e300", 1e300),
    ]

    @Test(arguments: decimals)
    func numbers(text: String, value: Double) throws {
        let lines = K6Samples.point("custom", "1") + K6Samples.point("custom", text) + K6Samples.point("custom", text)
        let run = try K6Samples.run(lines)
        #expect(run.figure("custom.min") == min(value, 1) && run.figure("custom.max") == max(value, 1))
        #expect(run.figure("custom.count") == 3)
    }

    @Test(arguments: ["http_req_duration", "http_req_waiting", "iteration_duration"], ["-5", "1e308"])
    func noTimes(metric: String, value: String) throws {
        let good = K6Samples.requests(200)
        let run = try K6Samples.run(good + K6Samples.point(metric, value) + good)
        #expect(run.notes("lines.damaged").first?.hasSuffix("the first is line 609") == true, "\(run.notes)")
        #expect(run.figure("requests") == 400 && run.figure("min") ?? -1 >= 0)
        #expect(try K6Samples.run(good + K6Samples.point("custom", "-5")).figure("custom.min") == -5)
    }

    @Test(arguments: ["NaN", "01", "1.", ".5", "-", "+1", "1e", "0x10", "null", "\"5\"", "1e999", "", "1 2", "--1"])
    func noNumbers(_ text: String) throws {
        let good = K6Samples.requests(200)
        let run = try K6Samples.run(good + K6Samples.point("vus", text) + good)
        #expect(run.notes("lines.damaged").first?.hasSuffix("the first is line 609") == true, "\(run.notes)")
        #expect(run.figure("requests") == 400)
    }

    @Test func millisecondsAreDividedOnce() throws {
        let run = try K6Samples.run(K6Samples.point("http_req_duration", "14.909793", tags: Self.tags))
        #expect(run.figure("max") == 0.014909793)
    }

    // MARK: - Times

    static let stamps: [(text: String, nanoseconds: Int64?)] = [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-21T06:05:43.764819352Z", 1_795_241_143_764_819_352),
        ("2024-08-21T20:41:22.422185302-03:00", 1_724_283_682_422_185_302),
        ("2000-02-29T23:59:60+00:00", 951_868_800_000_000_000), ("1969-12-31t23:59:59.5z", nil),
        ("1969-12-31T23:59:59.5Z", -500_000_000), ("2026-13-01T00:00:00Z", nil), ("2026-11-21T06:05:43", nil),
        ("2026-11-21 06:05:43Z", nil), ("2026-11-21T06:05:43.Z", nil), ("2026-11-21T06:05:43+0200", nil),
        ("9999-01-01T00:00:00Z", nil), ("", nil), ("yesterday at a quarter past ten", nil),
    ]

    @Test(arguments: stamps)
    func times(text: String, nanoseconds: Int64?) {
        #expect(TimestampReader.nanoseconds(text) == nanoseconds)
    }

    @Test func spanAndRates() throws {
        let text = ["05:43.25Z", "05:45.75Z", "05:44.00Z"].map {
            K6Samples.point("http_reqs", "1", tags: Self.tags, time: "2026-11-21T06:" + $0)
        }
        let run = try K6Samples.run(text.joined())
        #expect(run.start == 1_795_241_143.25)
        #expect(run.duration == 2.5)
        #expect(run.figure("throughput", of: "GET /a") == 1.2)
        let once = try K6Samples.run(text[0])
        #expect(once.duration == nil && once.figure("throughput") == nil)
        let timeless = #"{"type":"Point","metric":"http_reqs","data":{"value":1,"tags":{"name":"/a"}}}"#
        let run2 = try K6Samples.run(timeless + "\n" + timeless)
        #expect(run2.start == nil && run2.figure("requests") == 2)
    }

    // MARK: - Damage

    @Test func cutLastLine() throws {
        let text = K6Samples.requests(20)
        let run = try K6Samples.run(text + #"{"metric":"http_req_duration","type":"Point","data":{"ti"#)
        #expect(run.notes("lines.cut").count == 1 && run.notes("lines.damaged").isEmpty)
        #expect(run.series == (try K6Samples.run(text)).series)
    }

    @Test func manyDamagedLinesAreAnError() {
        let text = K6Samples.requests(10)
        #expect {
            try K6Samples.run(text + "{\"metric\":\n" + text)
        } throws: { error in
            "\(error)".hasPrefix("k6.json:36: 1 of 71 lines are no samples of k6, this is the first: ")
        }
    }

    @Test(arguments: [
        (K6Samples.declarations, "k6.json:4: the file ends here, without a single sample"), ("\n\n", "k6.json:2: "),
    ])
    func nothingMeasured(text: String, message: String) {
        #expect {
            try K6Samples.run(text)
        } throws: { "\($0)".hasPrefix(message) }
    }

    @Test func longLinesAreAnError() {
        let text = K6Samples.requests(3)
        let long = K6Samples.point("http_reqs", "1", tags: #"{"name":"\#(String(repeating: "x", count: 10 << 20))"}"#)
        #expect {
            try K6Samples.run(text + long + text)
        } throws: { "\($0)".hasPrefix("k6.json: byte \(text.utf8.count): a line of more than 4 MiB") }
    }

    /// Numbers and times at the ends of their ranges, which must not overflow anything.
    @Test func extremes() throws {
        let tags = { K6Samples.tags(name: "/a", status: $0) }
        let text = [
            ("1678-01-01T00:00:00+23:59", "200"), ("2261-12-31T23:59:59-23:59", "404"), ("2026-11-21T00:00:00Z", "500"),
        ]
        .map { time, status in
            K6Samples.point("http_reqs", "9e18", tags: tags(status), time: time)
                + K6Samples.point("http_req_failed", "1e308", tags: tags(status), time: time)
                + K6Samples.point("http_req_duration", "3e11", tags: tags(status), time: time)
                + K6Samples.point("data_sent", "1.7e308", time: time) + K6Samples.point("vus", "-1e300", time: time)
        }
        let run = try K6Samples.run(text.joined())
        #expect(run.figure("requests") == 9_007_199_254_740_992)
        #expect(run.duration ?? 0 > 1.8e10)
        #expect(run.figure("latency.mean") == nil || run.figure("latency.mean")?.isFinite == true)
        #expect(run["*"]?.measurements["data_sent"] == nil)
    }

    @Test func rareFormsOfRequests() throws {
        let text =
            K6Samples.requests(100) + K6Samples.point("http_reqs", "1") + K6Samples.point("http_req_duration", "3")
        let run = try K6Samples.run(text)
        #expect(run.figure("requests") == 101 && run.series.dropFirst().reduce(0) { $0 + ($1.requests ?? 0) } == 100)
    }
}
