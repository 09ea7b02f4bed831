import Formats
import Foundation
import Measurements
import Testing

struct KeptRunTests {
    static func read(_ text: some StringProtocol) throws -> Run {
        try #require(try ResultFormats.read(Input(name: "kept.json", bytes: Array(text.utf8))).first)
    }

    /// fixtures/loadline holds the kept form of these fixtures; RECORD_SNAPSHOTS=1 writes them anew.
    @Test(arguments: [("k6-summary/shop.json", "shop.json"), ("ab-tsv/plain.tsv", "ab-values.json")])
    func fixturesAreTheKeptFormOfOthers(original: String, kept: String) throws {
        let run = try ResultFiles.fixture(original)
        let bytes = try KeptRun.encode(run)
        let file = ResultFiles.fixtures.appending(path: "loadline/\(kept)")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" { try Data(bytes).write(to: file) }
        #expect(try ResultFiles.bytes(file) == bytes)
        var again = try #require(try ResultFiles.runs(file).first)
        again.source = run.source
        #expect(again == run)
        #expect(again.format == run.format, "a kept run keeps the format that it was measured in")
    }

    @Test(arguments: 0..<40)
    func whatIsKeptIsReadBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let run = RandomRun.run(&random)
        let bytes = try KeptRun.encode(run)
        #expect(Recognition.formats(of: bytes) == ["loadline"])
        let again = try #require(try ResultFormats.read(Input(name: run.source, bytes: bytes)).first)
        #expect(again == run)
        #expect(try KeptRun.encode(again) == bytes)
        // Dictionaries of the same members in another order are the same text.
        var rebuilt = run
        rebuilt.labels = Dictionary(uniqueKeysWithValues: run.labels.sorted { $0.key > $1.key })
        #expect(try KeptRun.encode(rebuilt) == bytes)
    }

    @Test func newerOnesAreRefused() throws {
        let error = #expect(throws: FormatError.self) { try Self.read(#"{"loadline":{"format":2},"run":{"new":[]}}"#) }
        #expect(error?.description == "kept.json: written by a newer Loadline (format 2); this one reads up to 1")
    }

    /// Replaces a part of a good file and says what has to be said of it.
    @Test(arguments: [
        (#""format":1"#, #""format":0"#, "loadline.format: expected a version of 1 or more"),
        (#""format":1"#, #""format":"1""#, "loadline.format: expected a version of 1 or more, found a string"),
        (#""requests":5"#, #""requests":-5"#, "run.series[0].requests: expected a whole number"),
        (
            #""requests":5"#, #""requests":1e300"#,
            "run.series[0].requests: expected a whole number from 0 to 2^53, found 1e+300"
        ),
        (#""requests":5"#, #""requests":0.5"#, "found 0.5"),
        (#""errors":1"#, #""errors":6"#, "errors: expected at most 5, the requests"),
        (#""duration":2"#, #""duration":-2"#, "run.duration: expected a number of 0 or more"),
        (#""start":7"#, #""start":1e15"#, "run.start: expected seconds since 1970"),
        (#""throughput":3"#, #""throughput":-3"#, "throughput: expected a number of 0 or more"),
        (#""value":1}"#, #""value":-1}"#, "latency.p50 of *: expected a time from 0 to 10 years, found -1.0 s"),
        (#""value":2}"#, #""value":1e308}"#, "latency.p90 of *: expected a time from 0 to 10 years"),
        (#""rank":0.5"#, #""rank":1.5"#, "expected ranks 0 to 1, ascending"),
        (#""rank":0.5"#, #""rank":0.99"#, "expected ranks 0 to 1, ascending"),
        (#""hits":1"#, #""hits":7"#, "ratio: expected hits of a total"),
        (#""name":"checks""#, #""name":"other""#, "measurements.checks: expected the metric's name"),
        (#""unit":"s""#, #""unit":"furlongs""#, "run.series"),
        (#""virtualUsers":4"#, #""virtualUsers":-4"#, "workload.virtualUsers: expected a whole number"),
        (#","format":"test""#, "", "run.format is missing"),
        (#""bins":[5,2]"#, #""bins":[5,2,6]"#, "expected pairs"),
        (#""bins":[5,2]"#, #""bins":[900000,2]"#, "expected pairs"),
        (#""bins":[5,2]"#, #""bins":[5,1e17]"#, "bins[1]: expected a whole number from 0 to 2^53, found 1e+17"),
        (#""bins":[5,2]"#, #""bins":[5,9007199254740992,5,9007199254740992]"#, "expected pairs"),
        (#""bins":[5,2]"#, #""bins":[5,2],"zeros":1e19"#, "zeros: expected a whole number"),
        (#""bins":[5,2]"#, #""bins":[5,-2]"#, "found -2"),
        (#""bins":[5,2]"#, #""bins":[5,3]"#, "count: expected that of the histogram"),
    ])
    func refused(part: String, replacement: String, problem: String) throws {
        var run = Run(source: "kept.json", format: "test", tool: .init("tool"))
        run.start = 7
        run.duration = 2
        run.workload.virtualUsers = 4
        var series = Series(Series.all, requests: 5, errors: 1, throughput: 3)
        series.set(.latency, .distribution(Distribution(printed: [0.5: 1, 0.9: 2], count: 5)))
        series.set(Metric("checks", unit: .ratio, direction: .higher), .ratio(hits: 1, total: 2))
        var histogram = Histogram()
        histogram.add(bin: 5, times: 2)
        series.set(.okLatency, .distribution(Distribution(count: 2, shape: .histogram(histogram))))
        run.series = [series]
        let good = String(decoding: try KeptRun.encode(run), as: UTF8.self)
        #expect(try Self.read(good) == run)
        let bad = good.replacingOccurrences(of: part, with: replacement)
        #expect(bad != good, "the part is there to be replaced")
        let error = #expect(throws: FormatError.self) { try Self.read(bad) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func histogramsCannotAskForAllMemory() throws {
        var histogram = Histogram()
        histogram.add(bin: 5, times: 1)
        histogram.add(bin: 6, times: 1)
        var series = Series("s")
        for index in 0..<200 {
            let value = Measurement.Value.distribution(Distribution(count: 2, shape: .histogram(histogram)))
            series.set(Metric("m\(index)", unit: .seconds, direction: .lower), value)
        }
        let run = Run(source: "kept.json", format: "test", tool: .init("tool"), series: [series])
        let good = String(decoding: try KeptRun.encode(run), as: UTF8.self)
        let wide = good.replacingOccurrences(of: #""bins":[5,1,6,1]"#, with: #""bins":[0,1,500000,1]"#)
        let error = #expect(throws: FormatError.self) { try Self.read(wide) }
        #expect(error?.description.contains("histograms no wider than measured values can be") == true)
    }

    @Test(arguments: [
        ("", "found the end (byte"),
        (#"{"loadline":{"format":1},"run":[]}"#, "run: expected an object, found an array"),
        (#"{"loadline":{"format":1}}"#, "run is missing"), (#"{"loadline":{"id":"a"},"run":{}}"#, "is missing"),
        (#"{"loadline":{"format":1},"run":{"labels":{"a":7}}}"#, "run.labels.a: expected a string, found 7 (byte 46)"),
        (
            #"{"loadline":{"format":1},"run":{"notes":[{"code":"a","message":"b"},{"code":"c"}]}}"#,
            "run.notes[1].message is missing"
        ),
        (#"{"loadline":{"format":1},"run":{"series":[{"name":"a, \"b\" }","requests":null},{"name":"#, "found the end"),
    ])
    func placesAreNamed(text: String, problem: String) throws {
        let input = try Input(name: "kept.json", bytes: Array(text.utf8))
        let error = #expect(throws: FormatError.self) { try ResultFormats.read(input, as: "loadline") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func whatCouldNotBeReadIsNotKept() {
        var run = Run(source: "x", format: "test", tool: .init("tool"))
        run.duration = .nan
        #expect(throws: FormatError.self) { try KeptRun.encode(run) }
    }
}

/// Runs of every shape that a file can have.
enum RandomRun {
    static func run(_ random: inout SeededGenerator) -> Run {
        var run = Run(source: text(&random), format: "test", tool: .init(text(&random), version: maybe("1.2", &random)))
        run.start = maybe(1.7e9 + value(&random), &random)
        run.duration = maybe(abs(number(&random)), &random)
        run.workload = Workload(
            model: [nil, .open, .closed].randomElement(using: &random) ?? nil, virtualUsers: maybe(12, &random),
            rate: maybe(abs(number(&random)), &random), scenario: maybe(text(&random), &random))
        run.commit = maybe("abc", &random)
        run.branch = maybe(text(&random), &random)
        for _ in 0..<Int.random(in: 0...9, using: &random) {
            run.environment[text(&random)] = text(&random)
            run.labels[text(&random)] = text(&random)
        }
        run.series = (0..<Int.random(in: 0...5, using: &random)).map { _ in series(&random) }
        run.notes = [Note("a.b", text(&random))]
        if Bool.random(using: &random) {
            var tests = TestSummary()
            tests.tests = 2
            tests.failures = [
                .init(kind: .failure, suite: "s", className: maybe("c", &random), name: text(&random), message: "m")
            ]
            run.tests = tests
        }
        return run
    }

    private static func timeline(_ random: inout SeededGenerator) -> Timeline {
        let slices = (0..<Int.random(in: 0...20, using: &random)).map { _ in
            Timeline.Slice(
                requests: 10, errors: maybe(3, &random), p50: maybe(abs(number(&random)), &random),
                p95: maybe(abs(number(&random)), &random), p99: nil, users: maybe(7, &random))
        }
        return Timeline(start: -0.5, width: 0.125, end: abs(number(&random)), slices: slices)
    }

    private static func series(_ random: inout SeededGenerator) -> Series {
        var series = Series(text(&random), labels: ["a": text(&random)])
        series.requests = maybe(Int.random(in: 10...(1 << 53), using: &random), &random)
        series.errors = maybe(Int.random(in: 0...10, using: &random), &random)
        series.throughput = maybe(abs(number(&random)), &random)
        series.timeline = maybe(timeline(&random), &random)
        for value in [distribution(&random), distribution(&random), distribution(&random)].map({
            Measurement.Value.distribution($0)
        }) + [
            .ratio(hits: 1, total: 3), .share(0.25),
            .counter(total: number(&random), perSecond: maybe(number(&random), &random)),
            .gauge(last: number(&random), min: maybe(-1, &random), max: nil),
        ] {
            let unit = Unit.allCases.randomElement(using: &random) ?? .unknown
            series.set(Metric(text(&random), unit: unit, direction: .neither), value)
        }
        return series
    }

    private static func distribution(_ random: inout SeededGenerator) -> Distribution {
        var recorder = Recorder()
        for _ in 0..<Int.random(in: 1...30, using: &random) { recorder.add(value(&random)) }
        switch Int.random(in: 0...2, using: &random) {
        case 0: return recorder.distribution ?? Distribution(shape: .quantiles([]))
        case 1:
            recorder.spill()
            return recorder.distribution ?? Distribution(shape: .quantiles([]))
        default:
            let ranks = (0..<5).map { _ in (Double.random(in: 0...1, using: &random), number(&random)) }
            return Distribution(
                printed: Dictionary(ranks) { $1 }, count: maybe(5, &random), min: maybe(number(&random), &random),
                mean: maybe(number(&random), &random), standardDeviation: maybe(1, &random))
        }
    }

    private static func number(_ random: inout SeededGenerator) -> Double {
        [0, -0.0, 0.1, 1e-300, .pi, -2.5e15, 1e22, 4_503_599_627_370_497.5].randomElement(using: &random)
            .map { $0 + Double(Int.random(in: 0...3, using: &random)) } ?? 1
    }

    /// Of a size that measured values have: a histogram takes room for each power of two between them.
    private static func value(_ random: inout SeededGenerator) -> Double {
        [0, 0.001, 0.1, .pi, -2.5, 1e5].randomElement(using: &random).map {
            $0 * Double.random(in: 1...2, using: &random)
        } ?? 1
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let parts = [
            "a", "A", "01", "1", "ä", "e\u{301}", "🛒", "\"", "\\", "/", "\n", "\u{0}", "\u{7F}", "\u{2028}", "{}", "",
        ]
        return (0..<4).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
    }

    private static func maybe<T>(_ value: T, _ random: inout SeededGenerator) -> T? {
        Bool.random(using: &random) ? value : nil
    }
}
