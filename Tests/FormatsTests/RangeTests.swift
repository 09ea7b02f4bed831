import Foundation
import Measurements
import Testing

@testable import Formats

/// How figures went over the time of a test, beside an independent reading: `Timelines/ranges.py` wrote what has to be found.
struct RangeTests {
    struct Slice: Decodable, Sendable {
        var requests: Int
        var errors: Int
        var p50: Double?
        var p95: Double?
        var p99: Double?
    }

    struct Expected: Decodable, Sendable {
        var slices: [Slice]
        var artillery2: [Slice]
        var courses: [String: Double]
    }

    static let expected: Expected? = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Timelines/ranges.json")
        return (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Expected.self, from: $0) }
    }()

    private func compare(_ timeline: Timeline, _ expected: [Slice]) throws {
        try #require(timeline.slices.count == expected.count)
        for (slice, wanted) in zip(timeline.slices, expected) {
            #expect(slice.requests == wanted.requests && slice.errors == wanted.errors)
            #expect(near(slice.p50, wanted.p50) && near(slice.p95, wanted.p95) && near(slice.p99, wanted.p99))
        }
    }

    /// Counters and buckets of a range are what happened between its points.
    @Test func countersOfARange() throws {
        let expected = try #require(Self.expected)
        let run = try ResultFiles.fixture("prometheus-api/rush-metrics.json")
        let timeline = try #require(run["*"]?.timeline)
        #expect(timeline.start == 0 && timeline.width == 2 && timeline.end == 120 && timeline.isSound)
        try compare(timeline, expected.slices)
        #expect(run["GET /api/cart"]?.timeline?.slices.count == 60)
        #expect(near(run.figure("cache_hit_rate"), expected.courses["cache hit rate"]))
    }

    @Test func poolsAndGauges() throws {
        let expected = try #require(Self.expected).courses
        let run = try ResultFiles.fixture("prometheus-api/rush-metrics.json")
        for series in ["pool=main", "*"] {
            #expect(near(run.figure("hikaricp_connections_use", of: series), expected["last of pool"]))
            #expect(near(run.figure("hikaricp_connections_use.max", of: series), expected["most of pool"]))
        }
        #expect(
            run.notes("ratio.derived").first?.contains("hikaricp_connections_active of hikaricp_connections_max")
                == true)
        let memory = try #require(run["*"]?.courses["process_resident_memory_bytes"])
        #expect(memory.points.count == 61 && memory.step == 2 && memory.end == 120 && memory.metric.unit == .bytes)
        #expect(try longest(run, "process_resident_memory_bytes") { $0 > 400e6 } == expected["memory > 400 MB"])
        #expect(try longest(run, "hikaricp_connections_use") { $0 > 0.8 } == expected["pool > 80 %"])
        #expect(try longest(run, "cache_hit_rate") { $0 < 0.8 } == expected["cache hits < 80 %"])
    }

    /// Longest time beyond a limit in a course.
    private func longest(_ run: Run, _ figure: String, _ isBeyond: (Double) -> Bool) throws -> Double {
        let course = try #require(run["*"]?.courses[figure], "\(figure)")
        var (longest, begin): (Double, Double?) = (0, nil)
        for point in course.points {
            begin = isBeyond(point.value) ? begin ?? point.from : nil
            longest = max(longest, point.until - (begin ?? point.until))
        }
        return longest
    }

    /// A range of an expression says how a figure went, and nothing of the test as a whole.
    @Test func namedExpressions() throws {
        let expected = try #require(Self.expected).courses
        let p95 = try ResultFiles.fixture("prometheus-api/rush-p95.json")
        #expect(p95.figure("p95") == nil && p95["*"]?.timeline == nil)
        #expect(try longest(p95, "p95") { $0 > 0.1 } == expected["p95 > 100 ms"])
        let errors = try ResultFiles.fixture("prometheus-api/rush-error-rate.json")
        #expect(try longest(errors, "error_rate") { $0 > 0.01 } == expected["error_rate > 1 %"])
        let nameless = try ResultFiles.fixture("prometheus-api/rush-quantiles.json")
        #expect(nameless["*"]?.courses["query"]?.points == p95["*"]?.courses["p95"]?.points)
    }

    @Test func periodsOfArtillery2() throws {
        let expected = try #require(Self.expected)
        let run = try ResultFiles.fixture("artillery/v2.json")
        let timeline = try #require(run["*"]?.timeline)
        #expect(timeline.width == 10 && timeline.start <= 0 && timeline.start > -10 && timeline.isSound)
        try compare(timeline, expected.artillery2)
        #expect(run["*"]?.courses["p90"]?.points.count == 3 && run["/checkout"]?.timeline?.slices.count == 3)
    }

    /// Of half an hour, two periods are a slice: counts add up, printed percentiles stay those of periods.
    @Test func longReportsOfArtillery2() throws {
        let periods = (0..<180).map { number in
            let begin = 1_700_000_000_000 + number * 10_000
            let (p95, errors) = (number < 90 ? 100 : 300, number % 2)
            return
                #"{"period":"\#(begin)","counters":{"http.requests":50,"http.responses":50,"http.codes.500":\#(errors)},"summaries":{"http.response_time":{"count":50,"p50":10,"p95":\#(p95),"p99":400}}}"#
        }
        let text = """
            {"aggregate":{"counters":{"http.requests":9000},"summaries":{"http.response_time":{"count":9000,"p50":10,"p95":300}},
            "firstMetricAt":1700000000000,"lastMetricAt":1700001800000},"intermediate":[\(periods.joined(separator: ","))]}
            """
        let all = try #require(try ResultFiles.runs(text).first?["*"])
        let timeline = try #require(all.timeline)
        #expect(timeline.width == 20 && timeline.slices.count == 90)
        #expect(timeline.slices.allSatisfy { $0.requests == 100 && $0.errors == 1 && $0.p95 == nil })
        let course = try #require(all.courses["p95"])
        #expect(
            course.points.count == 180 && course.points[90] == .init(from: 900, until: 910, value: 0.3, requests: 50))
    }

    @Test(arguments: [#""x""#, "-1", "1e300"])
    func oddPeriods(period: String) throws {
        let text =
            #"{"aggregate":{"counters":{"http.requests":1},"summaries":{}},"intermediate":[{"period":\#(period),"counters":{}},{"period":5,"counters":{"http.requests":1}}]}"#
        let runs = try? ResultFiles.runs(text)
        #expect(runs?.first?["*"]?.timeline?.isSound ?? true)
    }

    /// Scrapes every 15 s seen every second: slices as wide as the scrapes are apart, so that nothing seems to stand still.
    @Test func stepsBetweenScrapes() throws {
        let values = (0...300).map { second in #"[\#(1000 + second),"\#(second / 15 * 30)"]"# }.joined(separator: ",")
        let text =
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"http_requests_total"},"values":[\#(values)]}]}}"#
        let timeline = try #require(try ResultFiles.runs(text).first?["*"]?.timeline)
        #expect(timeline.width == 15 && timeline.slices.map(\.requests) == Array(repeating: 30, count: 20))
    }

    /// What is left of a range is what happened after the warm-up; gauges lose their first points.
    @Test func warmUpOfARange() throws {
        let run = try TimelineFormatTests.trimmed("prometheus-api/rush-metrics.json", 60)
        let expected = try #require(Self.expected).slices.dropFirst(30)
        #expect(run.figure("requests") == Double(expected.reduce(0) { $0 + $1.requests }))
        #expect(run.duration == 60 && run["*"]?.courses["process_resident_memory_bytes"]?.points.count == 31)
        #expect(run.notes("warmup.trimmed").count == 1)
    }

    /// Locust's full history prints percentiles of the last ten seconds, second by second.
    @Test func windowsOfLocust() throws {
        let name = "locust-history/full-history.csv"
        let text = String(decoding: try ResultFiles.bytes(ResultFiles.fixtures.appending(path: name)), as: UTF8.self)
        let rows = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = try #require(rows[0].firstIndex(of: "95%"))
        let wanted = rows.dropFirst().filter { $0[3] == "Aggregated" }.compactMap { Double($0[column]) }
        let course = try #require(try ResultFiles.fixture(name)["*"]?.courses["p95"])
        #expect(course.points.map { $0.value * 1000 } == wanted && !wanted.isEmpty)
        #expect(try ResultFiles.fixture("locust-history/plain.csv")["*"]?.courses.isEmpty == true)
    }
}
