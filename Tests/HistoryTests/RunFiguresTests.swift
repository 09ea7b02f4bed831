import Foundation
import History
import Measurements
import Testing

/// Some figures, read without the rest of a run, are those of the whole run.
@Suite struct RunFiguresTests {
    private static let metrics = [
        "p50", "p95", "p99", "mean", "max", "latency_ok.p95", "few.p50", "few.min", "checks", "checks.count", "share",
        "sent",
        "sent.rate", "users", "users.min", "users.max", "requests", "errors", "error_rate", "throughput", "none",
    ].map { MetricName(parsing: $0) }

    @Test(arguments: Kept.kinds)
    func theyAreThoseOfTheRun(kind: String) throws {
        let store = try Kept.store(kind)
        let runs = try (0..<30).map { number in
            var run = try Kept.run(number, start: Double(number))
            run.run.series[0].labels["zone"] = number % 2 == 0 ? "a" : nil
            if number % 3 == 0 { run.run.series[0].measurements["latency_ok"] = nil }
            if number % 5 == 0 { run.run.series.reverse() }
            return run
        }
        _ = try store.append(runs)
        let entries = try store.entries(branch: "main", limit: nil)
        let whole = try store.runs(of: entries).map { RunFigures(try $0.get(), Self.metrics) }
        #expect(try store.figures(Self.metrics, of: entries).map { try $0.get() } == whole)
        #expect(whole[1].series == ["GET /a", Series.all] && whole[2].series == ["GET /a{zone=a}", Series.all])
        let known = Self.metrics.indices.filter { whole[1].figure(0, $0) != nil }.map { Self.metrics[$0].description }
        let absent: Set = ["few.min", "max", "mean", "sent.rate", "users.max", "none"]
        #expect(known == Self.metrics.map(\.description).filter { !absent.contains($0) })
        #expect(whole[1].figure(1, 0) == nil && whole[1].figure(1, 16)?.value == 1001)
    }

    @Test(arguments: Kept.kinds)
    func theyAreSelectedAsRunsAre(kind: String) throws {
        let store = try Kept.store(kind)
        let runs = try (0..<40).map { number in
            var run = try Kept.run(number, start: Double(number))
            if number % 4 == 1 { run.run.labels["verdict"] = "fail" }
            if number % 4 == 2 { run.run.series = [] }
            return run
        }
        _ = try store.append(runs)
        let selection = Selection(branch: "main", last: 15)
        let whole = try store.select(selection, objection: \.unfitness)
        let found = try store.selectFigures(selection, of: Self.metrics)
        #expect(found.runs == whole.runs.map { RunFigures($0, Self.metrics) })
        #expect(found.discarded == whole.discarded && whole.discarded == ["failed": 7, "holds no load": 7])
    }

    /// Of a run that is none, the reason is the same.
    @Test func whatIsDamagedIsNamed() throws {
        let path = Kept.path("sqlite")
        let store = try HistoryStores.open(path, creating: true)
        var run = try Kept.run(1)
        run.run.series[0].throughput = -1
        _ = try store.append([run, try Kept.run(2)])
        let selection = Selection(branch: "main")
        let damaged = try store.selectFigures(selection, of: Self.metrics).damaged
        #expect(damaged == (try store.select(selection).damaged))
        #expect(damaged.map(\.problem) == ["run \(run.id): series[0].throughput: expected a number of 0 or more"])
    }
}
