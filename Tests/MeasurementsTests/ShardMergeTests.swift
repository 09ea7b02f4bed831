import Measurements
import Testing

/// Parts of one test, joined, beside the test in one piece.
struct ShardMergeTests {
    /// A run of one series that got these values, begun at `start`.
    static func run(_ source: String, _ values: [Double], start: Double = 100, seconds: Double = 10) -> Run {
        var all = Series(
            Series.all, requests: values.count, errors: values.count / 10, throughput: Double(values.count) / seconds)
        if let latency = RecorderTests.recorder(values).distribution { all.set(.latency, .distribution(latency)) }
        var run = Run(source: source, format: "k6-json", tool: .init("k6", version: "1.1.0"), series: [all])
        run.start = start
        run.duration = seconds
        run.workload.virtualUsers = 8
        return run
    }

    static func shards(of values: [Double], _ count: Int) -> [Run] {
        (0..<count).map { part in
            run("\(part).json", values.indices.filter { $0 % count == part }.map { values[$0] })
        }
    }

    static func problem(_ runs: [Run]) -> String? {
        do throws(Unmergeable) { _ = try ShardMerge.merge(runs) } catch { return "\(error.source): \(error.problem)" }
        return nil
    }

    @Test(arguments: [12, 4000, 5000, 40_000])
    func equalsTheTestInOnePiece(count: Int) throws {
        let values = RecorderTests.values(count)
        let shards = Self.shards(of: values, 4)
        let merged = try ShardMerge.merge(shards)
        let whole = Self.run("whole.json", values)
        let (found, expected) = (try #require(merged.series.first), try #require(whole.series.first))
        #expect(found.requests == count && merged.workload.virtualUsers == 32)
        #expect(abs((found.throughput ?? 0) - (expected.throughput ?? 0)) < 1e-9)
        for name in ["min", "max", "mean", "p50", "p95", "p99.9"] {
            let (a, b) = (try found.figure(.init(parsing: name)).value, try expected.figure(.init(parsing: name)).value)
            #expect(abs(a - b) <= b * (name.hasPrefix("p") ? Histogram.relativeError : 1e-14), "\(name): \(a), \(b)")
        }
        if count <= Recorder.exactLimit || count / 4 > Recorder.exactLimit {
            guard case .distribution(let joined) = found.measurements["latency"]?.value,
                case .distribution(let one) = expected.measurements["latency"]?.value
            else { throw Absent("latency") }
            #expect(joined.shape == one.shape)
        }
    }

    @Test func orderDoesNotMatter() throws {
        let shards = Self.shards(of: RecorderTests.values(9000), 5)
        let merged = try ShardMerge.merge(shards)
        #expect(try ShardMerge.merge(shards.reversed()) == merged)
        #expect(try ShardMerge.merge([shards[2], shards[0], shards[4], shards[1], shards[3]]) == merged)
        #expect(try ShardMerge.merge([shards[1]]) == shards[1])
    }

    @Test func envelopeAndOverlap() throws {
        let runs = [Self.run("a", [1], start: 100), Self.run("b", [2], start: 105, seconds: 20)]
        let merged = try ShardMerge.merge(runs)
        #expect(merged.start == 100 && merged.duration == 25)
        #expect(merged.notes.contains { $0.code == "merge.overlap" && $0.message.contains("20 %") })
        let repeats = [Self.run("a", [1], start: 100), Self.run("b", [2], start: 110)]
        #expect(Self.problem(repeats)?.hasPrefix("b: began when a had ended") == true)
        #expect(Self.problem([runs[0], runs[0]])?.contains("the same result as a") == true)
    }

    @Test func kindsOfMeasurements() throws {
        let bytes = Metric("data_received", unit: .bytes, direction: .neither)
        let users = Metric("vus", unit: .count, direction: .neither)
        let memory = Metric("memory", unit: .bytes, direction: .lower)
        let checks = Metric("checks", unit: .ratio, direction: .higher)
        let buckets = Metric("wait", unit: .seconds, direction: .lower)
        func run(_ name: String, _ n: Double) -> Run {
            var run = Self.run(name, [n])
            run.series[0].set(bytes, .counter(total: 100 * n, perSecond: n))
            run.series[0].set(users, .gauge(last: n, min: 1, max: 4 * n))
            run.series[0].set(memory, .gauge(last: n, min: n - 1, max: n + 1))
            run.series[0].set(checks, .ratio(hits: Int(n), total: 5))
            run.series[0].set(
                buckets, .distribution(Distribution(shape: .buckets(Buckets(bounds: [1, 2], counts: [n, 1, 0])))))
            return run
        }
        let found = try ShardMerge.merge([run("a", 2), run("b", 3)]).series[0].measurements
        #expect(found["data_received"]?.value == .counter(total: 500, perSecond: 5))
        #expect(found["vus"]?.value == .gauge(last: 5, min: 2, max: 20))
        #expect(found["memory"]?.value == .gauge(last: 3, min: 1, max: 4))
        #expect(found["checks"]?.value == .ratio(hits: 5, total: 10))
        #expect(
            found["wait"]?.value
                == .distribution(Distribution(shape: .buckets(Buckets(bounds: [1, 2], counts: [5, 2, 0])))))
    }

    @Test func refusals() throws {
        let good = Self.run("good", [1, 2])
        func other(_ change: (inout Run) -> Void) -> String? {
            var run = Self.run("bad", [3])
            change(&run)
            return Self.problem([good, run])
        }
        let printed = Measurement.Value.distribution(Distribution(printed: [0.95: 2], count: 3, mean: 1))
        #expect(
            other { $0.series[0].set(.latency, printed) }?.hasPrefix("bad: *: latency: only the percentiles") == true)
        #expect(other { $0.tool.name = "wrk" }?.hasPrefix("bad: other tools than good") == true)
        #expect(other { $0.workload.scenario = "x" } == nil)
        #expect(other { $0.tool.version = "2" } == nil)
        let milliseconds = Metric("latency", unit: .unknown, direction: .lower)
        #expect(other { $0.series[0].set(milliseconds, printed) }?.contains("*: latency: in a unit that") == true)
        #expect(other { $0.series[0].set(.latency, .share(0.5)) }?.contains("latency: of another kind") == true)
        let buckets = Distribution(shape: .buckets(Buckets(bounds: [1], counts: [1, 0])))
        #expect(other { $0.series[0].set(.latency, .distribution(buckets)) }?.contains("in another way") == true)
        #expect(other { $0.series[0].requests = .max }?.contains("requests: the sum is too large") == true)
    }

    /// Counts that one of them does not know are not known of all.
    @Test func unknownStaysUnknown() throws {
        var without = Self.run("b", [3])
        without.series[0].errors = nil
        without.workload.virtualUsers = nil
        without.series.append(Series("GET /", requests: 1))
        let merged = try ShardMerge.merge([Self.run("a", [1]), without])
        #expect(merged.series[0].errors == nil && merged.workload.virtualUsers == nil)
        #expect(merged.series.map(\.name) == ["*", "GET /"] && merged.series[1].requests == 1)
    }
}
