import Formats
import Foundation
import Measurements
import Testing

/// Files of strangers: all are read or rightly refused, and some figures are compared with those that a few lines of Python find.
@Suite(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
struct ServicesCorpusTests {
    /// Folder, files that are read, files that are refused.
    @Test(arguments: [
        ("hyperfine-json", 7, 0), ("pytest-benchmark-json", 10, 0), ("google-benchmark-json", 8, 3), ("jmh-json", 5, 0),
        ("go-bench-text", 16, 1), ("gab-custom-json", 3, 0), ("bencher-bmf-json", 3, 0), ("prometheus-text", 5, 0),
        ("openmetrics-text", 4, 0), ("playwright-json", 7, 0), ("lighthouse-json", 2, 0), ("custom-summary-json", 0, 3),
        ("criterion-json", 0, 9), ("benchmarkdotnet-json", 0, 4), ("jmh-text", 0, 1), ("negative-not-a-result", 0, 2),
    ])
    func everyFileIsReadOrRefused(folder: String, read: Int, refused: Int) throws {
        var outcomes = (read: 0, refused: [String]())
        for name in ResultFiles.names(in: ResultFiles.corpus.appending(path: folder)) {
            do throws(FormatError) {
                let bytes = try? ResultFiles.bytes(ResultFiles.corpus.appending(path: "\(folder)/\(name)"))
                let runs = try ResultFormats.read(Input(name: name, bytes: bytes ?? []))
                #expect(!runs.isEmpty && runs.allSatisfy { !$0.series.isEmpty || $0.tests != nil }, "\(name)")
                for run in runs { try Self.isSound(run) }
                outcomes.read += 1
            } catch {
                outcomes.refused.append(error.description)
            }
        }
        #expect(outcomes.read == read && outcomes.refused.count == refused, "\(folder): \(outcomes)")
    }

    /// Every series once, and all numbers such that a kept run of them can be read again.
    static func isSound(_ run: Run) throws(FormatError) {
        #expect(Set(run.series.map(\.id)).count == run.series.count)
        _ = try ResultFormats.read(Input(name: "kept", bytes: Array(KeptRun.encode(run))), as: "loadline")
    }

    /// File, series, figure, value.
    @Test(arguments: strangers)
    func figures(file: String, series: String, figure: String, value: Double) throws {
        let run = try #require(try ResultFiles.corpus(file).first)
        #expect(
            near(run.figure(figure, of: series), value), "\(run.figure(figure, of: series).map { "\($0)" } ?? "absent")"
        )
    }

    @Test func outcomesOfPlaywright() throws {
        let run = try #require(
            try ResultFiles.corpus("playwright-json/dsolisp__PlaywrightProject__43ccf415--playwright-results.json")
                .first)
        #expect(
            run.tests?.tests == 234 && run.tests?.passed == 202 && run.tests?.failed == 32
                && run.tests?.failures.count == 32)
        #expect(run.notes("playwright.counts").isEmpty)
    }
}

