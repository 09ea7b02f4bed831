import Foundation
import Measurements

extension Note {
    /// That p95 or p99, which people ask for, is not among the percentiles that a tool printed; nil where both are.
    static func absentPercentiles(of distribution: Distribution?) -> Note? {
        guard let distribution, case .quantiles = distribution.shape else { return nil }
        let missing = [0.95, 0.99].filter { distribution.quantile($0) == nil }
        guard !missing.isEmpty else { return nil }
        let known = distribution.printedPercentiles.filter { $0 >= 50 && $0 < 100 }
        let asked = missing.map(Self.name(ofRank:)).joined(separator: " and ")
        let has = known.isEmpty ? "none" : known.map { Self.name(ofRank: $0 / 100) }.joined(separator: ", ")
        return Note(
            "percentile.absent", "\(asked) \(missing.count == 1 ? "is" : "are") not in this file; it has \(has)")
    }

    private static func name(ofRank rank: Double) -> String { MetricName.Statistic.quantile(rank).description }

    /// That the latency of failed requests is among the latencies, where there are many of them: fast failures flatter a run.
    static func latencyIncludesFailures(_ failed: Int, of requests: Int) -> Note? {
        guard requests > 0, Double(failed) / Double(requests) > 0.05 else { return nil }
        let percent = String(format: "%.1f", Double(failed) / Double(requests) * 100)
        return Note(
            "latency.includes-failures",
            "\(percent) % of the requests failed, and their latencies are among the latencies; judge the error rate first"
        )
    }

    /// That a tool printed whole milliseconds, where that is coarse: medians below 10 ms are off by 5 % or more.
    static func wholeMilliseconds(_ distribution: Distribution?, of tool: String) -> Note? {
        guard let distribution, let median = distribution.quantile(0.5) ?? distribution.mean, median < 0.010 else {
            return nil
        }
        return Note("latency.rounded", "\(tool) prints whole milliseconds, which is coarse for latencies like these")
    }
}
