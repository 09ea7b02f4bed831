import Formats
import Foundation
import Measurements
import Testing

struct ApacheBenchTests {
    @Test func plainReport() throws {
        let run = try ResultFiles.fixture("ab/plain.txt")
        #expect(run.tool == .init("ApacheBench", version: "2.3"))
        #expect(run.series.map(\.id) == ["*", "/api/products"])
        for id in run.series.map(\.id) {
            #expect(run.figure("requests", of: id) == 200)
            #expect(run.figure("errors", of: id) == 0)
            #expect(run.figure("throughput", of: id) == 261.47)
            #expect(run.figure("min", of: id) == 0.010)
            #expect(run.figure("mean", of: id) == 0.015)
            #expect(run.figure("p50", of: id) == 0.015)
            #expect(run.figure("p95", of: id) == 0.019)
            #expect(run.figure("p99", of: id) == 0.021)
            #expect(run.figure("max", of: id) == 0.023)
        }
        #expect(run.duration == 0.765)
        #expect(run.workload == Workload(model: .closed, virtualUsers: 4))
        #expect(run.figure("data_received") == 30200)
        #expect(run.labels == ["host": "127.0.0.1:8080"])
        #expect(run.notes.isEmpty)
    }

    @Test func oneRequestHasNoPercentiles() throws {
        let run = try ResultFiles.fixture("ab/one-request.txt")
        #expect(run.figure("p50") == 0.002)
        #expect(run.figure("p95") == nil)
        #expect(run.notes("percentile.absent") == ["p95 and p99 are not in this file; it has p50"])
        #expect(run.notes("latency.rounded").count == 1)
    }

    /// What ab calls failed, answers other than 2xx, and what is both.
    @Test(arguments: [
        ("plain", 0.0, false), ("non-2xx", 100, true), ("length-failures", 136, false), ("some-500", 22, true),
        ("post", 0, false),
    ])
    func failedRequests(story: String, errors: Double, saysHow: Bool) throws {
        let run = try ResultFiles.fixture("ab/\(story).txt")
        #expect(run.figure("errors") == errors)
        #expect(run.notes("errors.definition").isEmpty != saysHow)
        #expect(run.notes("ab.length").isEmpty == (story != "length-failures"))
        #expect(run.notes("latency.includes-failures").isEmpty == (errors == 0))
    }

    @Test func severalRunsWithProse() throws {
        let runs = try ResultFiles.runs(ResultFiles.fixtures.appending(path: "ab/several-runs.txt"))
        #expect(runs.map { $0.series[1].name } == ["/products", "/api/products", "/api/products"])
        #expect(runs.map { $0.figure("throughput") } == [775.08, 127.10, 129.40])
        #expect(runs.map { $0.figure("p95") } == [0.003, 0.019, 0.019])
        #expect(runs.map { $0.figure("errors") } == [100, 0, 0])
        #expect(runs.map { $0.notes("latency.unreliable").count } == [1, 0, 0])
    }

    @Test func partsOfReports() throws {
        let indented =
            "   Complete requests:      10\n   Failed requests:        2\n   Requests per second:    5.50 [#/sec] (mean)\n"
        let twice = try ResultFiles.runs(indented + indented)
        #expect(twice.map { $0.figure("requests") } == [10, 10])
        #expect(twice[0].series.map(\.id) == ["*"])
        #expect(twice[0].notes("latency.absent").count == 1)
        let rates = "Requests per second:    1.00 [#/sec] (mean)\nRequests per second:    2.00 [#/sec] (mean)"
        #expect(try ResultFiles.runs(rates).map { $0.figure("throughput") } == [1, 2])
        let percents =
            "This is ApacheBench, Version 2.4\nPercentage of the requests served within a certain time (ms)\n  50% 1\n"
        let twoTables = try ResultFiles.runs(percents + "and again\n" + percents)
        #expect(twoTables.map { $0.figure("p50") } == [0.001, 0.001])
    }

