import Foundation
import Measurements

/// What JMeter's listeners Aggregate Report and Summary Report save (5.6), in any of JMeter's languages: headers are translated and decimal points
/// follow the place, so columns are told by their position and the form of their numbers.
/// https://github.com/apache/jmeter/blob/rel/v5.6.3/src/components/src/main/java/org/apache/jmeter/visualizers/StatGraphVisualizer.java
///
///     Label, # Samples, Average, Median, 90% Line, 95% Line, 99% Line, Min, Max, Error %, Throughput, Received KB/sec, …
///     Label, # Samples, Average, Min, Max, Std. Dev., Error %, Throughput, Received KB/sec, …, Avg. Bytes
///
/// The last row is that of all samples. It counts what the listener saw: in the window of JMeter that may be several tests and the pauses between.
package struct JMeterReport: ResultFormat {
    package let name = "jmeter-aggregate"
    package let summary = "JMeter Aggregate Report and Summary Report as CSV, in any language"
    package let documentation = "https://jmeter.apache.org/usermanual/component_reference.html#Aggregate_Report"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard head.json == nil, head.bytes.first != UInt8(ascii: "<"), head.bytes.contains(UInt8(ascii: "%")) else {
            return false
        }
        return JMeterReportTable(head.bytes, isWhole: false) != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        guard let table = JMeterReportTable(try input.document(), isWhole: true) else {
            throw FormatError(
                input.name, at: .line(1, column: nil),
                "expected the columns of an Aggregate Report or a Summary Report: label, samples, average, …, error %, throughput"
            )
        }
        var series: [Series] = []
        for row in table.rows { series.append(try table.series(row, source: input.name)) }
        guard let last = series.last, series.contains(where: { $0.requests ?? 0 > 0 }) else {
            throw FormatError(input.name, "the report holds no samples: nothing was measured")
        }
        let parts = series.dropLast().reduce(0.0) { $0 + Double($1.requests ?? 0) }
        let hasTotal = series.count == 1 || Double(last.requests ?? 0) == parts
        var run = Run(source: input.name, format: name, tool: .init("JMeter"))
        if hasTotal {
            var all = last
            all.name = Series.all
            run.series = [all] + series.dropLast()
            if let rate = all.throughput, rate > 0 { run.duration = Double(all.requests ?? 0) / rate }
        } else {
            run.series = series
        }
        run.notes = notes(on: last, hasTotal: hasTotal)
        return [run]
    }

    private func notes(on all: Series, hasTotal: Bool) -> [Note] {
        guard hasTotal else {
            return [
                Note("total.absent", "the last row does not sum up the others, so there is no series of all samples")
            ]
        }
        var notes: [Note] = []
        if case .distribution(let latency)? = all.measurements[Metric.latency.name]?.value {
            notes += [Note.absentPercentiles(of: latency), .wholeMilliseconds(latency, of: "JMeter")].compactMap { $0 }
        }
        let (errors, requests) = (all.errors ?? 0, all.requests ?? 0)
        if requests > 50_000, errors > 0 {
            let what = "errors are computed from a percentage of three digits, so not to the last one"
            notes.append(Note("errors.rounded", what))
        }
        notes += [Note.latencyIncludesFailures(errors, of: requests)].compactMap { $0 }
        return notes
    }
}
