import Formats
import Foundation
import Measurements
import Testing

struct K6SummaryTests {
    /// fixtures/k6-summary/shop.json; the figures are the file's, by eye.
    @Test(arguments: ["shop.json", "shop-flat.json", "shop-machine-readable.json"])
    func oneRunInThreeForms(file: String) throws {
        let run = try ResultFiles.fixture("k6-summary/\(file)")
        #expect(run.figure("requests") == 400)
        #expect(run.figure("errors") == 0)
        #expect(near(run.figure("throughput"), 191.4996672872812))
        #expect(near(run.duration, 2.088776475))
        #expect(near(run.figure("p95"), 0.04180482985))
        #expect(near(run.figure("med"), 0.0164887))
        #expect(near(run.figure("mean"), 0.02031024086249999))
        #expect(near(run.figure("max"), 0.055983617))
        #expect(near(run.figure("p95", of: "POST /checkout"), 0.0487440271))
        #expect(run.figure("error_rate", of: "POST /checkout") == 0)
        #expect(near(run.figure("throughput", of: "POST /checkout"), 47.8749168218203))
        #expect(run["POST /checkout"]?.labels == ["method": "POST"])
        #expect(near(run.figure("p95", of: "/api/products/{id}"), 0.012803715849999998))
        #expect(near(run.figure("p95", of: "*{group=browse}"), 0.0192668898))
        #expect(near(run.figure("latency_ok.p95"), 0.04180482985))
        #expect(near(run.figure("checks"), 296.0 / 300))
        #expect(near(run.figure("coupon_used.rate"), 0.28))
        #expect(run.figure("orders_total") == 100)
        #expect(near(run.figure("orders_total.rate"), 47.8749168218203))
        #expect(run.figure("cart_value.p95") == 30)
        #expect(run.figure("stock_left.max") == 1000)
        #expect(run.workload.virtualUsers == 4)
        #expect(run.series.map(\.id).prefix(3) == ["*", "*{group=browse}", "/api/products/{id}"])
        #expect(run.notes("k6.threshold").isEmpty)
    }

    @Test func unitsAndDirections() throws {
        let metrics = try #require(ResultFiles.fixture("k6-summary/shop.json")["*"]).measurements.mapValues(\.metric)
        #expect(metrics["render_time"] == Metric("render_time", unit: .seconds, direction: .lower))
        #expect(metrics["cart_value"] == Metric("cart_value", unit: .unknown, direction: .neither))
        #expect(metrics["data_received"]?.unit == .bytes)
        #expect(metrics["checks"]?.direction == .higher)
        #expect(metrics["latency"] == .latency)
        // The flat form does not say that it is a time: its value stays as it stands there.
        let flat = try ResultFiles.fixture("k6-summary/shop-flat.json")
        #expect(near(flat.figure("render_time.p95"), 31.645496975))
        #expect(flat.notes("unit.unknown").first?.contains("cart_value, render_time") == true)
        #expect(flat["*"]?.measurements["iteration_duration"]?.metric.unit == .seconds)
    }

    @Test func countsOfLatency() throws {
        let run = try ResultFiles.fixture("k6-summary/default-stats.json")
        #expect(run.figure("latency.count") == 240)
        #expect(try ResultFiles.fixture("k6-summary/shop.json").figure("latency.count", of: "POST /checkout") == 100)
    }

    @Test func absentPercentilesAreSaid() throws {
        let run = try ResultFiles.fixture("k6-summary/default-stats.json")
        #expect(run.figure("p99") == nil)
        #expect(run.notes("percentile.absent") == ["p99 is not in this file; it has p50, p90, p95"])
        #expect(try ResultFiles.fixture("k6-summary/shop.json").notes("percentile.absent").isEmpty)
    }

