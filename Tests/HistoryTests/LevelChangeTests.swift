import History
import Measurements
import Testing

@Suite struct LevelChangeTests {
    /// Runs whose p95 steps up by a fifth and whose throughput drops, at run 20 of 40; every seventh run has no throughput.
    static func runs() throws -> [RecordedRun] {
        try (0..<40).map { number in
            let wobble = 1 + 0.01 * Double(number * 7 % 5 - 2)
            var run = Run(source: "x", format: "test", tool: .init("tool"))
            run.start = Double(number)
            run.commit = "commit-\(number)"
            var series = Series("GET /a", requests: 1000, errors: number < 20 ? 1 : 30)
            if number % 7 != 0 { series.throughput = (number < 20 ? 100 : 80) * wobble }
            series.set(
                .latency, .distribution(Distribution(printed: [0.5: 1, 0.95: (number < 20 ? 2 : 2.4) * wobble])))
            run.series = [series]
            return try RecordedRun(recording: run, now: 0)
        }
    }

    @Test func aChangeNamesItsCommitsAndItsSize() throws {
        let metrics = [MetricName.percentile(50), .percentile(95), .throughput, .errorRate]
        let found = LevelChanges(try Self.runs().map { RunFigures($0, metrics) }, of: metrics).find()
        #expect(found.map(\.metric) == ["p95", "throughput", "error_rate"])
        #expect(found.allSatisfy { $0.isWorse })
        let p95 = found[0]
        #expect(p95.after.commit == "commit-19")
        #expect(p95.first.commit == "commit-20")
        #expect(abs(p95.change - 0.2) < 0.01)
        #expect(p95.interval[0] > 0.15 && p95.interval[1] < 0.25)
        #expect(abs(p95.oldLevel - 2) < 0.01 && abs(p95.newLevel - 2.4) < 0.02)
        #expect(p95.confidence > 0.999 && p95.confidence < 1)
        #expect((p95.runsBefore, p95.runsAfter) == (20, 20))
        #expect(abs(found[1].change + 0.2) < 0.01)
        #expect(found[1].runsBefore + found[1].runsAfter == 34, "runs without the figure are passed over")
        #expect(abs(found[2].change - 0.029) < 1e-9, "of shares the difference")
    }

    @Test func unknownFiguresHaveNoChanges() throws {
        let metrics = [MetricName("none")]
        #expect(LevelChanges(try Self.runs().map { RunFigures($0, metrics) }, of: metrics).find().isEmpty)
        #expect(LevelChanges([], of: [.percentile(95)]).find().isEmpty)
    }
}
