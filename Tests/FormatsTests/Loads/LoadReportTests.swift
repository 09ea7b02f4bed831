import Formats
import Foundation
import Measurements
import Testing

/// Odd inputs and refusals of the smaller formats; their figures are in `LoadsReferenceTests`.
struct LoadReportTests {
    // MARK: hey

    @Test func heyWithoutAnswers() throws {
        let run = try ResultFiles.fixture("hey/server-down.txt")
        #expect(run.figure("error_rate") == 1 && run.figure("mean") == nil && run.figure("min") == nil)
        #expect(run.notes("latency.absent").count == 1)
    }

    @Test func heyLeavesOutWhatItCannotTell() throws {
        let runs = try ResultFiles.runs(ResultFiles.fixtures.appending(path: "hey/several-runs.txt"))
        #expect(
            runs.count == 2
                && runs.allSatisfy { $0.figure("p0") == nil && $0.figure("p99") == nil && $0.figure("p95") != nil })
    }

    @Test func heyCutOff() throws {
        let text =
            "Summary:\n  Total:\t1.0 secs\n  Slowest:\t0.2 secs\n  Fastest:\t0.1 secs\n  Average:\t0.15 secs\n  Requests/sec:\t10.0\n"
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("mean") == 0.15 && run.figure("requests") == nil && run.figure("errors") == nil)
        #expect(run.notes("errors.absent").count == 1)
        let error = #expect(throws: FormatError.self) {
            try ResultFiles.runs(text.replacing("0.2 secs", with: "-0.2 secs"))
        }
        #expect(error?.description.hasPrefix("test:3: expected a figure") == true)
    }

    @Test func relativesOfHeyAreNotHey() {
        let text =
            "Summary:\n  Total:\t1.0 secs\n  Slowest:\t0.2 secs\n  Fastest:\t0.1 secs\n  Average:\t0.15 secs\n  Requests/sec:\t10.0\n"
        #expect(Recognition.formats(of: Array(text.utf8)) == ["hey"])
        for line in ["  Success rate:\t100.00%\n", "  Count:\t200\n"] {
            #expect(Recognition.formats(of: Array((text + line).utf8)).isEmpty)
        }
    }

    static let heyHeader = "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read"

    @Test(arguments: [
        ("0.1,0,0,0,0,0,200,x", "test:2"), ("0.1,0,0,0,0,0,200", "test:2"), ("-0.1,0,0,0,0,0,200,0", "test:2"),
        ("", "no answers"),
        ("0.1,0,0,0,0,0,99999,0", "test:2"),
    ])
    func heyCSVRefused(line: String, problem: String) {
        let error = #expect(throws: FormatError.self) {
            try ResultFiles.runs("\(Self.heyHeader),status-code,offset\n\(line)\n")
        }
        #expect(error?.description.contains(problem) == true)
    }

    @Test func oldHeyCSVHasNoStatuses() throws {
        let run = try #require(try ResultFiles.runs("\(Self.heyHeader)\r\n0.1,0,0,0,0,0\r\n0.3,0,0,0,0,0\r\n").first)
        #expect(near(run.figure("mean"), 0.2) && run.figure("errors") == nil && run.figure("throughput") == nil)
        #expect(run.notes("errors.absent").count == 1)
    }

    // MARK: vegeta

    @Test(arguments: [[0xFF, 0x96, 0x7F, 3, 1, 1, 6], [0x77, 0xFF, 0x81, 3, 1, 1, 6]] as [[UInt8]])
    func vegetaBinaryIsRefusedWithTheCommandThatConvertsIt(start: [UInt8]) throws {
        let bytes = start + Array("Result".utf8) + [1, 0xFF, 0x80, 0, 1, 0x0C]
        #expect(Recognition.formats(of: bytes) == ["vegeta-json"])
        let error = #expect(throws: FormatError.self) {
            try ResultFormats.read(Input(name: "results.bin", bytes: bytes))
        }
        #expect(error?.problem.contains("vegeta encode -to json results.bin") == true)
    }

    @Test func vegetaReportOfUnclosedMetrics() throws {
        let text = """
            {"latencies":{"total":1000,"mean":0,"50th":0,"95th":0,"99th":0,"max":30,"min":0},"requests":10,"rate":0,"throughput":0,\
            "success":0,"duration":5,"wait":1,"status_codes":{"201":9,"500":1}}
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("errors") == 1 && run.figure("p50") == nil && run.figure("throughput") == nil)
        #expect(run.notes("latency.absent").count == 1)
    }

    @Test(arguments: [
        ("\"200\":5", "\"200\":11", "successes of 10"), ("\"mean\":7", "\"mean\":-7", "latencies.mean"),
        ("10,", "1e300,", "requests"),
    ])
    func vegetaRefused(part: String, replacement: String, problem: String) {
        let text =
            #"{"latencies":{"mean":7,"50th":6},"requests":10,"success":0.5,"duration":5,"status_codes":{"200":5}}"#
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text.replacing(part, with: replacement)) }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test func vegetaResultsOneByOne() throws {
        let run = try ResultFiles.fixture("vegeta-json/encoded.json")
        #expect(run.series.map(\.id) == ["*", "GET /api/products"])
        #expect(run.figure("p99", of: "GET /api/products") == run.figure("p99"))
    }

    /// Lines of another report around this one, as the end of a log has them.
    @Test func vegetaTextWithStrayLines() throws {
        let text = """
            Status Codes  [code:count]                      500:7
            Error Set:
            Requests      [total, rate, throughput]         10, 5.00, 4.00
            Duration      [total, attack, wait]             2.5s, 1m2s, 1.682ms
            Latencies     [mean, 50, 95, 99, max]  1.5µs, 1ms, 2ms, 3ms, 1h0m0.5s
            Success       [ratio]                           80.00%
            Status Codes  [code:count]                      0:3  200:4
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("errors") == 2 && run.notes("errors.rounded").count == 1)
        #expect(
            run.figure("max") == 3600.5 && near(run.figure("mean"), 1.5e-6) && run.figure("min") == nil
                && run.duration == 62)
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text.replacing(" 2ms,", with: " soon,")) }
        #expect(error?.description.hasPrefix("test:5: expected figures") == true)
    }

    // MARK: oha, bombardier, fortio

    @Test func ohaCutOffByItsDeadline() throws {
        let text = """
            {"summary":{"successRate":null,"total":1,"requestsPerSec":2,"average":null,"slowest":null,"fastest":null},"latencyPercentiles":{"p50":null},\
            "statusCodeDistribution":{},"errorDistribution":{"aborted due to deadline":2}}
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("requests") == 0 && run.figure("throughput") == nil && run.figure("p50") == nil)
        #expect(run.notes.map(\.code) == ["oha.aborted", "latency.absent"])
        let error = #expect(throws: FormatError.self) {
            try ResultFiles.runs(text.replacing("\"aborted due to deadline\":2", with: "\"x\":-2"))
        }
        #expect(error?.problem.hasPrefix("errorDistribution.x: expected a whole number") == true)
    }

    @Test func ohaSeparatesSuccessfulAnswers() throws {
        let run = try ResultFiles.fixture("oha/some-500-and-timeouts.json")
        #expect(run.figure("latency_ok.p95") ?? 0 > 0 && run.figure("p99.9") ?? 0 > 0 && run.figure("5xx") ?? 0 > 0)
        let down = try ResultFiles.fixture("oha/server-down.json")
        #expect(down.figure("error_rate") == 1 && down.figure("p50") == nil)
    }

    @Test func bombardierWithoutItsCounts() throws {
        let text = "bombardier -c 500 -d 10s http://h/id/1?name=bun\nReqs/sec    533560.05,533560.05\n"
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("throughput") == 533560.05 && run.figure("requests") == nil && run.figure("errors") == nil)
        #expect(run.workload.virtualUsers == 500 && run.duration == 10 && run.series[1].name == "/id/1?name=bun")
        #expect(throws: FormatError.self) { try ResultFiles.runs(text.replacing(",533560.05", with: ",1")) }
    }

    @Test func bombardierDistributions() throws {
        let run = try ResultFiles.fixture("bombardier/some-500-and-timeouts.txt")
        #expect(run.figure("p99") ?? 0 >= 1 && run.figure("latency_ok.p99") ?? 1 < 0.1)
        #expect(throws: FormatError.self) {
            try ResultFiles.runs("Bombarding http://h for 1s using 1 connection(s)\nReqs/sec 1 1 1\nLatency 1 2 3\n")
        }
    }

    /// p95 by the formula of fortio's `CalcPercentile`: between 0.8 and 0.9 s of the cell that ends at 96 %.
    @Test func fortioInterpolates() throws {
        let text = """
            {"ActualQPS":10,"ActualDuration":10000000000,"RequestedQPS":"max","NumThreads":4,"RetCodes":{"200":98,"418":1,"-1":1},
            "DurationHistogram":{"Count":100,"Min":0.1,"Max":1.5,"Avg":0.5,"Data":[{"Start":0.1,"End":0.8,"Percent":91,"Count":91},
            {"Start":0.8,"End":0.9,"Percent":96,"Count":5},{"Start":0.9,"End":1.5,"Percent":100,"Count":4}],"Percentiles":[{"Percentile":50,"Value":0.4}]}}
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(near(run.figure("p95"), 0.88) && run.figure("p99") == nil && run.figure("errors") == 1)
        #expect(run.notes("percentile.interpolated").count == 1 && run.duration == 10 && run.workload.model == .closed)
        let ping = text.replacing("{\"200\":98,\"418\":1,\"-1\":1}", with: "{\"1\":99,\"2\":1}").replacing(
            "{\"Act", with: "{\"RunType\":\"GRPC Ping\",\"Act")
        #expect(try ResultFiles.runs(ping).first?.figure("errors") == 1)
        #expect(throws: FormatError.self) {
            try ResultFiles.runs(text.replacing("\"Count\":100", with: "\"Count\":\"1e9\""))
        }
    }

    // MARK: h2load, siege

    @Test func h2loadWarmUp() throws {
        let run = try ResultFiles.fixture("h2load/warm-up.txt")
        #expect(run.duration == 2 && run.workload.virtualUsers == 4)
        let down = try ResultFiles.fixture("h2load/server-down.txt")
        #expect(down.figure("error_rate") == 1 && down.figure("mean") == nil && down.figure("throughput") == nil)
    }

    @Test func siegeInThreeForms() throws {
        let log = try ResultFiles.runs(ResultFiles.fixtures.appending(path: "siege/siege.log"))
        #expect(log.map { $0.figure("requests") } == [100, 50])
        let text = try ResultFiles.fixture("siege/some-500.txt")
        #expect(text.notes.map(\.code) == ["errors.definition", "latency.rounded", "percentile.absent"])
        let interrupted =
            "** SIEGE 4.0.4\n** Preparing 10 concurrent users for battle.\nThe server is now under siege...\n"
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(interrupted) }
        #expect(error?.problem.contains("interrupted") == true)
    }
}
