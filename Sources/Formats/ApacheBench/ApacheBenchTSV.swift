import Foundation
import Measurements

/// What `ab -g FILE` writes for gnuplot: one line for each request, sorted by total time, with start (whole seconds) and times in milliseconds.
package struct ApacheBenchTSV: ResultFormat {
    package let name = "ab-tsv"
    package let summary = "ApacheBench's measured values (-g)"
    package let documentation = "https://httpd.apache.org/docs/2.4/programs/ab.html"

    private static let header = "starttime\tseconds\tctime\tdtime\tttime\twait"
    /// Seconds that a test has to last for a duration and a throughput, since starts are known to the second only.
    private static let shortest = 10.0
    /// The end of the year 9999, in seconds since 1970.
    private static let latestStart = 253_402_300_800

    package let hasTimes = true

    package init() {}

    package func recognizes(_ head: Head) -> Bool { head.firstLine == Self.header }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var lines = try input.lines()
        let isCut = lines.removeCutLine() != nil
        let rows = try rows(lines, input)
        var warmUp = WarmUp.none
        if let seconds = input.warmUp, let first = rows.map(\.start).min() {
            warmUp = WarmUp(seconds: seconds, first: TimelineRecorder.nanoseconds(first * 1000))
        }
        let kept = rows.filter { !warmUp.isActive || !warmUp.leavesOut(TimelineRecorder.nanoseconds($0.start * 1000)) }
        if warmUp.leftOut > 0, kept.isEmpty { throw .allWarmUp(input.name, input.warmUp ?? 0) }
        var run = try run(kept, input.name)
        if isCut { run.notes.append(.cutLine) }
        warmUp.mark(&run, "requests")
        return [run]
    }

    /// Start in seconds since 1970, and seconds that the request took.
    private typealias Row = (start: Int, seconds: Double)

    private func run(_ rows: [Row], _ source: String) throws(FormatError) -> Run {
        var recorder = Recorder()
        var timeline = TimelineRecorder()
        // Starts are whole seconds.
        timeline.leastWidth = 1
        var first = Int.max
        var end = 0.0
        for row in rows {
            recorder.add(row.seconds)
            timeline.move(to: TimelineRecorder.nanoseconds(row.start * 1000))
            timeline.add(latency: row.seconds, to: 0)
            first = min(first, row.start)
            end = max(end, Double(row.start) + row.seconds)
        }
        guard let latency = recorder.distribution else { throw FormatError(source, "the file holds no requests") }
        var run = run(source, latency, start: Double(first), end: end)
        run.series[0].timeline = timeline.timeline(
            start: TimelineRecorder.nanoseconds(first * 1000),
            end: TimelineRecorder.nanoseconds(Int(min(end, 1e10) * 1000)))
        return run
    }

    private func rows(_ lines: [Substring], _ input: Input) throws(FormatError) -> [Row] {
        var rows: [Row] = []
        for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            if line.hasPrefix("starttime") { continue }
            let cells = line.split(separator: "\t")
            guard cells.count == 6, let start = Int(cells[1]), (0..<Self.latestStart).contains(start),
                let total = Double(cells[4]), total.isFinite, total >= 0
            else {
                let place = FormatError.Place.line(index + 1, column: nil)
                throw FormatError(
                    input.name, at: place, "expected a start, seconds since 1970 and four times in milliseconds")
            }
            rows.append((start, total / 1000))
        }
        return rows
    }

    private func run(_ source: String, _ latency: Distribution, start: Double, end: Double) -> Run {
        var all = Series(Series.all, requests: latency.count)
        all.set(.latency, .distribution(latency))
        var run = Run(source: source, format: name, tool: .init("ApacheBench"))
        run.start = start
        run.workload.model = .closed
        run.notes = [Note("errors.absent", "the file does not say which requests failed")]
        if end - start >= Self.shortest, let count = latency.count {
            run.duration = end - start
            all.throughput = Double(count) / (end - start)
        } else {
            let why =
                "starts are whole seconds, and the test was too short to tell its duration and requests per second"
            run.notes.append(Note("throughput.absent", why))
        }
        run.notes += [Note.wholeMilliseconds(latency, of: "ab")].compactMap { $0 }
        run.series = [all]
        return run
    }
}
