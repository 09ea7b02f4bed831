import Formats
import Foundation
import Measurements
import Testing

struct GatlingTests {
    /// The figures of the report and the log of the same run.
    @Test(arguments: ["2.0", "2.3", "3.3", "3.10"])
    func logsOfAllVersions(version: String) throws {
        let log = try ResultFiles.fixture("gatling-log/shop-\(version).log")
        let totals = try ResultFiles.fixture("gatling-stats/global_stats.json")
        let isGrouped = version == "3.10"
        #expect(
            log.series.map(\.id) == [
                "*", isGrouped ? "Buy / POST /checkout" : "GET /api/broken",
                isGrouped ? "GET /api/broken" : "GET /api/products",
                isGrouped ? "GET /api/products" : "GET /api/search?q=lamp",
                isGrouped ? "GET /api/search?q=lamp" : "POST /checkout",
            ])
        for name in ["requests", "errors", "min", "max"] {
            #expect(near(log.figure(name), totals.figure(name)), "\(name)")
        }
        for name in ["mean", "p50", "p75", "p95", "p99", "latency_ok.p95"] {
            let (raw, printed) = (try #require(log.figure(name)), try #require(totals.figure(name)))
            #expect(abs(raw - printed) < 0.002, "\(name)")
        }
        #expect(log.workload.virtualUsers == 4 && log.workload.scenario == "shop.Shop")
        #expect(log.tool.version == (version.hasPrefix("2") ? nil : version == "3.3" ? "3.3.1" : "3.10.5"))
        #expect(log.notes("gatling.errors").isEmpty == !isGrouped)
    }

    @Test func statsByRequest() throws {
        let stats = try ResultFiles.fixture("gatling-stats/stats.json")
        let log = try ResultFiles.fixture("gatling-log/shop-3.3.log")
        #expect(stats.series.map(\.id).sorted() == log.series.map(\.id).sorted())
        for id in stats.series.map(\.id) {
            #expect(stats.figure("requests", of: id) == log.figure("requests", of: id))
            #expect(stats.figure("errors", of: id) == log.figure("errors", of: id))
        }
    }

    @Test func script() throws {
        let json = String(
            decoding: try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "gatling-stats/stats.json")),
            as: UTF8.self)
        var script =
            "var stats = " + json.replacing("\"type\":", with: "type:").replacing("\"contents\":", with: "contents:")
        script +=
            "\n\nfunction fillStats(stat){\n    $(\"#numberOfRequests\").append(stat.numberOfRequests.total);\n}\n"
        #expect(try ResultFiles.runs(script)[0].series == ResultFiles.fixture("gatling-stats/stats.json").series)
    }

    private static let start = "RUN\tshop.Shop\tshop\t1700000000000\t \t3.10.5\n"

    @Test func damagedLines() throws {
        let request = "REQUEST\t\ta\t1700000000000\t1700000000100\tOK\t \n"
        let many = String(repeating: request, count: 200)
        let run = try #require(try ResultFiles.runs(Self.start + many + "REQUEST\t\ta\t17000\n" + request).first)
        #expect(run.figure("requests") == 201 && run.notes("lines.damaged").count == 1)
        let cut = try #require(try ResultFiles.runs(Self.start + request + "REQUEST\t\ta\t1700").first)
        #expect(cut.figure("requests") == 1 && cut.notes("lines.cut").count == 1)
    }

    @Test func manyNamesAreFolded() throws {
        let requests = (0..<2050).map { "REQUEST\t\t/item/\($0)\t1700000000000\t1700000000100\tOK\t \n" }
        let run = try #require(try ResultFiles.runs(Self.start + requests.joined()).first)
        #expect(run.series.count == 2002 && run.figure("requests", of: "(other)") == 50)
        #expect(run.figure("requests") == 2050 && run.notes("series.folded").count == 1)
    }

    @Test(arguments: [
        (start, "no requests"), (start + "REQUEST\t\ta\t1700000000100\t1700000000000\tOK\n", "test:2: 1 of 2 lines"),
        ("\0\0\0\0\u{6}3.14.3\0\0\0&com.example.Simulation", "binary log of Gatling 3.14.3"),
        ("{\"simulation\":\"a\",\"assertions\":[]}", "assertions, which have no times"),
        (
            "{\"name\":\"x\",\"numberOfRequests\":{\"total\":1,\"ko\":2},\"meanResponseTime\":{\"total\":1}}",
            "cannot be"
        ),
        ("{\"name\":\"x\",\"numberOfRequests\":{\"total\":0},\"meanResponseTime\":{\"total\":-1}}", "no requests"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    /// A log and the figures of Gatling's report on it.
    @Test(
        .enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"),
        arguments: [
            "addtocart3-20190524184035741", "landinghomepage-20190726073119327", "landinghomepage-20200214181122566",
        ])
    func goldenPairs(run name: String) throws {
        let prefix = "srivastavagaurav5393__LPS_Gatling__\(name)"
        let log = try ResultFiles.corpus("gatling-simulation-log/\(prefix)--simulation.log")[0]
        let stats = try ResultFiles.corpus("gatling-stats-json/\(prefix)--js--stats.json")[0]
        let totals = try ResultFiles.corpus("gatling-global-stats-json/\(prefix)--js--global_stats.json")[0]
        #expect(stats.series.first == totals.series.first)
        #expect(log.series.map(\.id).sorted() == stats.series.map(\.id).sorted())
        for id in log.series.map(\.id) {
            for name in ["requests", "errors", "min", "max", "throughput"] {
                #expect(near(log.figure(name, of: id), stats.figure(name, of: id)), "\(id) \(name)")
            }
            for name in ["p50", "p75", "p95", "p99", "mean"] {
                let (raw, printed) = (try #require(log.figure(name, of: id)), try #require(stats.figure(name, of: id)))
                // Whole milliseconds, rounded up at one half.
                #expect(
                    abs(raw - printed) <= 0.000501 || (name == "mean" && abs(raw - printed) < 0.001), "\(id) \(name)")
            }
        }
    }

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"))
    func strangersFiles() throws {
        let counts = [
            "nuxeo__gatling-report__simulation-1.log.gz": 2464, "nuxeo__gatling-report__simulation-v2.3.log": 1000,
            "nuxeo__gatling-report__simulation-v3.10.log.gz": 16029,
            "nuxeo__gatling-report__simulation-v3.2.log.gz": 16095,
            "nuxeo__gatling-report__simulation-small-v3.4.log": 31,
            "satyriasizz__gatling2-load-test-example__simulation.log": 5400,
        ]
        for (name, requests) in counts {
            #expect(
                try ResultFiles.corpus("gatling-simulation-log/\(name)")[0].figure("requests") == Double(requests),
                "\(name)")
        }
        let script = try ResultFiles.corpus("gatling-stats-js/slawekradzyminski__performance-tests-java__stats.js")[0]
        let json = try ResultFiles.corpus("gatling-stats-json/slawekradzyminski__performance-tests-java__stats.json")[0]
        // "-" in the script is 0 in the JSON.
        #expect(script.series.map(\.id) == json.series.map(\.id) && script.figure("p95") == json.figure("p95"))
        for folder in ["gatling-assertions-json", "gatling-simulation-log-binary"] {
            for name in ResultFiles.names(in: ResultFiles.corpus.appending(path: folder)) {
                let error = #expect(throws: FormatError.self) { try ResultFiles.corpus("\(folder)/\(name)") }
                #expect(error?.problem.contains("js/stats.json") == true)
            }
        }
    }
}
