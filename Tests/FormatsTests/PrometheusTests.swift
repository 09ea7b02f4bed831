import Formats
import Foundation
import Measurements
import Testing

/// Values by prometheus_client's own parser and histogram_quantile written anew in Python.
struct PrometheusTests {
    @Test(arguments: ["after.txt", "after-openmetrics.txt"])
    func oneScrape(file: String) throws {
        let run = try ResultFiles.fixture("prometheus/\(file)")
        #expect(run.series.first?.id == "*" && run.figure("requests") == 1000 && run.figure("errors") == 19)
        #expect(run.figure("5xx") == 0.014 && run.figure("throughput") == nil)
        #expect(near(run.figure("p50"), 0.02211340206185567) && near(run.figure("p95"), 0.2872340425531915))
        #expect(near(run.figure("p99"), 0.5))
        #expect(near(run.figure("p95", of: "GET /api/cart"), 0.024617924528301888))
        #expect(run.figure("requests", of: "POST /checkout") == 323 && run.figure("errors", of: "POST /checkout") == 7)
        #expect(near(run.figure("p99", of: "POST /checkout"), 0.8384999999999991))
        #expect(run.figure("latency_ok.count", of: "POST /checkout") == 316)
        #expect(run.notes("counter.since-start").count == 1 && run.notes("latency.buckets").count == 1)
    }

