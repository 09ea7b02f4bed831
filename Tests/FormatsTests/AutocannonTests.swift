import Formats
import Foundation
import Measurements
import Testing

struct AutocannonTests {
    @Test func oneResult() throws {
        let run = try ResultFiles.fixture("autocannon/plain.json")
        #expect(run.series.map(\.id) == ["*", "GET /api/products"])
        for id in run.series.map(\.id) {
            #expect(run.figure("requests", of: id) == 3351 && run.figure("errors", of: id) == 0)
            #expect(run.figure("throughput", of: id) == 670.2)
            #expect(near(run.figure("p50", of: id), 0.014) && near(run.figure("p97.5", of: id), 0.019))
            #expect(near(run.figure("p99.9", of: id), 0.023) && near(run.figure("mean", of: id), 0.01439))
            #expect(near(run.figure("min", of: id), 0.008) && near(run.figure("max", of: id), 0.024))
            #expect(run.figure("latency.count", of: id) == 3351)
            #expect(run.figure("5xx.rate", of: id) == 0)
        }
        #expect(run.figure("p95") == nil)
        #expect(
            run.notes == [
                Note(
                    "percentile.absent",
                    "p95 is not in this file; it has p50, p75, p90, p97.5, p99, p99.9, p99.99, p99.999")
            ])
        #expect(run.start.map { abs($0 - 1_795_241_664.325) < 1e-6 } == true && run.duration == 5)
        #expect(run.workload == Workload(model: .closed, virtualUsers: 10))
        #expect(run.figure("data_received.rate") == 104544)
    }

    @Test func severalEndpointsAreOneRun() throws {
        let runs = try ResultFiles.runs(ResultFiles.fixtures.appending(path: "autocannon/several-endpoints.json"))
        #expect(runs.count == 1)
        let run = try #require(runs.first)
        #expect(run.series.map(\.id) == ["*", "/api/products", "/api/products/7", "/api/search?q=lamp"])
        #expect(run.series.map(\.requests) == [6351, 2015, 3051, 1285])
        #expect(near(run.figure("p99", of: "/api/search?q=lamp"), 0.032))
        // One after the other: the load was never that of all together.
        #expect(run.figure("throughput") == nil && run.figure("p99") == nil)
        #expect(run.duration == 9 && run.workload.virtualUsers == 10)
    }

    /// A small result; the braces of the last part are the caller's to close.
    static func result(_ url: String, start: String = "2026-01-01T00:00:00.000Z", changes: [String: String] = [:])
        -> String
    {
        let text = """
            {"url":"\(url)","connections":2,"duration":3,"start":"\(start)","finish":"2026-01-01T00:00:03.000Z","errors":1,"timeouts":1,"non2xx":2,\
            "4xx":2,"5xx":0,"latency":{"average":5,"min":1,"max":20,"p50":4,"p90":9,"p99":15},"requests":{"average":3.5,"total":9},\
            "throughput":{"average":10,"total":30}}
            """
        return changes.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
    }

    @Test func endpointsMeasuredAtOnce() throws {
        let run = try #require(
            try ResultFiles.runs("[\(Self.result("http://h/a")),\(Self.result("http://h/b"))]").first)
        #expect(run.figure("throughput") == 7 && run.workload.virtualUsers == 4 && run.duration == 3)
        #expect(run.figure("requests") == 20 && run.figure("errors") == 6)
        #expect(near(run.figure("4xx", of: "/a"), 0.2))
    }

    @Test func resultsOfTheSameEndpointAreRuns() throws {
        let a = Self.result("http://h/a")
        let b = Self.result("http://h/b")
        let lines = try ResultFiles.runs([a, b, a, b, a].joined(separator: "\n"))
        #expect(lines.map { $0.series.map(\.name) } == [["*", "/a", "/b"], ["*", "/a", "/b"], ["*", "/a"]])
        let hosts = try ResultFiles.runs("[\(a),\(Self.result("http://me:secret@g/a"))]")
        #expect(hosts.map { $0.series.map(\.name) } == [["*", "http://h/a", "http://g/a"]])
    }

    @Test func failures() throws {
        let errors = try ResultFiles.fixture("autocannon/errors.json")
        #expect(errors.figure("requests") == 1449 + 15 && errors.figure("errors") == 15 + 71)
        #expect(near(errors.figure("5xx"), 71.0 / 1464))
        #expect(errors.notes("errors.definition").count == 1)
        let redirects = try ResultFiles.fixture("autocannon/redirects-only.json")
        #expect(redirects.figure("error_rate") == 1)
        #expect(redirects.notes("latency.includes-failures").count == 1)
        let down = try ResultFiles.fixture("autocannon/server-down.json")
        #expect(down.figure("error_rate") == 1 && down.figure("p99") == nil && down.figure("throughput") == 0)
        #expect(down.notes("latency.absent").count == 1)
    }

    @Test func percentilesOf2017() throws {
        let run = try ResultFiles.fixture("autocannon/old-2017.json")
        #expect(
            near(run.figure("p99"), 0.019) && near(run.figure("p99.9"), 0.022) && near(run.figure("p99.999"), 0.022))
        #expect(run.figure("latency.count") == 1340)
    }

    @Test(arguments: [
        ("\"total\":9", "\"total\":-9", "requests.total: expected a whole number"),
        ("\"total\":9", "\"total\":1e300", "requests.total: expected a whole number"),
        ("\"total\":9", "\"total\":\"9\"", "requests.total: expected a whole number from 0 to 2^53, found a string"),
        ("\"non2xx\":2", "\"non2xx\":20", "20 answers other than 2xx of 9"),
        ("\"p99\":15", "\"p99\":-15", "latency.p99: expected a number of 0 or more"),
        ("\"p99\":15", "\"p99\":NaN", "expected a JSON value"),
        ("\"connections\":2", "\"connections\":1e15", "connections cannot be"),
    ])
    func refused(part: String, replacement: String, problem: String) {
        let text = Self.result("http://h/a", changes: [part: replacement])
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text, as: "autocannon") }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func cutOff() {
        let text = String(Self.result("http://h/a").dropLast(2))
        let error = #expect(throws: FormatError.self) { try ResultFiles.runs(text) }
        #expect(error?.description.contains("cut off") == true)
    }

    @Test func sumsDoNotOverflow() {
        let huge = Self.result("http://h/a", changes: ["\"total\":9": "\"total\":9007199254740992"])
        let many = (0..<2000).map { huge.replacingOccurrences(of: "/a", with: "/\($0)") }.joined(separator: "\n")
        #expect(throws: FormatError.self) { try ResultFiles.runs(many) }
    }

    @Test(arguments: [
        #"{"spec":{},"result":{"latency":{"mean":1}}}"#,
        #"[{"name":"x","requests":"1","latency":"5","throughput":"4"}]"#,
        #"{"url":"http://h","requests":3997,"duration":0.06,"errors":0,"latency":{"min":4}}"#,
    ])
    func notRecognized(text: String) {
        #expect(Recognition.formats(of: Array(text.utf8)).isEmpty)
    }

    /// Requests, requests/s, then p50, p99, p99.9, max in milliseconds, seconds and connections: by a few lines of Python from the files.
    static let strangers: [(String, [Double])] = [
        ("denosaurs__bench__aqua--results--hello_bench.json", [250405, 25043.2, 1, 3, 8, 26, 10.02, 40]),
        ("denosaurs__bench__hello_bench.json", [207623, 18876, 1, 4, 10, 47, 11.03, 40]),
        ("denosaurs__bench__results--hello_bench.json", [391028, 35549.82, 0, 3, 9, 19, 11.03, 40]),
        ("fastify__benchmarks__egg.js.json", [895623, 22390.8, 34, 68, 99, 173, 40.01, 100]),
        ("fastify__benchmarks__express.json", [17683, 8840, 0, 2, 3, 7, 2, 10]),
        ("fastify__benchmarks__fastify.json", [22727, 11364, 0, 1, 2, 6, 2, 10]),
        ("fastify__benchmarks__hapi.json", [1483, 741.5, 9, 61, 75, 78, 2, 10]),
        (
            "fastify__benchmarks__results-v3.28-2022-04-12--express.json",
            [568592, 14215.8, 68, 87, 142, 197, 40.01, 100]
        ),
        (
            "fastify__benchmarks__results-v3.28-2022-04-12--fastify.json",
            [3_066_910, 76673.61, 14, 19, 27, 64, 40.01, 100]
        ),
        (
            "fastify__benchmarks__results-v3.28-2022-04-12--hapi.json",
            [1_677_216, 41930.4, 17, 42, 57, 137, 40.01, 100]
        ),
        ("fastify__benchmarks__yeps.json", [2_746_456, 68661.2, 17, 24, 33, 76, 40.01, 100]),
    ]

    @Test(.enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"), arguments: strangers)
    func strangersFiles(file: String, figures: [Double]) throws {
        let runs = try ResultFiles.corpus("autocannon-json/\(file)")
        let run = try #require(runs.first)
        #expect(runs.count == 1 && run.series.map(\.id) == ["*", "/"])
        #expect(run.figure("requests") == figures[0] && run.figure("throughput") == figures[1])
        for (name, milliseconds) in zip(["p50", "p99", "p99.9", "max"], figures[2...5]) {
            #expect(near(run.figure(name), milliseconds / 1000), "\(name)")
        }
        #expect(run.duration == figures[6] && run.workload.virtualUsers == Int(figures[7]))
        #expect(run.figure("errors") == 0 && run.figure("p95") == nil)
    }
}
