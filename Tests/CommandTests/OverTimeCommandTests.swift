import Foundation
import Testing

/// Alert rules held against a real range of Prometheus; `Tests/FormatsTests/Timelines/ranges.py` says for how long each limit was broken.
struct OverTimeCommandTests {
    private static let limits: [(key: String, budget: String, file: String)] = [
        ("pool > 80 %", "hikaricp_connections_use: { critical: at most 80%, for: SECONDS }", "rush-metrics"),
        ("memory > 400 MB", "process_resident_memory_bytes: { critical: 400MB, for: SECONDS }", "rush-metrics"),
        ("cache hits < 80 %", "cache_hit_rate: { critical: at least 80%, for: SECONDS }", "rush-metrics"),
        ("p95 > 100 ms", "p95: { critical: 100ms, for: SECONDS }", "rush-p95"),
        ("p95 > 100 ms", "query: { critical: at most 0.1, for: SECONDS }", "rush-quantiles"),
        ("error_rate > 1 %", "error_rate: { critical: 1%, for: SECONDS }", "rush-error-rate"),
    ]

    private static func broken(_ key: String) throws -> Double {
        let file = Command.root.appending(path: "Tests/FormatsTests/Timelines/ranges.json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        return try #require((json?["courses"] as? [String: Double])?[key])
    }

    @Test(arguments: limits.indices)
    func brokenForJustSoLong(index: Int) throws {
        let (key, budget, file) = Self.limits[index]
        let seconds = Int(try Self.broken(key))
        let folder = try TemporaryFolder()
        for (longer, status) in [(0, Int32(1)), (1, 0)] {
            let text = budget.replacing("SECONDS", with: "\(seconds + longer)s")
            let path = try folder.write("budget.yml", text + "\n")
            let outcome = try Command.run(["check", "fixtures/prometheus-api/\(file).json", "--budget", path])
            #expect(outcome.status == status, "\(text): \(outcome)")
        }
    }

    /// Slices between scrapes and the windows of an alert rule tell the same of the rush: slow for some fifty seconds, and not for a minute.
    @Test(arguments: ["p95: { critical: 100ms, for: SECONDS }", "error_rate: { critical: 1%, for: SECONDS }"])
    func bucketsOverTime(budget: String) throws {
        let folder = try TemporaryFolder()
        for (seconds, status) in [(44, Int32(1)), (58, 0)] {
            let path = try folder.write("budget.yml", budget.replacing("SECONDS", with: "\(seconds)s") + "\n")
            let outcome = try Command.run(["check", "fixtures/prometheus-api/rush-metrics.json", "--budget", path])
            #expect(outcome.status == status, "\(budget), \(seconds): \(outcome)")
        }
    }
}
