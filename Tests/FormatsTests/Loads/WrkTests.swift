import Formats
import Foundation
import Measurements
import Testing

struct WrkTests {
    @Test func report() throws {
        let run = try ResultFiles.fixture("wrk/plain.txt")
        #expect(run.tool.name == "wrk" && run.series.map(\.id) == ["*", "/api/products"])
        #expect(run.workload == Workload(model: .closed, virtualUsers: 4))
        #expect(run.notes("percentile.absent") == ["p95 is not in this file; it has p50, p75, p90, p99"])
        #expect(run.labels.keys.sorted() == ["host"])
        let without = try ResultFiles.fixture("wrk/without-percentiles.txt")
        #expect(without.figure("p50") == nil && without.figure("mean") != nil)
        #expect(without.notes("percentile.absent") == ["p95 and p99 are not in this file; it has none"])
    }

    @Test func severalRunsWithProse() throws {
        let runs = try ResultFiles.runs(ResultFiles.fixtures.appending(path: "wrk/several-runs.txt"))
        #expect(runs.map { $0.series[1].name } == ["/products", "/api/products"])
    }

    /// Nothing was recorded: missing, not 0.
    @Test func allTimedOut() throws {
        let run = try ResultFiles.fixture("wrk/all-timed-out.txt")
        #expect(run.figure("error_rate") == 1 && run.figure("p50") == nil && run.figure("mean") == nil)
        #expect(run.notes("latency.absent") == ["every answer came after wrk's timeout, so it recorded no latency"])
    }

    static func report(timeouts: Int, requests: Int = 1000, more: String = "") -> String {
        """
        Running 10s test @ http://me:secret@h:1/a?b=c
          2 threads and 8 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.20s   250.00ms   1.99s    70.00%
            Req/Sec    50.00     10.00   100.00     70.00%
          Latency Distribution
             50%    1.10s
             75%    1.40s
             90%    1.70s
             99%    1.98s
          \(requests) requests in 10.00s, 1.50MB read
          Socket errors: connect 1, read 2, write 3, timeout \(timeouts)
        \(more)Requests/sec:    100.00
        Transfer/sec:    153.60KB

        """
    }

    /// Late answers are counted and not recorded, so printed percentiles are those of the others.
    @Test func lateAnswers() throws {
        let few = try #require(try ResultFiles.runs(Self.report(timeouts: 10)).first)
        #expect(
            few.figure("p90") == 1.7 && few.figure("p99") == 1.98 && few.figure("max") == nil
                && few.figure("mean") == nil)
        let many = try #require(try ResultFiles.runs(Self.report(timeouts: 200)).first)
        #expect(many.figure("p90") == nil && many.figure("p50") == nil)
        #expect(many.figure("p40") == 1.1 && near(many.figure("p79.2"), 1.98))
        #expect(many.notes("latency.timeouts").first?.hasPrefix("200 of 1000 answers (20.00 %)") == true)
        let none = try #require(try ResultFiles.runs(Self.report(timeouts: 0)).first)
        #expect(none.figure("max") == 1.99 && none.notes("latency.timeouts").isEmpty)
    }

    @Test func failures() throws {
        let run = try #require(
            try ResultFiles.runs(Self.report(timeouts: 0, more: "  Non-2xx or 3xx responses: 94\n")).first)
        #expect(run.figure("requests") == 1006 && run.figure("errors") == 100)
        #expect(run.notes("latency.includes-failures").count == 1)
        #expect(run.series[1].name == "/a?b=c" && run.labels == ["host": "h:1"])
        #expect(near(run.figure("data_received"), 1.5 * 1024 * 1024))
    }

    @Test(arguments: [
        ("1.20s ", "1.20x ", "test:4: expected figures as wrk prints them"),
        ("1000 requests in 10.00s", "1000 requests in ten", "test:11"),
        ("connect 1", "connect -1", "test:12"), ("Requests/sec:    100.00", "Requests/sec:    many", "test:13"),
    ])
    func refused(part: String, replacement: String, problem: String) {
        let text = Self.report(timeouts: 0).replacing(part, with: replacement)
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func wrk2CountsFromWhenRequestsWereDue() throws {
        let run = try ResultFiles.fixture("wrk2/rate-not-reached.txt")
        #expect(run.workload.model == .open)
        #expect(run.figure("p50") ?? 0 > 0.5)
        #expect(run.notes("latency.uncorrected").count == 1)
        #expect(run.notes("percentile.absent").isEmpty)
    }

    @Test func wrk2ShorterThanItsCalibration() throws {
        let text = Self.report(timeouts: 0).replacing("50.00     10.00   100.00", with: " -nan      -nan   0.00")
        #expect(Recognition.formats(of: Array(text.utf8)) == ["wrk2"])
    }
}
