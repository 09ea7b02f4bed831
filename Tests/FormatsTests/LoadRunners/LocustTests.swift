import Formats
import Foundation
import Measurements
import Testing

struct LocustTests {
    /// As the file has it, read with Python's csv module.
    @Test func stats() throws {
        let run = try ResultFiles.fixture("locust-stats/plain.csv")
        #expect(
            run.series.map(\.id) == [
                "*", "GET /api/broken", "GET /api/products", "POST /checkout", "GET search, \"gesamt\"",
            ])
        #expect(run.figure("requests") == 673 && run.figure("errors") == 83)
        #expect(run.figure("throughput") == 96.07537234157152)
        #expect(near(run.figure("p50"), 0.018) && near(run.figure("p95"), 0.042) && near(run.figure("p99"), 0.049))
        #expect(near(run.figure("mean"), 0.02122640144129385) && near(run.figure("max"), 0.0587759489999371))
        #expect(run["GET search, \"gesamt\""]?.labels == ["method": "GET"])
        #expect(run.figure("errors", of: "GET search, \"gesamt\"") == 16)
        #expect(run.notes.map(\.code) == ["latency.rounded", "latency.includes-failures"])
        guard case .distribution(let latency)? = run.series.first?.measurements["latency"]?.value else {
            Issue.record("no latency")
            return
        }
        #expect(latency.resolution == 0.001 && latency.printedPercentiles.contains(99.9))
    }

    @Test func history() throws {
        let run = try ResultFiles.fixture("locust-history/plain.csv")
        #expect(run.series.map(\.id) == ["*"] && run.workload.virtualUsers == 5)
        #expect((run.figure("requests") ?? 0) > 600 && run.figure("p95") != nil && (run.duration ?? 0) >= 7)
        let full = try ResultFiles.fixture("locust-history/full-history.csv")
        #expect(full.series.count == 5 && full.figure("p95") == nil && full.figure("p50") != nil)
        #expect(full.notes("percentile.absent").count == 1)
    }

    @Test(arguments: ["failures", "exceptions"])
    func tablesWithoutRequests(kind: String) {
        let file = ResultFiles.fixtures.appending(path: "locust/\(kind).csv")
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(file) }
        #expect(error?.problem.contains("this is locust's table of \(kind)") == true)
    }

    private static let header =
        "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Requests/s,95%,100%\n"

    @Test func withoutTotal() throws {
        let run = try #require(
            try ResultFiles.runs(Self.header + "GET,/a,10,1,5,6.5,2.0,1000,1100\n\nGET,/b,5,0,5,6.5,1.0,9,9\n").first)
        #expect(run.figure("requests") == 15 && run.figure("errors") == 1 && run.figure("throughput") == 3)
        #expect(run.figure("p95") == nil && run.figure("p95", of: "GET /a") == 1)
        #expect(run.notes("latency.not-mergeable").count == 1)
    }

    @Test(arguments: [
        (header, "no requests"),
        (header + "GET,/a,-1,0,1,1,1,1,1\n", "test:2: column 3: expected a number of 0 or more"),
        (header + "GET,/a,1.5,0,1,1,1,1,1\n", "whole number"), (header + "GET,/a,1,2,1,1,1,1,1\n", "no more failures"),
        (header + "GET,/a,1,0,1,nan,1,1,1\n", "column 6"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        let old = try ResultFiles.corpus("locust-stats-csv/jenkinsci__performance-plugin__test_results_requests.csv")[0]
        #expect(old.figure("requests") == 71464 && old.figure("errors") == 10000 && near(old.figure("p50"), 0.2))
        let grpc = try ResultFiles.corpus("locust-stats-csv/Nikita-Filonov__load-testing-hub__locust_stats.csv")[0]
        #expect(grpc.figure("requests") == 11779 && near(grpc.figure("p95"), 7.8) && near(grpc.figure("p60"), 5.5))
        let windows = try ResultFiles.corpus("locust-stats-csv/jenkinsci__performance-plugin__test_results_stats.csv")[
            0]
        #expect(windows.series.count == 5 && near(windows.figure("p99"), 0.62))
        let shop = try ResultFiles.corpus(
            "locust-history-csv/veroliut__loadTestRetailDemoStore__results_stats_history.csv")[0]
        let table = try ResultFiles.corpus("locust-stats-csv/veroliut__loadTestRetailDemoStore__results_stats.csv")[0]
        for name in ["requests", "errors", "p50", "p95", "p99", "mean", "min", "max"] {
            #expect(near(shop.figure(name), table.figure(name)), "\(name)")
        }
        for folder in ["locust-failures-csv", "locust-exceptions-csv"] {
            for name in ResultFiles.names(in: ResultFiles.corpus.appending(path: folder)) {
                let error = #expect(throws: FormatError.self) { try ResultFiles.corpus("\(folder)/\(name)") }
                #expect(error?.problem.contains("NAME_stats.csv") == true)
            }
        }
    }
}
