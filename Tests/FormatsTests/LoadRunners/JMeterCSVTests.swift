import Formats
import Foundation
import Measurements
import Testing

struct JMeterCSVTests {
    /// Figures by a few lines of Python: the csv module, quantiles as (n + 1) p.
    @Test func shop() throws {
        let run = try ResultFiles.fixture("jmeter-csv/shop.csv")
        #expect(run.tool == .init("JMeter"))
        #expect(
            run.series.map(\.id) == [
                "*", "Buy", "Closed port", "GET /api/broken", "GET /api/products", "Old route", "POST /api/cart",
                "POST /checkout", "Umsätze, \"gesamt\"",
            ])
        #expect(run.figure("requests") == 140 && run.figure("errors") == 40)
        #expect(near(run.figure("p50"), 0.018) && near(run.figure("p95"), 0.03995) && near(run.figure("p99"), 0.07878))
        #expect(near(run.figure("mean"), 0.01815) && run.figure("min") == 0 && run.figure("max") == 0.096)
        #expect(near(run.figure("latency_ok.p95"), 0.0419))
        #expect(near(run.figure("throughput"), 101.5228426395939))
        #expect(run.start == 1_795_246_249.882 && near(run.duration, 1.379))
        #expect(run.figure("data_received") == 57280)
        #expect(run.workload.virtualUsers == 4)
        #expect(run.figure("requests", of: "Umsätze, \"gesamt\"") == 20)
        #expect(near(run.figure("p95", of: "Umsätze, \"gesamt\""), 0.0289))
        #expect(run.figure("errors", of: "GET /api/broken") == 20 && run.figure("5xx", of: "GET /api/broken") == 1)
        #expect(run.figure("errors", of: "Closed port") == 20 && run.figure("5xx", of: "Closed port") == 0)
        #expect(near(run.figure("p95", of: "Buy"), 0.07765) && run.figure("requests", of: "Buy") == 20)
        #expect(run.notes("transactions.apart").count == 1)
    }

    @Test(arguments: [
        ("tabs", 0.019, 0.044, 99.43181818181819), ("no-header", 0.018, 0.040, 100.0),
        ("few-columns", 0.0185, 0.042, 100.43041606886658),
    ])
    func otherColumns(story: String, p50: Double, p95: Double, rate: Double) throws {
        let run = try ResultFiles.fixture("jmeter-csv/\(story).csv")
        #expect(run.figure("requests") == 140 && run.figure("errors") == 40)
        #expect(near(run.figure("p50"), p50) && near(run.figure("p95"), p95) && near(run.figure("throughput"), rate))
        #expect(run.notes("errors.by-status").isEmpty == (story != "few-columns"))
        #expect(run["Umsätze, \"gesamt\""]?.requests == 20)
    }

    @Test func datesWithoutZone() throws {
        let run = try ResultFiles.fixture("jmeter-csv/dates.csv")
        #expect(run.figure("requests") == 140 && near(run.figure("p95"), 0.040))
        #expect(run.start == nil && (run.duration ?? 0) > 1 && run.notes("start.absent").count == 1)
    }

    /// The tool's own figures of the same samples: its dashboard's formulas, and its Aggregate Report by its own code.
    @Test func goldenPairs() throws {
        let raw = try ResultFiles.fixture("jmeter-csv/shop.csv")
        let dashboard = try ResultFiles.fixture("jmeter-statistics/of-shop.json")
        #expect(dashboard.series.map(\.id).sorted() == raw.series.map(\.id).sorted())
        for id in raw.series.map(\.id) {
            for name in ["requests", "errors", "throughput", "p50", "p90", "p95", "p99", "min", "max", "mean"] {
                #expect(near(raw.figure(name, of: id), dashboard.figure(name, of: id)), "\(id) \(name)")
            }
        }
        let plain = try ResultFiles.fixture("jmeter-csv/plain.csv")
        let report = try ResultFiles.fixture("jmeter-aggregate/plain-en.csv")
        for id in plain.series.map(\.id) {
            for name in ["requests", "errors", "min", "max"] {
                #expect(plain.figure(name, of: id) == report.figure(name, of: id), "\(id) \(name)")
            }
            let (rate, printed) = (
                try #require(plain.figure("throughput", of: id)), try #require(report.figure("throughput", of: id))
            )
            #expect(abs(rate - printed) < 1e-5, "\(id)")
        }
    }

    private static let header =
        "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect"

    private func row(_ start: Int, _ elapsed: Int, _ label: String, code: String = "200", success: Bool = true)
        -> String
    {
        "\(start),\(elapsed),\(label),\(code),OK,T 1-1,text,\(success),,10,5,1,1,http://x/,1,0,0"
    }

    @Test func redirectsAreParts() throws {
        let start = 1_700_000_000_000
        let rows = [
            row(start, 100, "login"), row(start, 60, "login-0", code: "302"), row(start + 60, 40, "login-1"),
            row(start + 200, 50, "/-11"),
        ]
        let run = try #require(try ResultFiles.runs(([Self.header] + rows).joined(separator: "\n") + "\n").first)
        #expect(run.figure("requests") == 2 && near(run.figure("mean"), 0.075))
        #expect(run.figure("requests", of: "login-0") == 1 && run.notes("parts.apart").count == 1)
        // What does not fit into the sample is a request of its own.
        let apart = [row(start, 100, "login"), row(start + 50, 60, "login-0"), row(start + 200, 5, "login-1")]
        let other = try #require(try ResultFiles.runs(([Self.header] + apart).joined(separator: "\n")).first)
        #expect(other.figure("requests") == 3 && other.notes("parts.apart").isEmpty)
    }

    @Test func oddRows() throws {
        let start = 1_700_000_000_000
        let good = (0..<300).map { row(start + $0, 10, "a") }
        let text = [Self.header] + good + [Self.header, "garbage", row(start, 7, ""), row(start, 9, "*"), "170000"]
        let run = try #require(try ResultFiles.runs(text.joined(separator: "\r\n")).first)
        #expect(run.figure("requests") == 302)
        #expect(run.notes("lines.damaged") == ["1 of 305 rows are damaged and left out, the first is line 303"])
        #expect(run.notes("lines.cut").count == 1 && run.notes("file.appended").count == 1)
        #expect(run.series.map(\.id) == ["*", "(*)", "(no label)", "a"])
    }

    @Test(arguments: [
        ("timeStamp,elapsed,label,success\n1700000000000,-5,a,true\n", "test:2: 1 of 2 rows"),
        (
            "timeStamp,elapsed,label,success\n1700000000000,99999999999999999999,a,true\n",
            "expected elapsed milliseconds"
        ),
        ("timeStamp,elapsed,label,success\n9999999999999999,5,a,true\n", "expected a time in column 1"),
        ("timeStamp,elapsed,label,success\n1700000000000,5,a,maybe\n", "expected true or false in column 4"),
        ("timeStamp,elapsed,label,success\n", "no samples"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func manyLabelsAreFolded() throws {
        let rows = (0..<2050).map { row(1_700_000_000_000, 5, "/item/\($0)") }
        let run = try #require(try ResultFiles.runs(([Self.header] + rows).joined(separator: "\n") + "\n").first)
        #expect(run.series.count == 2002 && run.figure("requests", of: "(other)") == 50)
        #expect(run.figure("requests") == 2050 && run.notes("series.folded").count == 1)
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        let folder = ResultFiles.corpus.appending(path: "jmeter-jtl-csv")
        for name in ResultFiles.names(in: folder) {
            #expect(try ResultFiles.runs(folder.appending(path: name)).count == 1, "\(name)")
        }
        let redirects = try #require(
            try ResultFiles.corpus("jmeter-jtl-csv/Samytoro__playwright-selenium-jmeter-automation__results.jtl").first)
        #expect(redirects.figure("requests") == 50 && redirects.figure("errors") == 8)
        let flow = try #require(
            try ResultFiles.corpus("jmeter-jtl-csv/ouchgoutmohamed__EventTickets__summary_report_v2.csv").first)
        #expect(flow.figure("requests") == 88 && flow.figure("requests", of: "Complete Reservation Flow") == 82)
        #expect(flow.notes("lines.cut").count == 1)
        let slow = try #require(try ResultFiles.corpus("jmeter-jtl-csv/Blazemeter__taurus__slow-stdev.jtl").first)
        #expect(slow.figure("requests") == 599 && slow.figure("errors") == 63)
        let fine = try #require(try ResultFiles.corpus("jmeter-jtl-csv/Blazemeter__taurus__500-success--kpi.jtl").first)
        #expect(fine.figure("errors") == 0 && fine.figure("5xx") == 1)
    }
}