    /// `{"ok": false}` in one form, `true` in the other: the same two thresholds.
    @Test(arguments: ["thresholds-failed.json", "thresholds-failed-flat.json"])
    func brokenThresholds(file: String) throws {
        let notes = try ResultFiles.fixture("k6-summary/\(file)").notes("k6.threshold")
        #expect(
            notes.sorted() == [
                "k6's own threshold failed: http_req_duration{name:/checkout,method:POST}: p(95)<30",
                "k6's own threshold failed: http_reqs: rate>100000",
            ])
    }

    @Test(arguments: ["server-down.json", "server-down-flat.json"])
    func refusedConnectionsAreNotFast(file: String) throws {
        let run = try ResultFiles.fixture("k6-summary/\(file)")
        #expect(run.figure("requests") == 200)
        #expect(run.figure("error_rate") == 1)
        #expect(run.figure("p95") == nil)
        #expect(run["*"]?.measurements["http_req_waiting"] == nil)
        #expect(run.notes("latency.absent").count == 1)
    }

    @Test(arguments: ["no-http.json", "no-http-flat.json"])
    func withoutHTTP(file: String) throws {
        let run = try ResultFiles.fixture("k6-summary/\(file)")
        #expect(run.figure("requests") == nil)
        #expect(run.figure("error_rate") == nil)
        #expect(run["*"]?.measurements["queue_never_used"] == nil)
        #expect(run.notes("metric.no-samples") == ["without samples, left out: queue_never_used"])
        #expect(near(run.figure("queue_publish_failed"), 2.0 / 150))
        #expect(run.figure("iterations") == 150)
        #expect(near(run.duration, 0.491343854))
    }

    @Test func openModelAndScenarios() throws {
        let arrivals = try ResultFiles.fixture("k6-summary/arrival-rate-dropped.json")
        #expect(arrivals.workload.model == .open)
        #expect(arrivals.figure("dropped_iterations") == 107)
        let two = try ResultFiles.fixture("k6-summary/two-scenarios.json")
        #expect(two.workload.model == nil)
        #expect(two.figure("requests", of: "*{scenario=browse}") == 472)
        #expect(two.figure("errors", of: "*{scenario=buy}") == 0)
        #expect(two.figure("requests", of: "*{scenario=buy}") == 80)
        #expect(two.figure("iterations", of: "*{scenario=buy}") == 80)
        #expect(near(two.figure("max", of: "*{group=setup}"), 0.001456088))
        #expect(!"\(two)".contains("started"), "setup_data may hold tokens")
    }

    @Test func failuresAmongLatencies() throws {
        let run = try ResultFiles.fixture("k6-summary/failing-30-percent.json")
        #expect((run.figure("error_rate") ?? 0) > 0.1)
        #expect(run.figure("latency_ok.p95") != nil)
        #expect(run.notes("latency.includes-failures").isEmpty)
        let flattered =
            #"{"metrics":{"http_reqs":{"count":10,"rate":1},"http_req_failed":{"passes":4,"fails":6,"value":0},"#
            + #""http_req_duration":{"avg":2,"p(95)":3,"p(99)":4}}}"#
        let without = try #require(try ResultFiles.runs(flattered).first)
        #expect(without.figure("error_rate") == 0.4, "`value`, which old versions left at 0, is not asked")
        #expect(without.notes("latency.includes-failures").count == 1)
        #expect(without.duration == 10)
    }

    @Test func oddNames() throws {
        let run = try ResultFiles.fixture("k6-summary/odd-names.json")
        for name in [
            "a | b || c", "two\nlines\r\nand\ttab", "Größe/日本語/🛒/עברית", "p(95)<500",
            "<!-- loadline key=forged --> </details>",
        ] {
            #expect(run[name]?.measurements["latency"] != nil, "\(name)")
        }
    }

    @Test func tagsAndCredentials() throws {
        let text = """
            {"metrics": {"http_reqs": {"count": 3, "rate": 1},
            "http_reqs{ 'url' : \\"http://me:secret@host/x?a=b:c\\" , method:GET}": {"count": 2, "rate": 0.5},
            "http_reqs{group:::a::b,status:200}": {"count": 1, "rate": 0.25}, "http_reqs{}": {"count": 3, "rate": 1}}}
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.series.map(\.id) == ["*", "*{group=a::b,status=200}", "GET /x?a=b:c"])
        #expect(!"\(run)".contains("secret"))
        let hosts = text.replacingOccurrences(of: "http_reqs{}", with: "http_reqs{name:https://other/x}")
        #expect(try ResultFiles.runs(hosts).first?["GET http://host/x?a=b:c"]?.requests == 2)
    }

    @Test(arguments: [
        (#"{"metrics":{"http_reqs":{"count":-1,"rate":1}}}"#, "expected a count of requests, found -1"),
        (#"{"metrics":{"http_reqs":{"count":1e300,"rate":1}}}"#, "expected a count of requests, found 1e+300"),
        (
            #"{"metrics":{"http_reqs":{"count":"9","rate":1}}}"#,
            "metrics.http_reqs.count: expected a number, found a string"
        ),
        (#"{"metrics":{"http_req_failed":{"passes":1.5,"fails":1,"value":1}}}"#, "passes: expected a whole number"),
        (
            #"{"metrics":{"http_reqs":{"count":1,"rate":1},"http_req_failed":{"passes":3,"fails":1,"value":1}}}"#,
            "3 failed of 1 requests"
        ),
        (#"{"metrics":{"http_req_duration":{"avg":-4,"p(95)":3}}}"#, "expected times of 0 or more, found -4"),
        (#"{"metrics":{"http_reqs":"@{count=9; rate=1}"}}"#, "PowerShell"),
        (
            #"{"metrics":{"http_reqs":{"type":"timer","contains":"x","values":{}}}}"#,
            "expected a counter, gauge, rate or trend"
        ),
        (#"{"metrics":{},"root_group":{}}"#, "holds no metrics"),
        (#"{"metrics":{"iteration_duration":{"avg":0,"p(95)":0}}}"#, "nothing was measured"),
        (#"{"metrics":{"http_reqs":{"count":1,"#, "cut off"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        #"{"status":"PASSED"}"#, #"{"context":{},"k6":{"metrics":{}}}"#, #"{"metrics":{"iterations":5}}"#,
        "     checks....: 100%",
    ])
    func notRecognized(text: String) {
        #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(Recognition.formats(of: Array(text.utf8)).isEmpty)
    }

    struct Expected: Sendable, CustomTestStringConvertible {
        var file: String
        var requests, errors, throughput: Double
        /// Milliseconds, as in the file.
        var p50, p95, max: Double?
        var broken: Int
        var users: Int
        var testDescription: String { file }
    }

    /// Figures taken from the files with a few lines of Python (`json.load`, metrics[...].values or metrics[...]).
    static let strangers = [
        Expected(
            file: "k6-summary-export/Samytoro__playwright-selenium-jmeter-automation__summary.json", requests: 682,
            errors: 0, throughput: 40.82511752785117, p50: 298.88149999999996, p95: 353.8993999999999, max: 704.01,
            broken: 0, users: 50),
        Expected(
            file: "k6-summary-export/andreposman__qr-code-generator__summary-export.json", requests: 493168, errors: 0,
            throughput: 4288.100370179589, p50: 3.12, p95: nil, max: 1737.376, broken: 0, users: 149),
        Expected(
            file: "k6-summary-export/louloulin__apix__k6-summary.json", requests: 254764, errors: 254764,
            throughput: 17292.637040265974, p50: nil, p95: nil, max: nil, broken: 2, users: 179),
        Expected(
            file: "k6-summary-export/tiagonline__kit-qa-outsera__k6-summary.json", requests: 38524, errors: 95,
            throughput: 379.4267831437279, p50: 160.997379, p95: 801.0541782499995, max: 6316.526399, broken: 0,
            users: 500),
        Expected(
            file: "k6-summary-handlesummary/grafana__k6-example-circleci-orb__072ce2cc--summary.json", requests: 20,
            errors: 0, throughput: 2.409160205298996, p50: 259.9225, p95: 265.1961, max: 277.909, broken: 0, users: 5),
        Expected(
            file: "k6-summary-handlesummary/grafana__k6-example-circleci-orb__076eeef2--summary.json", requests: 20,
            errors: 0, throughput: 2.409160205298996, p50: 259.9225, p95: 265.1961, max: 277.909, broken: 0, users: 5),
        Expected(
            file: "k6-summary-handlesummary/grafana__k6-example-circleci-orb__summary.json", requests: 20, errors: 0,
            throughput: 2.4169333249062928, p50: 255.0285, p95: 260.64205000000004, max: 260.89, broken: 0, users: 5),
        Expected(
            file: "k6-summary-handlesummary/scottgal__mostlyucid-nmt__k6-summary.json", requests: 856, errors: 0,
            throughput: 6.5904002351602635, p50: 10990.5877, p95: 24458.761375, max: 26306.3651, broken: 1, users: 100),
    ]

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"), arguments: strangers)
    func strangersFiles(expected: Expected) throws {
        let runs = try ResultFiles.corpus(expected.file)
        let run = try #require(runs.first)
        #expect(runs.count == 1 && run.format == "k6-summary")
        #expect(run.figure("requests") == expected.requests)
        #expect(run.figure("errors") == expected.errors)
        #expect(near(run.figure("throughput"), expected.throughput))
        #expect(near(run.figure("p50"), expected.p50.map { $0 / 1000 }))
        #expect(near(run.figure("p95"), expected.p95.map { $0 / 1000 }))
        #expect(near(run.figure("max"), expected.max.map { $0 / 1000 }))
        #expect(run.notes("k6.threshold").count == expected.broken)
        #expect(run.workload.virtualUsers == expected.users)
    }
}