/// By Python's json and re from the files.
private let strangers: [(String, String, String, Double)] = [
    ("hyperfine-json/BurntSushi__ripgrep__bench-dir-dense.json", "fork", "duration.p95", 1.1355604385599998),
    ("hyperfine-json/BurntSushi__ripgrep__bench-dir-dense.json", "fork", "duration", 0.9347181744600003),
    ("hyperfine-json/BurntSushi__ripgrep__bench-dir-dense.json", "fork", "memory.max", 10387456),
    ("hyperfine-json/BurntSushi__ripgrep__bench-dir-dense.json", "fork", "failed", 0),
    (
        "pytest-benchmark-json/bencherdev__bencher__four.json", "bench.py::test_fib_10", "duration",
        2.885754012484424e-05
    ),
    ("pytest-benchmark-json/bencherdev__bencher__four.json", "bench.py::test_fib_10", "duration.count", 20025),
    (
        "pytest-benchmark-json/ionelmc__pytest-benchmark__0018_5b78858eb718649a31fb93d8dc96ca2cee41a4cd_20150815_030315_uncommitted-changes.json",
        "tests/test_normal.py::test_xfast_parametrized[0]", "duration.p75", 2.2052275355156628e-07
    ),
    (
        "pytest-benchmark-json/ionelmc__pytest-benchmark__0018_5b78858eb718649a31fb93d8dc96ca2cee41a4cd_20150815_030315_uncommitted-changes.json",
        "tests/test_normal.py::test_xfast_parametrized[0]", "duration.max", 1.9833192986957098e-05
    ),
    ("google-benchmark-json/google__benchmark__test3_run0.json", "BM_Two", "duration", 8.5e-09),
    ("google-benchmark-json/google__benchmark__test3_run0.json", "BM_Two", "cpu_time.max", 9e-08),
    ("google-benchmark-json/google__benchmark__test2_run.json", "BM_Hi", "duration", 0.042),
    ("google-benchmark-json/google__benchmark__test5_run0.json", "BM_ManyRepetitions", "duration", 1.0),
    ("google-benchmark-json/bencherdev__bencher__two.txt", "fib_20", "duration", 2.7455600415007054e-05),
    (
        "jmh-json/bencherdev__bencher__six.json",
        "com.github.caffeine.caffeine.cache.ComputeBenchmark.compute_sameKey{computeType=Caffeine,mode=thrpt}", "score",
        152520132.34402195
    ),
    (
        "jmh-json/bencherdev__bencher__latency.json",
        "org.openjdk.jmh.samples.JMHSample_01_HelloWorld.wellHelloThere{mode=thrpt}", "duration.max", 3376842765.688582
    ),
    (
        "go-bench-text/golang__perf__crc-new.txt", "BenchmarkCRC32/poly=IEEE/size=15/align=0-8{pkg=hash/crc32}",
        "duration.p50", 4.44e-08
    ),
    (
        "go-bench-text/golang__perf__crc-new.txt", "BenchmarkCRC32/poly=IEEE/size=15/align=0-8{pkg=hash/crc32}",
        "duration.count", 10
    ),
    (
        "go-bench-text/bencherdev__bencher__three.txt", "BenchmarkFib20WithAuxMetric-8{pkg=bencher.dev}",
        "auxMetricUnits", 4
    ),
    ("go-bench-text/bencherdev__bencher__five.txt", "BenchmarkFib/my_tabled_benchmark_-_20", "duration", 4.0537123e-05),
    ("go-bench-text/golang__perf__units.txt", "BenchmarkNonExact{note=before}", "text-bytes", 100.66666666666667),
    (
        "go-bench-text/golang__perf__issue19634.txt", "BenchmarkFloatSub/100-4{note=after}", "duration.p50",
        7.879999999999999e-08
    ),
    (
        "gab-custom-json/benchmark-action__github-action-benchmark__customSmallerIsBetter_output2.json", "No logging",
        "duration", 1.8473800000000002e-06
    ),
    (
        "gab-custom-json/benchmark-action__github-action-benchmark__customBiggerIsBetter_output.json",
        "My Custom Bigger Is Better Benchmark - Free Memory", "score", 150000000.0
    ),
    ("bencher-bmf-json/bencherdev__bencher__report_dhat.json", "bench_play_game", "Total Bytes", 662),
    ("bencher-bmf-json/bencherdev__bencher__report_latency.json", "tests::benchmark_b", "mean", 3.443e-06),
    (
        "lighthouse-json/GoogleChrome__lighthouse-ci__psi-8-0-0-dkdev-a.json", "https://dkdevelopment.net/",
        "largest-contentful-paint", 5.43
    ),
    (
        "lighthouse-json/GoogleChrome__lighthouse-ci__lh-6-4-1-coursehero-a.json", "https://www.coursehero.com/",
        "total-byte-weight", 2477399
    ),
    (
        "lighthouse-json/GoogleChrome__lighthouse-ci__lh-6-4-1-coursehero-a.json", "https://www.coursehero.com/",
        "performance-score", 0.2
    ),
    ("openmetrics-text/prometheus__prometheus__dump-openmetrics-test.prom", "abc=baz,bar=foo", "my_gauge", 7),
    (
        "prometheus-text/envoyproxy__nighthawk__output_formatter.prometheus.gold", "scope=global",
        "nighthawk_foo_latency.p75", 200
    ),
    (
        "prometheus-text/EffortlessMetrics__perfgate__metrics-cli-check-single.prom",
        "bench=cli/check-single,metric=wall_ms", "perfgate_compare_current_value", 15.3
    ),
    ("prometheus-text/prometheus__common__text", "prometheus", "p90", 0.001858632),
    ("prometheus-text/prometheus__common__text", "prometheus", "mean", 179886.5000000001 / 119 / 1e6),
    (
        "openmetrics-text/prometheus__prometheus__alltypes.5mfs.om.txt", "*", "rpc_durations_histogram_seconds",
        -8.452185437166741e-05 / 15
    ),
]
