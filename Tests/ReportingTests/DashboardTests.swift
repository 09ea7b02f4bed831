import Analysis
import Foundation
import Measurements
import Reporting
import Testing

/// The dashboard asks only for metrics that are written.
@Suite struct DashboardTests {
    @Test func queriesOnlyWhatIsWritten() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../.github/grafana/loadline.json")
        let dashboard = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        _ = try JSONSerialization.jsonObject(with: Data(dashboard.utf8))
        let asked = Set(dashboard.matches(of: /loadline_[a-z_]+/).map { String($0.0) })
        var verdict = Samples.trouble
        verdict.checks.append(Self.slowQueries)
        verdict.checks += Samples.trouble.checks.filter { $0.metric == .errorRate }.map { check in
            var check = check
            check.series = "GET /limited"
            check.limits = [
                .init(rule: "error_rate <= 1 %", level: .critical, status: .met, bound: 0.01, file: "", line: 1)
            ]
            return check
        }
        let written = OpenMetricsReporter().report(verdict).matches(of: /TYPE ([a-z_]+) gauge/).map { String($0.1) }
        #expect(asked.count > 10)
        #expect(asked.subtracting(written) == [])
    }

    private static var slowQueries: Check {
        var check = Check(
            series: "SELECT", labels: [:], metric: MetricName("slow_queries", .value), unit: .count, direction: .lower)
        check.head = .init(value: 12, values: [12])
        return check
    }
}