    @Test func databaseCacheAndMemory() throws {
        let run = try ResultFiles.fixture("prometheus/after.txt")
        let select = "SELECT orders{kind=database}"
        #expect(near(run.figure("p95", of: select), 0.0590909090909091) && run.figure("requests", of: select) == 240)
        #expect(run.figure("slow_queries_total") == 19)
        #expect(
            near(run.figure("cache_hit_rate"), 0.816) && near(run.figure("cache_hit_rate", of: "cache=products"), 0.816)
        )
        #expect(run.figure("process_resident_memory_bytes") == 300_839_338)
        #expect(run["*"]?.measurements["process_resident_memory_bytes"]?.metric.unit == .bytes)
        #expect(near(run.figure("api_latency_ms"), 0.02714086087341898) && run.figure("api_latency_ms.count") == 1000)
        #expect(run.figure("db_pool_connections", of: "state=max") == 20)
        #expect(run.figure("api_error_total", of: "kind=timeout") == 14 && run.figure("api_error_total") == 14)
        #expect(run.figure("http_requests_total") == 1000 && !run.series.contains { $0.name.hasPrefix("method=") })
        #expect(!run.series.contains { series in series.metricNames.contains { $0.hasSuffix("_created") } })
        // The same latencies in milliseconds are in seconds here, by route alone.
        #expect(near(run.figure("http_request_duration_ms.p95", of: "route=/api/cart"), 0.024617924528301888))
    }

    private func difference(_ before: String, _ after: String, seconds: Double? = nil) throws -> Run {
        let folder = ResultFiles.fixtures.appending(path: "prometheus")
        func input(_ name: String) throws -> Input {
            try Input(name: name, bytes: ResultFiles.bytes(folder.appending(path: name)))
        }
        return try PrometheusDifference.read(before: input(before), after: input(after), seconds: seconds)
    }

    @Test func difference() throws {
        let run = try difference("before.txt", "after.txt", seconds: 30)
        #expect(run.figure("requests") == 600 && run.figure("errors") == 12 && run.figure("throughput") == 20)
        #expect(run.figure("5xx") == 0.015)
        #expect(near(run.figure("p95"), 0.24387755102040817))
        #expect(near(run.figure("p95", of: "GET /api/products"), 0.05681818181818182))
        #expect(near(run.figure("p95", of: "SELECT orders{kind=database}"), 0.052142857142857026))
        #expect(run.figure("slow_queries_total") == 12 && run.figure("slow_queries_total.rate") == 0.4)
        #expect(near(run.figure("cache_hit_rate"), 487.0 / 600))
        #expect(run.figure("process_resident_memory_bytes") == 300_839_338)
        #expect(near(run.figure("api_latency_ms"), 14974.42234651018 / 600 / 1000))
        #expect(run.notes("counter.reset").isEmpty && run.notes("counter.since-start").isEmpty)
    }

    @Test func restartIsNoticed() throws {
        let run = try difference("before.txt", "restarted.txt")
        #expect(run.figure("requests") == 90 && run.figure("throughput") == nil)
        #expect(
            run.notes("counter.reset").first?.hasPrefix("the service was started again between the scrapes") == true)
        let before = "process_start_time_seconds 100\nx_total{a=\"b\"} 5\n"
        let after = "process_start_time_seconds 900\nx_total{a=\"b\"} 7\n"
        let restarted = try PrometheusDifference.read(
            before: Input(name: "b", bytes: Array(before.utf8)), after: Input(name: "a", bytes: Array(after.utf8)))
        #expect(restarted.figure("x_total") == 7 && restarted.notes("counter.reset").count == 1)
        let same = try PrometheusDifference.read(
            before: Input(name: "b", bytes: Array((before + "y_total{a=\"b\"} 5\n").utf8)),
            after: Input(
                name: "a", bytes: Array("process_start_time_seconds 100\nx_total{a=\"b\"} 7\ny_total{a=\"b\"} 3\n".utf8)
            ))
        #expect(same.figure("x_total") == 2 && same.figure("y_total") == 3)
        #expect(same.notes("counter.reset") == ["smaller in the later scrape, so counted from 0: y_total"])
    }

    /// Every series of buckets that Prometheus answered, against its own histogram_quantile at the same instant.
    @Test func quantilesAreThoseOfPrometheus() throws {
        func answer(_ name: String) throws -> [JSON] {
            let bytes = try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "prometheus-api/\(name).json"))
            return try #require(JSON.parse(bytes, source: name)["data"]?["result"]?.array)
        }
        func key(_ metric: JSON?) -> String {
            ["method", "route", "status"].map { metric?[$0]?.string ?? "" }.joined(separator: " ")
        }
        func value(_ json: JSON) -> Double { json["value"]?.array?.last?.string.flatMap(Double.init) ?? .nan }
        var cumulative: [String: [(Double, Double)]] = [:]
        for one in try answer("buckets") {
            let bound = try #require(one["metric"]?["le"]?.string.flatMap(Double.init))
            cumulative[key(one["metric"]), default: []].append((bound, value(one)))
        }
        let quantiles = try answer("quantiles-of-buckets")
        #expect(quantiles.count >= 6 && quantiles.count == cumulative.count)
        for one in quantiles {
            let sorted = try #require(cumulative[key(one["metric"])]).sorted { $0.0 < $1.0 }
            let counts = zip(sorted, [(0, 0)] + sorted).map { $0.1 - $1.1 }
            let buckets = Buckets(bounds: sorted.dropLast().map(\.0), counts: counts)
            #expect(near(buckets.quantile(0.95), value(one)))
        }
    }

    @Test func aboveTheHighestBoundNothingIsKnown() throws {
        let text = """
            # TYPE http_request_duration_seconds histogram
            http_request_duration_seconds_bucket{le="1"} 90
            http_request_duration_seconds_bucket{le="+Inf"} 100
            http_request_duration_seconds_sum 200
            http_request_duration_seconds_count 100
            """
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("p50") == 50.0 / 90 && run.figure("p95") == nil && run.figure("mean") == 2)
        #expect(run.notes("percentile.above-buckets").count == 1)
        #expect(throws: Absent("p95 of latency lies above the highest bound of the buckets")) {
            try run["*"]?.figure(MetricName(parsing: "p95"))
        }
        guard case .distribution(let latency)? = run["*"]?.measurements["latency"]?.value else {
            Issue.record("no latency")
            return
        }
        #expect(latency.bounds(of: 0.95).lower == Distribution.Quantile(rank: 0.9, value: 1))
        #expect(latency.bounds(of: 0.95).upper == nil)
    }

    @Test func oddText() throws {
        let text =
            "# a comment\n\n#HELP\n{\"http.requests\", path=\"a\\\\b \\\"c\\\"\\n\",} +1.5e1 1700000000000\nnan_gauge{a=\"b\"} NaN\nplain -Inf\nup{x=\"y\"} 1\r\n"
        let run = try #require(try ResultFiles.runs(text, as: "prometheus").first)
        #expect(run.series.map(\.name).sorted() == ["path=a\\b \"c\"\n", "x=y"])
        #expect(run.start == 1_700_000_000)
    }

    /// What Prometheus or the OpenMetrics conformance tests refuse.
    @Test(arguments: [
        ("a{b=\"c\"} 1\na{b=\"c\"} 2\n", ":2: a with the same labels a second time"),
        ("a{b=\"c\",b=\"d\"} 1\n", "label b is there twice"), ("a{b=\"c\"}\n", "expected a value"),
        ("a{b=\"c\" 1\n", ":1:9: expected \",\" or \"}\""), ("a{b=c} 1\n", "expected a quotation mark"),
        ("a{1=\"c\"} 1\n", "a label's name"),
        ("a{b=\"c} 1\n", "ends within a quotation"), ("a{b=\"c\"} 0x1p3\n", "expected a value"),
        ("a{b=\"c\"} 1_000\n", "expected a value"),
        ("a{b=\"c\"} 1 2 3\n", "expected the end of the line"), ("a{b=\"c\"} 1 1.5\n", "milliseconds"),
        ("9a{b=\"c\"} 1\n", "a metric's name"),
        ("# TYPE a counter\n# TYPE a gauge\na 1\n", "a second # TYPE"), ("# TYPE a widget\na 1\n", "expected a type"),
        ("# HELP a x\n# HELP a y\na 1\n", "a second # HELP"), ("# TYPE a counter\na -1\n", "a count of 0 or more"),
        ("# TYPE a counter\na NaN\n", "a count of 0 or more"), ("# TYPE a gauge\n", "no samples"),
        ("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_count 1\n", "no bucket +Inf"),
        ("# TYPE a histogram\na_bucket{le=\"x\"} 1\n", "expected a bound"),
        ("# TYPE a histogram\na_bucket{le=\"1\"} 3\na_bucket{le=\"+Inf\"} 2\n", "do not rise"),
        ("# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_count 3\n", "_count differs"),
        ("# TYPE a histogram\na_count 3\n", "no buckets"),
        ("# TYPE a summary\na{quantile=\"1.5\"} 1\n", "a quantile from 0 to 1"),
        ("# TYPE a summary\na 1\n", "a quantile from 0 to 1"),
        ("# TYPE a counter\na_total 1\n# EOF\nb 1\n", "nothing may follow # EOF"),
        ("# TYPE a counter\na 1\n# EOF\n", "expected a_total"),
        ("# TYPE a gauge\n\na 1\n# EOF\n", ":2: OpenMetrics has no blank lines"),
        ("# TYPE a unknown\na 1\n", "no # EOF"),
        ("# TYPE a_s gauge\n# UNIT a_s seconds\na_s 1\n# EOF\n", "does not end with its unit"),
        ("# TYPE a info\na_info{b=\"c\"} 2\n# EOF\n", "always 1"),
        ("# TYPE a stateset\na{a=\"on\"} 0.5\n# EOF\n", "a state is 0 or 1"),
        ("# TYPE a stateset\na{b=\"on\"} 1\n# EOF\n", "the state in label a"),
        ("# TYPE a gauge\na 1 # {t=\"x\"} 1\n# EOF\n", "an exemplar stands at"),
        ("# TYPE a counter\na_total 1 # {t=x} 1\n# EOF\n", "a quotation mark"),
        ("# TYPE a gauge\n# TYPE b gauge\na{x=\"1\"} 1\nb 1\na{x=\"2\"} 1\n# EOF\n", "do not stand together"),
        ("a 1\n# TYPE a gauge\n", "# TYPE of a after its samples"),
        ("# TYPE a gauge\na 1 NaN\n# EOF\n", "a finite time stamp"),
        ("# TYPE 1a gauge\n", "expected a metric's name after # TYPE"),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text, as: "prometheus") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    /// Each of these was also refused by the parser of prometheus_client 0.26, which holds the conformance tests.
    @Test(arguments: [
        "a{b=\"1\",} 1\n", "a{b=\"1\"}1\n", "a  1\n", "a\t1\n", " a 1\n", "a 1 \n", "a 1  1\n", "# comment\na 1\n",
        "a 1 # {a=\"b\"} 1\n", "# TYPE a counter\na_total 1 # {a=\"b\"} 1 NaN\n",
        "# TYPE a counter\na_total 1 #{a=\"b\"} 1\n",
        "# TYPE a info\na 1\n", "# TYPE a histogram\na_bucket{le=\"+INF\"} 0\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 0.5\n",
        "# TYPE a histogram\na_bucket{le=\"2\"} 0\na_bucket{le=\"1\"} 0\na_bucket{le=\"+Inf\"} 0\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum -1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 1\n",
        "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 0\na_gcount 0\na_gsum -1\n",
        "# TYPE a gaugehistogram\na_gsum 1\n",
        "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 2\na_gcount 1\na_gsum 1\n",

        "# TYPE a summary\na_sum NaN\n", "# TYPE a summary\na_count 0.5\n", "a 1\n# HELP a x\n",
        "# TYPE a gauge\na{x=\"1\"} 0 0\na{x=\"2\"} 0 0\na{x=\"1\"} 0 1\n",
        "# TYPE a counter\n# TYPE a_total gauge\na_total 1\n",
    ])
    func refusedAsOpenMetrics(text: String) {
        #expect(throws: FormatError.self) { try ResultFiles.runs(text + "# EOF\n", as: "prometheus") }
    }

    @Test(arguments: ["up 1\n", "# TYPE\n", "Transactions: 100 hits\n", "a,b\n1,2\n", "# HELP me\nfoo bar baz\n"])
    func notRecognized(text: String) {
        #expect(Recognition.formats(of: Array(text.utf8)).isEmpty)
    }
}