    @Test func withoutMedianAndDeviation() throws {
        let text = """
            This is ApacheBench, Version 2.3
            Complete requests:      10
            Connection Times (ms)
                          min   avg   max
            Connect:        0     1     2
            Total:          3     4     5

            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("mean") == 0.004 && run.figure("max") == 0.005 && run.figure("p50") == nil)
    }

    @Test(arguments: [
        (
            "This is ApacheBench, Version 2.3\nComplete requests: -1\n",
            "test:2: Complete requests: expected a whole number"
        ),
        ("This is ApacheBench, Version 2.3\nComplete requests: 1e300\n", "Complete requests: expected a whole number"),
        ("This is ApacheBench, Version 2.3\nRequests per second: many [#/sec]", "expected a number of 0 or more"),
        ("This is ApacheBench, Version 2.3\nComplete requests: 5\nFailed requests: 9\n", "cannot be"),
        ("This is ApacheBench, Version 2.3\nConnection Times (ms)\nTotal: 1 2\n", "Total: expected min, mean"),
        ("This is ApacheBench, Version 2.3\napr_socket_recv: Connection refused (111)", "Connection refused (111)"),
        ("Percentage served,Time in ms\n50,abc\n", "test:2: expected a percentage"),
        ("Percentage served,Time in ms\n150,1\n", "test:2: expected a percentage"),
        ("Percentage served,Time in ms\n", "no percentiles"),
        ("starttime\tseconds\tctime\tdtime\tttime\twait\nx\t1\t1\t1\t-1\t1\n", "test:2: expected a start"),
        ("starttime\tseconds\tctime\tdtime\tttime\twait\nx\t1\t1\n", "test:2: expected a start"),
        ("starttime\tseconds\tctime\tdtime\tttime\twait\n", "no requests"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        "model,avg_ms,total_in\nhaiku,1841,401", "Requests/sec: 5", "Concurrency Level: high\nFailed requests: none",
        "<?xml version=\"1.0\"?><log><system-out>\nThis is ApacheBench, Version 2.3\n</system-out></log>",
    ])
    func notRecognized(text: String) {
        #expect(Recognition.formats(of: Array(text.utf8)).isEmpty)
    }

    /// "95,1" may be the beginning of "95,18.672".
    @Test(arguments: [
        ("Percentage served,Time in ms\n50,14.8\n95,1", 0.0148),
        ("Percentage served,Time in ms\n50,14.8\n95,18.", 0.0148),
        (
            "This is ApacheBench, Version 2.3\nPercentage of the requests served within a certain time (ms)\n  50% 15\n  95%     1",
            0.015
        ),
        ("starttime\tseconds\tctime\tdtime\tttime\twait\nx\t1\t0\t5\t500\t5\nx\t1\t0\t5\t50", 0.5),
    ])
    func cutLinesAreLeftOut(text: String, median: Double) throws {
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(near(run.figure("p50"), median) && run.notes("lines.cut").count == 1)
        #expect(run.figure("p95") == nil || near(run.figure("p95"), median))
    }

    @Test func aLastLineWithARemarkIsWhole() throws {
        let text = "This is ApacheBench\nPercentage of the requests served within\n 50% 15\n 100% 23 (longest request)"
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("max") == 0.023 && run.notes("lines.cut").isEmpty)
    }

    @Test(arguments: [
        ("Percentage served,Time in ms\n50,14.8\n95,1\n", "test:3: 1.0 ms within 95.0 %"),
        (
            "This is ApacheBench\nPercentage of the requests served within a certain time (ms)\n 50% 15\n 95% 2\n",
            "test:4: 95.0 %: expected at least"
        ),
    ])
    func percentilesDoNotFall(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func percentilesAsCSV() throws {
        let run = try ResultFiles.fixture("ab-csv/plain.csv")
        #expect(near(run.figure("min"), 0.010349) && near(run.figure("p50"), 0.014827))
        #expect(near(run.figure("p95"), 0.018672) && near(run.figure("p99"), 0.020850))
        #expect(near(run.figure("max"), 0.022760))
        #expect(run.figure("requests") == nil && run.figure("throughput") == nil)
        #expect(run.notes.map(\.code) == ["counts.absent"])
        let old = try #require(try ResultFiles.runs("Percentage served,Time in ms\r\n95,5.155000e+03\r\n").first)
        #expect(near(old.figure("p95"), 5.155) && old.figure("p99") == nil && old.figure("max") == nil)
    }

    /// Figures by a few lines of Python: sorted ttime, linear interpolation.
    @Test func valuesAsTSV() throws {
        let run = try ResultFiles.fixture("ab-tsv/plain.tsv")
        #expect(run.figure("requests") == 200)
        #expect(near(run.figure("p50"), 0.015) && near(run.figure("p95"), 0.01805))
        #expect(near(run.figure("p99"), 0.02001) && near(run.figure("mean"), 0.014965))
        #expect(run.start == 1_795_241_522 && run.duration == nil && run.figure("throughput") == nil)
        #expect(run.notes.map(\.code) == ["errors.absent", "throughput.absent"])
        let rows = (0..<20).map { "Sat Nov 21 06:12:02 2026\t\(1000 + $0)\t0\t5\t500\t5" }.joined(separator: "\n")
        let long = try #require(try ResultFiles.runs("starttime\tseconds\tctime\tdtime\tttime\twait\n\(rows)\n").first)
        #expect(near(long.duration, 19.5) && near(long.figure("throughput"), 20 / 19.5))
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        let five = try ResultFiles.corpus("ab-text/ChocolaterToba__WebBasics__ab_results.txt")
        #expect(five.map { $0.figure("throughput") } == [1470.81, 810.64, 143.45, 123.12, 1439.69])
        #expect(five.map { $0.figure("p95") } == [0.070, 0.157, 1.169, 0.924, 0.074])
        #expect(five.map { $0.figure("max") } == [0.079, 0.236, 1.340, 0.981, 0.080])
        #expect(five.map { $0.series[1].name } == ["/hello_world", "/hello_world", "/", "/", "/"])
        #expect(
            five.map { $0.labels["host"] } == [
                "localhost:80", "localhost:8000", "localhost:8000", "localhost:80", "localhost:80",
            ])
        #expect(
            five.allSatisfy {
                $0.figure("requests") == 1000 && $0.figure("errors") == 0 && $0.workload.virtualUsers == 100
            })
        let one = try ResultFiles.corpus("ab-text/DeanRTaylor1__oxide__ab_results.txt")
        #expect(one.map { $0.figure("p95") } == [0.001] && one[0].notes("latency.rounded").count == 1)
        let csv = try ResultFiles.corpus("ab-percentile-csv/mattroberts297__scalax__ab.csv")
        #expect(csv.map { $0.figure("p95") } == [0.129] && csv[0].figure("max") == 0.143)
        let tsv = try ResultFiles.corpus("ab-gnuplot-tsv/Blazemeter__taurus__ab.tsv")
        #expect(tsv.map { $0.figure("requests") } == [10] && near(tsv[0].figure("mean"), 0.2383))
        #expect(near(tsv[0].figure("p95"), 0.247) && tsv[0].start == 1_456_827_203)
    }
}
