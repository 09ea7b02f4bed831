import Foundation
import Measurements
import Testing

@testable import Formats

/// k6's raw output against k6's own summary of the same run, and against figures counted by hand.
struct K6JSONTests {
    /// Raw fixture, and the summary that k6 wrote of the same run.
    static let pairs: [(raw: String, summary: String)] = ResultFiles.fixtures(of: "k6-json").map { file in
        let story = String(file.lastPathComponent.prefix { $0 != "." })
        return (file.lastPathComponent, (story == "shop-zst" ? "shop-gz" : story) + "-of-same-run.json")
    }

    @Test(arguments: pairs)
    func agreesWithTheSummaryOfTheSameRun(raw: String, summary: String) throws {
        let run = try ResultFiles.fixture("k6-json/\(raw)")
        let bytes = try ResultFiles.bytes(ResultFiles.fixtures.appending(path: "k6-summary/\(summary)"))
        let metrics = try #require(try JSON.parse(bytes, source: summary)["metrics"]?.object)
        var compared = 0
        for (key, metric) in metrics.members.map({ ($0.key, $0.value) }) {
            let (name, place) = K6SeriesKey.split(key)
            guard let series = Self.series(place, of: run), let values = metric["values"]?.object else { continue }
            for (statistic, value) in values.members.map({ ($0.key, $0.value.number) }) where statistic != "rate" {
                guard let expected = value, let found = Self.figure(name, statistic, place, series) else { continue }
                compared += 1
                let scale = metric["contains"]?.string == "time" && statistic != "count" ? 1000.0 : 1
                #expect(near(found * scale, expected), "\(key) \(statistic): \(found * scale), k6 says \(expected)")
            }
        }
        #expect(compared > 12, "\(raw): only \(compared) figures compared")
    }

    /// The series of everything, or the only one of that name and method.
    private static func series(_ place: K6SeriesKey, of run: Run) -> Series? {
        let found = run.series.filter { $0.name == place.name }
        let labels = place.labels.filter { $0.key != "method" }
        return found.count == 1 && labels.isEmpty ? found[0] : nil
    }

    private static func figure(_ name: String, _ statistic: String, _ place: K6SeriesKey, _ series: Series) -> Double? {
        switch (name, statistic) {
        case ("http_reqs", "count"): return series.requests.map(Double.init)
        case ("http_req_failed", "passes"): return series.errors.map(Double.init)
        case ("http_req_failed", _), ("http_reqs", _): return nil
        default: break
        }
        let ours = name == "http_req_duration" ? (place.isExpectedResponse ? "latency_ok" : "latency") : name
        let measurement = series.measurements[ours]
        switch (measurement?.value, statistic) {
        case (.ratio(let hits, _), "passes"): return Double(hits)
        case (.ratio(let hits, let total), "fails"): return Double(total - hits)
        default: return MetricName.Statistic(statistic).flatMap { try? measurement?.figure($0).value }
        }
    }

    @Test func endpointsOfARun() throws {
        let run = try ResultFiles.fixture("k6-json/checkout.json")
        #expect(
            run.series.map(\.id) == [
                "*", "GET /api/products/{id}{group=browse}", "GET /api/products{group=browse}",
                "POST /api/cart{group=buy}", "POST /checkout{group=buy::pay}",
            ])
        let checkout = try #require(run["POST /checkout{group=buy::pay}"])
        #expect(checkout.labels == ["method": "POST", "group": "buy::pay"])
        #expect(checkout.requests == 12 && checkout.errors == 0)
        #expect(checkout.measurements["4xx"]?.value == .ratio(hits: 0, total: 12))
        let span = try #require(run.duration)
        #expect(near(checkout.throughput, 12 / span))
        #expect(run.start == 1_795_241_143.763_821_7 || run.start ?? 0 > 1_795_241_143)
        #expect(run.format == "k6-json" && run.tool.name == "k6")
    }

    @Test func metricsOfAllTypes() throws {
        let metrics = try #require(ResultFiles.fixture("k6-json/checkout.json")["*"]).measurements
        #expect(metrics["render_time"]?.metric == Metric("render_time", unit: .seconds, direction: .lower))
        #expect(metrics["cart_value"]?.metric.unit == .unknown)
        #expect(metrics["checks"]?.value == .ratio(hits: 36, total: 36))
        #expect(metrics["checks"]?.metric.direction == .higher)
        #expect(metrics["data_received"]?.metric.unit == .bytes)
        guard case .gauge(let last, let min, let max) = metrics["stock_left"]?.value else {
            Issue.record("stock_left is no gauge")
            return
        }
        #expect(max == 1000 && min == 998 && (998...1000).contains(last))
        guard case .counter(let total, let rate?) = metrics["orders_total"]?.value else {
            Issue.record("orders_total is no counter")
            return
        }
        #expect(total == 12 && rate > 12)
    }

    @Test func failedRequests() throws {
        let run = try ResultFiles.fixture("k6-json/failing-30-percent.json")
        let all = try #require(run["*"])
        let errors = try #require(all.errors)
        #expect(errors > 0)
        #expect(all.measurements["5xx"]?.value == .ratio(hits: errors, total: all.requests ?? 0))
        #expect(try all.measurements["latency_ok"]?.figure(.count).value == Double((all.requests ?? 0) - errors))
    }

    @Test func noAnswerIsNoLatency() throws {
        let run = try ResultFiles.fixture("k6-json/server-down.json")
        let all = try #require(run["*"])
        #expect(all.requests == all.errors && all.requests ?? 0 > 0)
        #expect(all.measurements["latency"] == nil && all.measurements["http_req_waiting"] == nil)
        #expect(!run.notes("latency.absent").isEmpty)
    }

    @Test func workload() throws {
        let run = try ResultFiles.fixture("k6-json/arrival-rate.json")
        #expect(run.workload.scenario == "arrivals")
        #expect(run.workload.virtualUsers == 8)
        #expect(run.workload.model == nil)
    }

    /// Counted apart from this code, with Python's json.
    @Test(
        .enabled(if: ResultFiles.hasCorpus, "no corpus beside the package"),
        arguments: [
            Stranger("KirillY__k6-load-template__37145d38--k6-results.json", 21, 0, 13956.905983, series: 3),
            Stranger("KirillY__k6-load-template__k6-results.json", 61, 0, 14311.889233, series: 3),
            Stranger("dlmohamed13__trello_cypress__results.json", 300, 0, 15.4324, series: 3),
            Stranger("vafast__vafast-benchmarks__k6-results-elysia-peak.json", 20, 0, 0.6382, series: 5),
        ])
    func strangersFiles(file: Stranger) throws {
        let run = try #require(ResultFiles.corpus("k6-ndjson/\(file.name)").first)
        #expect(run.figure("requests") == Double(file.requests))
        #expect(run.figure("errors") == Double(file.errors))
        #expect(near(run.figure("p95").map { $0 * 1000 }, file.p95))
        #expect(run.series.count == file.series + 1)
        #expect(run.notes("lines.damaged").isEmpty && run.notes("lines.cut").isEmpty)
    }

    struct Stranger: Sendable, CustomTestStringConvertible {
        let name: String
        let requests: Int
        let errors: Int
        let p95: Double
        let series: Int

        init(_ name: String, _ requests: Int, _ errors: Int, _ p95: Double, series: Int) {
            self.name = name
            self.requests = requests
            self.errors = errors
            self.p95 = p95
            self.series = series
        }

        var testDescription: String { name }
    }
}