struct PrometheusAPITests {
    private func run(_ name: String) throws -> Run { try ResultFiles.fixture("prometheus-api/\(name).json") }

    @Test func expressions() throws {
        let quantiles = try run("p95-by-route")
        #expect(quantiles.series.map(\.name) == ["route=/api/cart", "route=/api/products", "route=/checkout"])
        #expect(near(quantiles.figure("query", of: "route=/checkout"), 0.4568262411347518))
        #expect(near(try run("scalar").figure("query"), 174.0414769230769))
    }

    @Test func buckets() throws {
        let run = try run("buckets")
        #expect(run.labels == ["instance": "127.0.0.1:8461", "job": "shop"] && run.series.count == 4)
        #expect(run.figure("p95", of: "GET /api/cart").map { $0 > 0.01 && $0 < 0.05 } == true)
    }

    @Test func range() throws {
        let memory = try run("memory-range")
        #expect(memory.figure("process_resident_memory_bytes.max").map { $0 > 300e6 && $0 < 301e6 } == true)
        #expect(
            memory.figure("process_resident_memory_bytes.min") != memory.figure("process_resident_memory_bytes.max"))
        #expect(memory.duration == 38 && memory.start == 1_795_245_371)
    }

    @Test(arguments: [
        #"{"data":{"result":[{"values":[[100,"5"],[110,"9"]],"x":[{}],"metric":{"__name__":"a_total","b":"c"}}],"resultType":"matrix"},"status":"success"}"#,
        #"{"status":"success","isPartial":false,"data":{"resultType":"matrix","stats":{},"result":[{"metric":{"__name__":"a_total","b":"c"},"histograms":null,"#
            + #""values":[[100,"5"],[110,"9"]]}]}}"#,
    ])
    func membersInAnyOrder(text: String) throws {
        let run = try #require(try ResultFiles.runs(text, as: "prometheus-api").first)
        #expect(run.figure("a_total", of: "b=c") == 4 && run.duration == 10 && run.start == 100)
    }

    @Test(arguments: [
        (
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"value":[1,"2"]}]}}"#,
            #"data.result[0] has no "values""#
        ),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}}"#,
            "data.result[0].value: expected [seconds"
        ),
        (#"{"status":"success","data":{"resultType":"vector","result":[]},"data":{}}"#, #"has "data" after "data""#),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[],"result":[]}}"#,
            #"data has "result" after "result""#
        ),
        (#"{"status":"success","data":{"resultType":"vector"}}"#, #"data has no "result""#),
        (#"{"status":"success","data":{"result":[]}}"#, #"data has no "resultType""#),
        (#"{"status":"success"}"#, #"has no "data""#),
        (#"{"status":"success"} 1"#, "expected the end of the JSON document"),
    ])
    func incomplete(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text, as: "prometheus-api") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func countersOfARangeAreTheirRises() throws {
        let text = #"""
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"http_requests_total","method":"GET","status":"200"},
            "values":[[100,"5"],[110,"9"],[120,"2"],[130,"4"]]},{"metric":{"__name__":"http_requests_total","method":"GET","status":"503"},"values":[[100,"0"],[130,"2"]]}]}}
            """#
        let run = try #require(try ResultFiles.runs(text).first)
        #expect(run.figure("requests", of: "GET") == 10 && run.figure("errors", of: "GET") == 2)
        #expect(run.duration == 30 && near(run.figure("throughput"), 10.0 / 30))
    }

    @Test(arguments: [
        (
            #"{"status":"error","errorType":"bad_data","error":"parse error"}"#,
            "Prometheus answered with an error: parse error"
        ),
        (#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, "the query matched nothing"),
        (#"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#, "expected vector, matrix or scalar"),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}}"#,
            "expected [seconds, \"value\"]"
        ),
        (
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}"#,
            "native histograms"
        ),
    ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
}
