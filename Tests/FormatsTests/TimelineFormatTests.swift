import Foundation
import Measurements
import Testing

@testable import Formats

/// The course of a test and what is left without its warm-up, beside an independent reading: `Timelines/timelines.py` wrote what has to be found.
struct TimelineFormatTests {
    struct Expected: Decodable, Sendable {
        struct Slice: Decodable, Sendable {
            var requests: Int
            var errors: Int?
            var p50: Double?
            var p95: Double?
            var p99: Double?
        }

        struct WarmUp: Decodable, Sendable {
            var seconds: Double
            var requests: Int
            var errors: Int?
            var min: Double
            var max: Double
            var mean: Double
        }

        var start: Double
        var width: Double
        var slices: [Slice]
        var warmUp: WarmUp?
    }

    static let expected: [String: Expected] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Timelines/timelines.json")
        guard let data = try? Data(contentsOf: file) else { return [:] }
        return (try? JSONDecoder().decode([String: Expected].self, from: data)) ?? [:]
    }()

    @Test func thereAreFiles() { #expect(Self.expected.count == 11) }

    @Test(arguments: expected.keys.sorted())
    func slices(of name: String) throws {
        let expected = try #require(Self.expected[name])
        let all = try #require(try ResultFiles.fixture(name).series.first { $0.name == Series.all })
        let timeline = try #require(all.timeline)
        #expect(timeline.width == expected.width && abs(timeline.start - expected.start) < 1e-6)
        #expect(timeline.isSound)
        try #require(timeline.slices.count == expected.slices.count)
        for (slice, wanted) in zip(timeline.slices, expected.slices) {
            #expect(slice.requests == wanted.requests && slice.errors == wanted.errors)
            for (value, exact) in [(slice.p50, wanted.p50), (slice.p95, wanted.p95), (slice.p99, wanted.p99)] {
                guard let value, let exact else {
                    #expect(value == nil && exact == nil)
                    continue
                }
                #expect(abs(value - exact) <= exact * Timeline.relativeError + 1e-6)
            }
        }
    }

    static func trimmed(_ name: String, _ seconds: Double, asStream: Bool = false) throws -> Run {
        let file = ResultFiles.fixtures.appending(path: name)
        if asStream {
            let input = try Input(name: name, bytes: ResultFiles.bytes(file))
            input.warmUp = seconds
            return try #require(try ResultFormats.read(input).first)
        }
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        let input = try Input(name: name, descriptor: handle.fileDescriptor)
        input.warmUp = seconds
        return try #require(try ResultFormats.read(input).first)
    }

    @Test(arguments: expected.filter { $0.value.warmUp != nil }.keys.sorted())
    func warmUpIsLeftOutExactly(of name: String) throws {
        let wanted = try #require(Self.expected[name]?.warmUp)
        let whole = try ResultFiles.fixture(name)
        let run = try Self.trimmed(name, wanted.seconds)
        let all = try #require(run.series.first { $0.name == Series.all })
        #expect(all.requests == wanted.requests && all.errors == wanted.errors)
        #expect(wanted.requests < whole.series.first { $0.name == Series.all }?.requests ?? 0, "something is left out")
        guard case .distribution(let latency) = all.measurements["latency"]?.value else {
            Issue.record("no latency")
            return
        }
        for (value, exact) in [(latency.min, wanted.min), (latency.max, wanted.max), (latency.mean, wanted.mean)] {
            #expect(abs((value ?? .nan) - exact) <= exact * 1e-9)
        }
        #expect(run.notes.contains { $0.code == "warmup.trimmed" })
        #expect(all.timeline?.slices.reduce(0) { $0 + $1.requests } == wanted.requests)
    }

    /// What has no times says so, and nothing is left of a test that was shorter.
    @Test(arguments: [
        ("k6-summary/shop.json", 1.0, "does not say when each request was made"),
        ("loadline/shop.json", 1, "a kept run holds the figures of a whole test"),
        ("locust-history/plain.csv", 1, "does not say when"),
        ("artillery/v2.json", 1, "cannot be joined without the first"),
        ("prometheus-api/scalar.json", 1, "the answer of one instant"),
        ("prometheus-api/rush-p95.json", 1e6, "nothing is left"), ("artillery/v1.json", 1e6, "nothing is left"),
        ("k6-json/checkout.json", 1e6, "nothing is left"),
        ("jmeter-csv/plain.csv", 1e6, "nothing is left"), ("gatling-log/shop-3.10.log", 1e6, "nothing is left"),
        ("jmeter-xml/shop.xml", 1e6, "nothing is left"), ("k6-csv/checkout.csv", 1e6, "nothing is left"),
    ])
    func refused(name: String, seconds: Double, problem: String) {
        let error = #expect(throws: FormatError.self) { try Self.trimmed(name, seconds) }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    /// A run that was kept without its warm-up is taken as it is, if the same was asked for.
    @Test func keptRunsRememberTheirWarmUp() throws {
        let bytes = try KeptRun.encode(try Self.trimmed("k6-json/checkout.json", 0.125))
        func read(_ seconds: Double) throws -> [Run] {
            let input = try Input(name: "kept.json", bytes: bytes)
            input.warmUp = seconds
            return try ResultFormats.read(input)
        }
        #expect(try read(0.125).count == 1)
        #expect(throws: FormatError.self) { try read(1) }
    }
}
