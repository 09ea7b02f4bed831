import Formats
import Foundation
import Measurements
import Testing

/// Values by a few lines of Python from the same files.
struct BenchmarkTests {
    @Test func hyperfine() throws {
        let run = try ResultFiles.fixture("hyperfine/two-commands.json")
        #expect(run.series.map(\.id) == ["sleep 0.01", "sh -c \"sleep 0.02\""])
        #expect(run.figure("duration.count", of: "sleep 0.01") == 12)
        #expect(near(run.figure("duration", of: "sleep 0.01"), 0.010944389323333333))
        #expect(near(run.figure("duration.p95", of: "sh -c \"sleep 0.02\""), 0.022649727239999997))
        #expect(near(run.figure("user_time", of: "sleep 0.01"), 0.0007246666666666665))
        let failing = try ResultFiles.fixture("hyperfine/failing.json")
        #expect(failing.series.map(\.id) == ["sh -c \"exit 0\"{code=0}", "sh -c \"exit 3\"{code=3}"])
        #expect(failing.figure("failed", of: "sh -c \"exit 3\"{code=3}") == 1)
        #expect(failing.figure("failed", of: "sh -c \"exit 0\"{code=0}") == 0)
        #expect(failing.notes("benchmark.failed").count == 1)
    }

    @Test func commandsThatAreThereAgainAreRuns() throws {
        let one = #"{"command":"x","mean":1,"user":0,"times":[1]}"#
        let runs = try ResultFiles.runs(#"{"results":[\#(one),\#(one)]}"#)
        #expect(runs.map { $0.series.map(\.name) } == [["x"], ["x"]])
    }

    @Test func pytestBenchmark() throws {
        let run = try ResultFiles.fixture("pytest-benchmark/with-data.json")
        let sort = "test_shop_bench.py::test_sort[1024]"
        #expect(run.series.count == 3 && run.figure("duration.count", of: sort) == 40)
        #expect(near(run.figure("duration", of: sort), 1.3114230014252826e-05))
        #expect(near(run.figure("duration.p95", of: sort), 1.9960050030931596e-05))
        #expect(run.figure("cart_size", of: sort) == 1024)
        #expect(run.environment["cpu"] == "AMD EPYC" && run.commit?.count == 40 && run.start != nil)
        let printed = try ResultFiles.fixture("pytest-benchmark/without-data.json")
        let join = "test_shop_bench.py::test_join"
        #expect(near(printed.figure("duration.p50", of: join), 3.205000211892184e-06))
        #expect(near(printed.figure("duration.p75", of: join), 3.2649998047418194e-06))
        #expect(printed.figure("duration.p95", of: join) == nil && printed.figure("duration.count", of: join) == 25)
    }

    @Test func googleBenchmark() throws {
        let run = try ResultFiles.fixture("google-benchmark/repetitions.json")
        #expect(run.series.map(\.name) == ["BM_Sort/64", "BM_Sort/1024", "BM_Slow/real_time", "BM_Broken"])
        #expect(run.figure("duration.count", of: "BM_Sort/64") == 5)
        #expect(near(run.figure("duration.max", of: "BM_Sort/64"), 123.40274831227035e-9))
        #expect(near(run.figure("items_per_second.max", of: "BM_Sort/64"), 534_000_000) == false)
        #expect(run.figure("depth", of: "BM_Sort/64") == 3)
        #expect(run.figure("duration.max", of: "BM_Slow/real_time").map { $0 < 1e-5 } == true)
        #expect(run.figure("failed", of: "BM_Broken") == 1 && run.figure("duration", of: "BM_Broken") == nil)
        #expect(run.notes("benchmark.failed").count == 1 && run.notes("benchmark.debug").count == 1)
        let means = try ResultFiles.fixture("google-benchmark/aggregates-only.json")
        #expect(near(means.figure("duration", of: "BM_Sort/64"), 119.73328224350671e-9))
        #expect(near(means.figure("duration.p50", of: "BM_Sort/64"), 118.49869372090173e-9))
        #expect(near(means.figure("bytes_per_second", of: "BM_Sort/64"), 2151409626.2866054))
    }

    @Test func jmh() throws {
        let run = try ResultFiles.fixture("jmh/modes.json")
        let throughput = "com.example.CartBench.add{mode=thrpt,size=64}"
        #expect(run.figure("score.count", of: throughput) == 6)
        #expect(
            near(run.figure("score", of: throughput), 120_500) && near(run.figure("score.max", of: throughput), 123_000)
        )
        #expect(run[throughput]?.measurements["score"]?.metric.direction == .higher)
        #expect(run.figure("gc.alloc.rate.norm", of: throughput) == 1024)
        #expect(near(run.figure("duration", of: "com.example.CartBench.add{mode=avgt,size=64}"), 8.3e-6))
        let sampled = "com.example.CartBench.total{mode=sample}"
        #expect(
            near(run.figure("duration.p99", of: sampled), 0.0095) && near(run.figure("duration", of: sampled), 0.0025))
        #expect(run.series.count == 3 && run.notes("benchmark.failed").count == 1)
    }

    @Test func goBench() throws {
        let run = try ResultFiles.fixture("go-bench/counts.txt")
        let sort = "BenchmarkSort/size=64{pkg=example.com/shop}"
        #expect(run.figure("duration.count", of: sort) == 3 && near(run.figure("duration.min", of: sort), 455.0e-9))
        #expect(near(run.figure("B/s.max", of: sort), 1125.34e6) && run.figure("B/op", of: sort) == 536)
        let join = "BenchmarkJoin-2{pkg=example.com/shop}"
        #expect(near(run.figure("render-sec/op", of: join), 1.5e-6) && run.figure("carts", of: join) == 4)
        #expect(run.environment["cpu"] == "AMD EPYC" && run.environment["os"] == "linux")
    }

    @Test func goBenchConfiguration() throws {
        let text = """
            goos: linux
            note: before
            BenchmarkX-4 10 100 ns/op
            BenchmarkX-4 10 102 ns/op
            note: after
            Unit widgets better=higher
            BenchmarkX-4 10 90 ns/op 3 widgets
            --- FAIL: BenchmarkY
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.map(\.id) == ["BenchmarkX-4{note=before}", "BenchmarkX-4{note=after}"])
        #expect(near(run.figure("duration", of: "BenchmarkX-4{note=before}"), 101e-9))
        #expect(run["BenchmarkX-4{note=after}"]?.measurements["widgets"]?.metric.direction == .higher)
        #expect(run.notes("benchmark.failed") == ["go test reported failures: --- FAIL: BenchmarkY"])
    }

    @Test func githubActionBenchmark() throws {
        let run = try ResultFiles.fixture("github-action-benchmark/custom.json")
        #expect(near(run.figure("duration", of: "checkout - time"), 0.0415))
        #expect(run.figure("score", of: "checkout - throughput") == 70)
        #expect(run.figure("score", of: "memory") == 150e6 && run.figure("score", of: "load") == 0.5)
        #expect(run["memory"]?.measurements["score"]?.metric == Metric("score", unit: .bytes, direction: .neither))
        #expect(run.figure("score", of: "queue") == 12 && run.notes("direction.absent").count == 1)
    }

    @Test func bencher() throws {
        let run = try ResultFiles.fixture("bencher/measures.json")
        #expect(
            near(run.figure("mean", of: "shop::checkout"), 0.003247) && run.figure("p95", of: "shop::checkout") == nil)
        #expect(run.figure("throughput", of: "shop::checkout") == 308)
        #expect(
            run.figure("file-size", of: "shop::image") == 1_048_576 && run.figure("Cart Lines", of: "shop::image") == 17
        )
    }

    @Test(arguments: [
        (
            "hyperfine", #"{"results":[{"command":"x","mean":-1,"user":0}]}"#,
            "results[0].mean: expected a number of 0 or more"
        ),
        ("hyperfine", #"{"results":[{"command":"x","mean":1,"user":0,"times":[1,null]}]}"#, "times[1]"),
        ("hyperfine", #"{"results":[]}"#, "holds no results"),
        ("pytest-benchmark", #"{"machine_info":{},"benchmarks":[]}"#, "holds no benchmarks"),
        (
            "pytest-benchmark", #"{"machine_info":{},"benchmarks":[{"stats":{"rounds":1.5,"mean":1}}]}"#,
            "rounds: expected a whole number"
        ),
        (
            "google-benchmark", #"{"context":{},"benchmarks":[{"name":"x","real_time":1,"time_unit":"B"}]}"#,
            "expected ns, us, ms or s"
        ),
        ("google-benchmark", #"{"context":{},"benchmarks":[{"name":"x"}]}"#, "no benchmark in the file has times"),
        (
            "jmh", #"[{"benchmark":"x","mode":"avgt","primaryMetric":{"score":1e300,"scoreUnit":"s/op"}}]"#,
            "up to 1e100"
        ),
        ("go-bench", "PASS\n", "no line of the file is the result of a benchmark"),
        ("github-action-benchmark", #"[{"name":"x","unit":"ms","value":"fast"}]"#, "[0].value: expected a number"),
        ("bencher", #"{"x":{"latency":{"value":-1}}}"#, "x.latency.value: expected a number of 0 or more"),
    ])
    func refused(format: String, text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text, as: format) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        "func BenchmarkEncode(b *testing.B) {\n", "Benchmark  Mode  Cnt  Score  Error  Units\n", "[]", "{}",
        #"[{"name":"http-node","version":"16","requests":"18598.0"}]"#, #"{"http_reqs":{"value":3,"rate":1}}"#,
    ])
    func notRecognized(text: String) {
        #expect(Recognition.formats(of: Array(text.utf8)).isEmpty)
    }
}

/// Units as people write them.
struct UnitNameTests {
    @Test(arguments: [
        ("ns/op", Measurements.Unit.seconds, 325.0, 3.25e-7), ("µs", .seconds, 2, 2e-6),
        ("ops/ms", .perSecond, 120.5, 120_500),
        ("MB/s", .bytesPerSecond, 2, 2e6), ("Megabytes", .bytes, 150, 150e6), ("KiB", .bytes, 1, 1024),
        ("Percent", .ratio, 50, 0.5), ("req/s", .perSecond, 70, 70), ("requests/min", .perSecond, 60, 1),
        ("min", .seconds, 2, 120),
    ])
    func known(word: String, unit: Measurements.Unit, value: Double, base: Double) throws {
        let text = #"[{"name":"x","unit":"\#(word)","value":\#(value)}]"#
        let measurement = try #require(try ResultFiles.runs(text).first?.series.first?.measurements.values.first)
        let figure = try measurement.figure(nil).value
        #expect(measurement.metric.unit == unit && near(figure, base))
    }
}
