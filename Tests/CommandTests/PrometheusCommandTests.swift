import Foundation
import Testing

/// `--prometheus`: what is asked, and what is made of the answers.
@Suite(.enabled(if: LocalServer.has("curl"), "curl is not installed"))
struct PrometheusCommandTests {
    private static let vector = #"""
        {"status":"success","data":{"resultType":"vector","result":[{"metric":{"method":"GET","route":"/cart"},"value":[1700000000,"0.25"]}]}}
        """#

    private func series(_ outcome: Command.Outcome) throws -> [[String: Any]] {
        #expect(outcome.status == 0, "\(outcome)")
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return try #require((json?["runs"] as? [[String: Any]])?.first?["series"] as? [[String: Any]])
    }

    @Test func namedQueryIsAFigure() throws {
        let server = try LocalServer("200 OK", Self.vector)
        let arguments = ["inspect", "--json", "--prometheus", server.address + "/", "--from", "1700000000"]
        let outcome = try Command.run(
            arguments + ["--to", "1700000090", "--query", "p95=max(x[$__range])", "--query", "render_ms=y"],
            environment: ["PROMETHEUS_TOKEN": "s3cret"])
        let metrics = try #require(series(outcome).first?["metrics"] as? [String: [String: Any]])
        #expect(metrics["latency"]?["p95"] as? Double == 250)
        #expect(metrics["render_ms"]?["last"] as? Double ?? metrics["render_ms"]?["value"] as? Double != nil)
        let asked = server.requests
        try #require(asked.count == 4)
        let plain = asked.map { $0.removingPercentEncoding ?? "" }
        #expect(plain[0].contains("GET /api/v1/query?query=max(x[90s])&time=1700000090.000"))
        // How each went: in parts of a minute and more where the whole window is asked for, else at every second.
        #expect(plain[1].contains("query_range?query=max(x[90s])&start=1700000090.000&end=1700000090.000&step=90.000"))
        #expect(plain[3].contains("query_range?query=y&start=1700000000.000&end=1700000090.000&step=1.000"))
        #expect(asked[0].contains("Authorization: Bearer s3cret\r\n"))
        #expect(!(outcome.output + outcome.errors).contains("s3cret"))
    }

    @Test func selectorIsAskedOverTheWindow() throws {
        let matrix = #"""
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"http_requests_total","method":"GET"},"values":[[100,"5"],[160,"125"]]}]}}
            """#
        let server = try LocalServer("200 OK", matrix)
        let outcome = try Command.run(
            ["inspect", "--json", "--prometheus", server.address, "--from", "100", "--to", "160", "--step", "1m"],
            environment: ["PROMETHEUS_USER": "ann", "PROMETHEUS_PASSWORD": "pw"])
        let all = try #require(series(outcome).first)
        #expect(all["requests"] as? Int == 120 && (all["throughput"] as? [String: Any])?["value"] as? Double == 2)
        let asked = try #require(server.requests.first)
        #expect(asked.contains("/api/v1/query_range?") && asked.contains("&start=100.000&end=160.000&step=60.000"))
        #expect(asked.contains("Authorization: Basic YW5uOnB3\r\n"))
    }

    /// Requests and errors of the parts of a window make the error rate of each.
    @Test func partsOfTheWindow() throws {
        let matrix = #"""
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1700000060,"100"],[1700000120,"200"],[1700000180,"50"]]}]}}
            """#
        let server = try LocalServer("200 OK", matrix)
        let folder = try TemporaryFolder()
        let ask = [
            "--prometheus", server.address, "--from", "1700000000", "--to", "1700000180", "--query",
            "requests=sum(increase(x[$__range]))", "--query", "errors=sum(increase(y[$__range]))",
        ]
        let budget = try folder.write("budget.yml", "error_rate: { critical: 99%, for: 3m }\n")
        let outcome = try Command.run(["check", "--budget", budget] + ask)
        #expect(outcome.status == 1 && outcome.output.contains("error_rate 100 %"), "\(outcome)")
        #expect(server.requests[1].contains("start=1700000060.000"))
        let late = try Command.run(["inspect", "--json", "--warmup", "1m"] + ask)
        #expect(late.status == 0 && server.requests.last?.contains("start=1700000120.000") == true, "\(late)")
    }

    @Test(arguments: [
        (
            "400 Bad Request", #"{"status":"error","errorType":"bad_data","error":"parse error at char 3"}"#, 65,
            "parse error at char 3"
        ),
        ("401 Unauthorized", "", 66, "set PROMETHEUS_TOKEN"),
        ("302 Found\r\nLocation: http://127.0.0.1/login", "", 66, "redirects to http://127.0.0.1/login"),
        ("404 Not Found", "<html>", 66, "answered HTTP 404"),
        ("503 Service Unavailable", "", 66, "answered HTTP 503"),
        ("200 OK", "hello", 65, ""),
        (
            "200 OK", #"{"status":"success","data":{"resultType":"vector","result":[]}}"#, 65,
            "the query matched nothing"
        ),
        (
            "200 OK",
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"NaN"]}]}}"#, 65,
            "no traffic"
        ),
    ])
    func refused(status: String, body: String, exit: Int32, words: String) throws {
        let server = try LocalServer(status, body)
        let outcome = try Command.run(["check", "--prometheus", server.address, "--query", "p95=x"])
        #expect(outcome.status == exit && (words.isEmpty || outcome.errors.contains(words)), "\(outcome)")
    }

    @Test func wrongCommandLines() throws {
        let port = try LocalServer.closedPort()
        #expect(try Command.run(["check", "--prometheus", "http://127.0.0.1:\(port)"]).status == 66)
        for arguments in [
            ["--prometheus", "localhost:9090"], ["--prometheus", "http://me:pw@host"], ["--query", "p95=x"],
            ["--prometheus", "http://host", "--from", "later"], ["--prometheus", "http://host", "--step", "0s"],
            ["--prometheus", "http://host", "--query", "error_rate=x"],
            ["--prometheus", "http://host", "--warmup", "30s"],
            ["--prometheus", "http://host", "--from", "1m", "--warmup", "1m"],
        ] {
            let outcome = try Command.run(["check"] + arguments)
            #expect(outcome.status == 64 && !outcome.errors.contains("pw"), "\(arguments): \(outcome)")
        }
    }
}

/// The same of a real server, on data that `promtool` writes: 60 requests in a minute, 30 of them up to 10 ms, 27 up to 50 ms, 3 up to 100 ms.
@Suite(
    .enabled(if: ["prometheus", "promtool", "curl"].allSatisfy(LocalServer.has), "prometheus or curl is not installed"))
struct RealPrometheusTests {
    private static func samples(_ start: Int) -> String {
        var lines = ["# TYPE http_request_duration_seconds histogram"]
        for (bound, share) in [("0.01", 30), ("0.05", 57), ("0.1", 60), ("+Inf", 60)] {
            for second in stride(from: 0, through: 60, by: 5) {
                let labels = #"{route="/cart",method="GET",le="\#(bound)"}"#
                lines.append(
                    "http_request_duration_seconds_bucket\(labels) \(1000 + share * second / 60) \(start + second)")
            }
        }
        return lines.joined(separator: "\n") + "\n# EOF\n"
    }

    @Test func quantilesAreThoseOfPrometheus() throws {
        let folder = try TemporaryFolder()
        let start = 1_700_000_000
        let (port, data) = (try LocalServer.closedPort(), folder.file("data").path)
        let text = try folder.write("samples.txt", Self.samples(start))
        let configuration = try folder.write("prometheus.yml", "global: {}\n")
        let backfill = try process("promtool", ["tsdb", "create-blocks-from", "openmetrics", text, data])
        backfill.waitUntilExit()
        let server = try process(
            "prometheus",
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(data)", "--storage.tsdb.retention.time=50y",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
            ])
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        let ask = ["--prometheus", "http://127.0.0.1:\(port)", "--from", "\(start)", "--to", "\(start + 60)"]
        var outcome = try Command.run(["inspect", "--json"] + ask)
        for _ in 0..<200 where outcome.status == 66 {
            Thread.sleep(forTimeInterval: 0.1)
            outcome = try Command.run(["inspect", "--json"] + ask)
        }
        // 60 requests: the 57th lies at 50 ms, the 30th at 10 ms.
        #expect(try latency(outcome, "p95") == 50 && latency(outcome, "p50") == 10)
        let query =
            "p95=histogram_quantile(0.95, sum by (le, route, method) (increase(http_request_duration_seconds_bucket[$__range])))"
        let named = try Command.run(["inspect", "--json"] + ask + ["--query", query])
        #expect(abs(try latency(named, "p95") - 50) < 1e-6)
        let metrics = try Command.run(["inspect", "--json"] + ask + ["--query", query, "--step", "20s"])
        #expect(try points(metrics, "p95") == [50, 50, 50])
        let wrong = try Command.run(["check"] + ask + ["--query", "p95=sum("])
        #expect(wrong.status == 65 && wrong.errors.contains("parse error"), "\(wrong)")
    }

    /// Rounded, in milliseconds.
    private func points(_ outcome: Command.Outcome, _ figure: String) throws -> [Double] {
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let series = try #require(
            (json?["runs"] as? [[String: Any]])?.first?["series"] as? [[String: Any]], "\(outcome)")
        let cart = try #require(series.first { $0["name"] as? String == "GET /cart" })
        let course = try #require((cart["courses"] as? [String: [String: Any]])?[figure])
        return try #require(course["points"] as? [[String: Any]]).compactMap { ($0["value"] as? Double)?.rounded() }
    }

    private func process(_ name: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func latency(_ outcome: Command.Outcome, _ figure: String) throws -> Double {
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let series = try #require(
            (json?["runs"] as? [[String: Any]])?.first?["series"] as? [[String: Any]], "\(outcome)")
        let cart = try #require(series.first { $0["name"] as? String == "GET /cart" })
        return try #require((cart["metrics"] as? [String: [String: Any]])?["latency"]?[figure] as? Double)
    }
}
