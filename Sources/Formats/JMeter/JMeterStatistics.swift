import Measurements

/// statistics.json of JMeter's dashboard (`jmeter -g`, `-e -o`; 5.6): figures by label, and "Total". Times are milliseconds, errorPct is percent.
/// https://github.com/apache/jmeter/blob/rel/v5.6.3/src/core/src/main/java/org/apache/jmeter/report/processor/StatisticsSummaryConsumer.java
package struct JMeterStatistics: ResultFormat {
    package let name = "jmeter-statistics"
    package let summary = "JMeter dashboard's statistics.json"
    package let documentation = "https://jmeter.apache.org/usermanual/generating-dashboard.html"

    private static let total = "Total"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let entries = head.json?.object?.members, let first = entries.first?.value else { return false }
        return first["transaction"] != nil && first["sampleCount"] != nil && first["meanResTime"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let root = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        guard !root.members.isEmpty else {
            throw FormatError(input.name, "expected an object with figures for each label")
        }
        var all: Series?
        var endpoints: [Series] = []
        for (label, node) in root.members {
            if label == Self.total {
                all = try series(Series.all, node)
            } else {
                endpoints.append(try series(JMeterRun.name(of: label), node))
            }
        }
        guard let all, all.requests ?? 0 > 0 else {
            throw FormatError(
                input.name,
                all == nil
                    ? "\"\(Self.total)\" is missing: the file is not whole"
                    : "there were no samples: nothing was measured")
        }
        var run = Run(source: input.name, format: name, tool: .init("JMeter"))
        run.series = [all] + endpoints.sorted { $0.name < $1.name }
        if let requests = all.requests, let rate = all.throughput, rate > 0 { run.duration = Double(requests) / rate }
        run.notes = [
            Note(
                "percentile.assumed",
                "the file numbers its percentiles; they are taken for p90, p95 and p99, as where aggregate_rpt_pct1 to 3 are not set"
            ),
            Note.latencyIncludesFailures(all.errors ?? 0, of: all.requests ?? 0),
        ].compactMap { $0 }
        return [run]
    }

    private func series(_ name: String, _ node: JSONNode) throws(FormatError) -> Series {
        let count = try node.required("sampleCount").count()
        var series = Series(name, requests: count, errors: try node.required("errorCount").count())
        guard series.errors ?? 0 <= count else { throw node.unexpected("no more errors than samples") }
        series.throughput = try node["throughput"]?.amount()
        guard count > 0 else { return series }
        func seconds(_ key: String) throws(FormatError) -> Double? { try node[key]?.amount().milliseconds }
        var quantiles: [Double: Double] = [:]
        for (rank, key) in [(0.5, "medianResTime"), (0.9, "pct1ResTime"), (0.95, "pct2ResTime"), (0.99, "pct3ResTime")]
        {
            quantiles[rank] = try seconds(key)
        }
        let latency = Distribution(
            printed: quantiles, count: count, min: try seconds("minResTime"), max: try seconds("maxResTime"),
            mean: try seconds("meanResTime"))
        series.set(.latency, .distribution(latency))
        for (metric, key) in [("data_received", "receivedKBytesPerSec"), ("data_sent", "sentKBytesPerSec")] {
            guard let rate = try node[key]?.amount(), rate > 0, let throughput = series.throughput, throughput > 0
            else { continue }
            let perSecond = rate * 1024
            series.set(
                Metric(metric, unit: .bytes, direction: .neither),
                .counter(total: perSecond * Double(count) / throughput, perSecond: perSecond))
        }
        return series
    }
}

extension Double {
    /// In seconds.
    fileprivate var milliseconds: Double { self / 1000 }
}
