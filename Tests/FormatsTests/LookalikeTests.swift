import Foundation
import Testing

@testable import Formats

/// What lies among results and is none is refused with what to give instead.
struct LookalikeTests {
    @Test(arguments: [
        (#"{"HostEnvironmentInfo":{},"Benchmarks":[]}"#, "BenchmarkDotNet's report"),
        (#"{"mean":{"point_estimate":4.7},"slope":{},"std_dev":{}}"#, "Criterion's estimates"),
        (#"{"Mean":{"point_estimate":0.01},"Median":{"point_estimate":0.01}}"#, "differences that Criterion computed"),
        (#"{"group_id":"Fibonacci","full_id":"Fibonacci/Iterative"}"#, "names one of Criterion's benchmarks"),
        (#"{"per_class":{},"total":{}}"#, "NAME_stats.csv"),
        (#"{"stats":[],"errors":{},"user_count":1}"#, "NAME_stats.csv"),
        ("2017-08-18 17:23:41,964 INFO o.a.j.u.JMeterUtils: Setting Locale to en\n", "jmeter -l FILE"),
        ("Benchmark         Mode  Cnt  Score   Error  Units\nA.b  thrpt  5  1 ± 1 ops/s\n", "-rf json"),
        ("0,HTTP/1.1,200,  0.36,   3372,/,0,2015-12-20 21:30:13\n", "printed at the end"),
        ("<test-run id=\"2\" testcasecount=\"1\"></test-run>", "give JUnit XML instead"),
        ("<CUNIT_TEST_RUN_REPORT></CUNIT_TEST_RUN_REPORT>", "give JUnit XML instead"),
        (#"{"requests":3,"latency":{"p99":1}}"#, "--mapping FILE"), ("model,avg_ms,total\na,1,2\n", "--mapping FILE"),
        ("Some prose.\n", "see `loadline formats`"), ("<html></html>", "see `loadline formats`"),
    ])
    func advice(text: String, hint: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        let problem = error?.problem ?? ""
        #expect(problem.hasPrefix("not a result of any known format (") && problem.contains(hint), "\(problem)")
    }

    /// The mappings that the hints name read what they are named for.
    @Test(arguments: [
        (#"{"HostEnvironmentInfo":{},"Benchmarks":[{"FullName":"A.b","Statistics":{"Mean":1500}}]}"#, "A.b", 1.5e-6),
        (#"{"mean":{"point_estimate":250},"slope":{},"std_dev":{}}"#, "NAME", 2.5e-7),
    ])
    func mappingsOfHints(text: String, series: String, mean: Double) throws {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        let problem = error?.problem ?? ""
        let begin = try #require(problem.range(of: "series: ["))
        let end = try #require(problem.range(of: "]", options: .backwards))
        let yaml = String(problem[begin.lowerBound..<end.upperBound])
        let mapping = try CustomMappingReader.read(Array(yaml.utf8), source: "hint")
        let run = try ResultFormats.read(Input(name: "f", bytes: Array(text.utf8)), mapping: mapping).first
        #expect(near(run?.figure("duration", of: series), mean), "\(yaml)")
    }
}
