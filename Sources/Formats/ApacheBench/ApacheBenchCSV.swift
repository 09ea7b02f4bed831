import Foundation
import Measurements

/// What `ab -e FILE` writes: for each percent the milliseconds within which so many requests were served.
package struct ApacheBenchCSV: ResultFormat {
    package let name = "ab-csv"
    package let summary = "ApacheBench's percentiles (-e)"
    package let documentation = "https://httpd.apache.org/docs/2.4/programs/ab.html"

    package init() {}

    /// "Percentage served,Time in ms"; edited ones have "Percentage,Time (ms)".
    package func recognizes(_ head: Head) -> Bool {
        let columns = head.firstLine.lowercased().split(separator: ",", omittingEmptySubsequences: false)
        return columns.count == 2 && columns[0].hasPrefix("percentage") && columns[1].hasPrefix("time")
            && columns[1].contains("ms")
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var quantiles: [Double: Double] = [:]
        var hasHeader = false
        var lines = try input.lines()
        let isCut = lines.removeCutLine() != nil
        var last = (percent: 0.0, milliseconds: 0.0)
        for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            defer { hasHeader = true }
            if !hasHeader { continue }
            let cells = line.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) ?? -1 }
            guard cells.count == 2, (0...100).contains(cells[0]), cells[1] >= 0, cells[1].isFinite else {
                let place = FormatError.Place.line(index + 1, column: nil)
                throw FormatError(input.name, at: place, "expected a percentage and a time in milliseconds")
            }
            guard cells[0] < last.percent || cells[1] >= last.milliseconds else {
                throw FormatError(
                    input.name, at: .line(index + 1, column: nil),
                    "\(cells[1]) ms within \(cells[0]) % of the requests is less than within \(last.percent) %")
            }
            last = (cells[0], cells[1])
            quantiles[cells[0] / 100] = cells[1] / 1000
        }
        guard !quantiles.isEmpty else { throw FormatError(input.name, "the file holds no percentiles") }
        let latency = Distribution(printed: quantiles, min: quantiles[0], max: quantiles[1])
        var all = Series(Series.all)
        all.set(.latency, .distribution(latency))
        var run = Run(source: input.name, format: name, tool: .init("ApacheBench"), series: [all])
        run.workload.model = .closed
        let missing = Note("counts.absent", "the file holds percentiles alone: no requests, errors or throughput")
        run.notes = [missing] + (isCut ? [.cutLine] : []) + [Note.absentPercentiles(of: latency)].compactMap { $0 }
        return [run]
    }
}
