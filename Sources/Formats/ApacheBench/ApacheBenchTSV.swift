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

    package init() {}

    package func recognizes(_ head: Head) -> Bool { head.firstLine == Self.header }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var recorder = Recorder()
        var first = Int.max
        var end = 0.0
        var lines = try input.lines()
        let isCut = lines.removeCutLine() != nil
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
            let seconds = total / 1000
            recorder.add(seconds)
            first = min(first, start)
            end = max(end, Double(start) + seconds)
        }
        guard let latency = recorder.distribution else { throw FormatError(input.name, "the file holds no requests") }
        var run = run(input.name, latency, start: Double(first), end: end)
        if isCut { run.notes.append(.cutLine) }
        return [run]
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
