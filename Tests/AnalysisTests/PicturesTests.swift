import Analysis
import Measurements
import Testing

/// What charts draw is what was measured.
@Suite struct PicturesTests {
    @Test func aTrendTellsItsRunsAndWhereItsLevelChanged() throws {
        let history = HistoryJudgeTests.history(40) { $0 < 20 ? 1 : 1.5 }
        let judge = Judge(head: HistoryJudgeTests.head(), base: [], budget: nil, history: history)
        let verdict = judge.verdict()
        #expect(verdict.pictures == nil)
        let pictures = judge.pictures(of: verdict)
        #expect(pictures.runs.count == 40)
        #expect(pictures.runs[7] == .init(time: 1e9 + 7 * 86_400, commit: "commit-7", source: history[7].source))
        let check = try #require(verdict.checks.first { $0.id == "POST /checkout#p95" })
        let trend = try #require(pictures.trends[check.id])
        #expect(trend.values == check.history)
        #expect(trend.runs == Array(0..<40))
        #expect(trend.shifts.map(\.index) == [20])
        #expect(abs((trend.shifts.first?.change ?? 0) - 0.5) < 0.05)
    }

    @Test func quantilesOfBothSidesTellWhereTheChangeLies() throws {
        let base = (0..<5).map { Fixture.run(seed: $0) }
        let head = (5..<10).map { Fixture.run(seed: $0, factors: ["POST /checkout": 1.3]) }
        let judge = Judge(head: head, base: base, budget: nil)
        let picture = try #require(judge.pictures(of: judge.verdict()).distributions["POST /checkout"])
        #expect(picture.base?.runs == 5 && picture.head?.runs == 5)
        for curve in [picture.base, picture.head].compactMap({ $0 }) {
            #expect(
                zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.rank < $1.rank && $0.value <= $1.value })
            #expect(curve.points.allSatisfy { $0.low <= $0.value * 1.0001 && $0.value <= $0.high * 1.0001 })
        }
        #expect(!picture.shifts.isEmpty)
        let median = try #require(picture.shifts.first { $0.rank == 0.5 } ?? picture.shifts.first)
        #expect(abs(median.relative - 0.3) < 0.06)
        #expect(median.interval?.contains(0.3) == true)
        #expect(median.interval?.contains(0) == false)
    }

    @Test func oneRunASideHasNoInterval() throws {
        let judge = Judge(head: [Fixture.run(seed: 1)], base: [Fixture.run(seed: 2)], budget: nil)
        let pictures = judge.pictures(of: judge.verdict())
        let picture = try #require(pictures.distributions["POST /checkout"])
        #expect(!picture.shifts.isEmpty)
        #expect(picture.shifts.allSatisfy { $0.interval == nil })
    }

    /// Of a long course the peaks stay; figures that follow from requests are drawn elsewhere.
    @Test func coursesOfCheckedFigures() throws {
        var values = (0..<5000).map { (number: Int) -> Double in 0.5 + Double(number % 7) / 100 }
        (values[3210], values[77]) = (0.99, 0.01)
        let budget = try Fixture.budget("pool_use: { warning: at most 80%, for: 5m }\np95: 10s")
        let judge = Judge(head: [Fixture.run(seed: 2), ForLimitTests.gauge(values)], base: [], budget: budget)
        let courses = judge.pictures(of: judge.verdict()).courses
        #expect(courses.keys.sorted() == ["*#pool_use"])
        let picture = try #require(courses["*#pool_use"])
        #expect(picture.run == 1 && picture.runs == 2)
        let points = picture.course.points
        #expect((300...400).contains(points.count) && picture.course.end == 15 * 4999)
        #expect(points.contains { $0.value == 0.99 } && points.contains { $0.value == 0.01 })
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.from < $1.from })
        let short = Judge(head: [ForLimitTests.gauge([0.1, 0.9, 0.2])], base: [], budget: budget)
        let drawn = short.pictures(of: short.verdict()).courses["*#pool_use"]
        #expect(drawn?.course.points.map(\.value) == [0.1, 0.9, 0.2])
    }

    /// Percentiles that a tool printed are drawn as they are, and none between them.
    @Test func printedPercentilesAreNotInvented() throws {
        let run = Run(
            source: "a", format: "wrk", tool: .init("wrk"),
            series: [
                Series(
                    "GET /", requests: 100,
                    measurements: [
                        Measurement(
                            .latency,
                            .distribution(Distribution(printed: [0.5: 0.01, 0.9: 0.02, 0.99: 0.04], count: 100)))
                    ])
            ])
        let judge = Judge(head: [run], base: [], budget: nil)
        let picture = try #require(judge.pictures(of: judge.verdict()).distributions["GET /"])
        #expect(picture.head?.isPrinted == true)
        #expect(picture.head?.points.map(\.rank) == [0.5, 0.9, 0.99])
        #expect(picture.head?.points.map(\.value) == [0.01, 0.02, 0.04])
        #expect(picture.base == nil && picture.shifts.isEmpty)
    }
}
