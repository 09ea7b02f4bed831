import Analysis
import Foundation
import Measurements
import Reporting
import Testing

/// What `calibrate` says in sentences.
@Suite struct CalibrationReportTests {
    /// Twenty runs that differ by some two percent, and by these factors.
    private static func report(_ factors: [Int: Double]) throws -> String {
        let runs = (0..<20).map { number in
            var run = Run(source: "run-\(number).json", format: "test", tool: .init("tool"))
            run.start = 1e9 + Double(number) * 86_400
            run.commit = "commit-\(number)"
            run.series = ["GET /a", "GET /b", "GET /c", "POST /d"].enumerated().map { place, name in
                let wobble = (Double(number * 7 + place * 3) * 0.618_034).truncatingRemainder(dividingBy: 1)
                let median = 0.05 * (factors[number] ?? 1) * (0.99 + 0.02 * wobble)
                var series = Series(name, requests: 1000, errors: 0)
                series.set(
                    .latency,
                    .distribution(
                        Distribution(printed: [0.5: median, 0.95: 2 * median, 0.99: 3 * median], count: 1000)))
                return series
            }
            return run
        }
        return CalibrationReport(try #require(Calibration(runs, budget: nil)), discarded: [:]).text(width: 2000)
    }

    @Test func runsThatWereSlowInEverythingAreNamed() throws {
        #expect(try !Self.report([:]).contains("in everything"))
        let text = try Self.report([11: 1.34])
        #expect(
            text.contains(
                "The run of 2001-09-20 (commit-11) was 34 % worse in everything than the runs around it, and widens what counts as noise. "
                    + "Recorded again with `loadline record --failed` (its own file in the history will do, or what "
                    + "`loadline history show ID --json` writes), it is left out."))
        #expect(text.components(separatedBy: "in everything").count == 2)
    }

    @Test func theFarthestAreNamedAndTheRestCounted() throws {
        let text = try Self.report([2: 0.5, 5: 1.4, 8: 1.5, 11: 1.6, 14: 1.7, 17: 1.8])
        #expect(text.components(separatedBy: "in everything").count == 6)
        #expect(text.contains("(commit-2) was 50 % better in everything"))
        #expect(!text.contains("commit-5"))
        #expect(text.contains("So was 1 more run."))
    }
}
