import Foundation
import Measurements

/// The summary that hey prints, one or several in a file. Seconds with four digits; requests that failed are not among the latencies.
package struct HeyText: ResultFormat {
    package let name = "hey"
    package let summary = "hey's printed summary, one or several"
    package let documentation = "https://github.com/rakyll/hey/blob/v0.1.4/requester/print.go"

    package init() {}

    /// oha and ghz print much the same; they have "Success rate:" and "Count:".
    package func recognizes(_ head: Head) -> Bool {
        head.isText && ["Slowest:", "Fastest:", "Average:", "Requests/sec:", " secs"].allSatisfy(head.contains)
            && !head.contains("Success rate:") && !head.contains("Count:")
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var reports: [HeyReport] = []
        var current = HeyReport()
        for (index, text) in try input.lines().enumerated() {
            let line = text.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("Summary:"), current.hasFigures {
                reports.append(current)
                current = HeyReport()
            }
            guard current.read(line) else {
                throw .line(index, of: input, expected: "a figure as hey prints it, such as 0.0123 secs")
            }
        }
        reports.append(current)
        var runs: [Run] = []
        for report in reports where report.hasFigures { runs.append(try report.run(source: input.name)) }
        guard !runs.isEmpty else { throw FormatError(input.name, "the file holds no summary of hey") }
        return runs
    }
}

struct HeyReport {
    /// Steps of the printed seconds.
    static let resolution = 0.0001

    private enum Part { case summary, latencies, statuses, errors, other }
    private var part = Part.summary
    /// Seconds, bytes and requests per second by hey's label.
    private var figures: [Substring: Double] = [:]
    private var percentiles: [Double: Double] = [:]
    private var statuses: [(status: Int, count: Int)] = []
    private var failed = 0
    /// Whether the counts of answers were printed, which are the last but one part.
    private var hasCounts = false

    var hasFigures: Bool { figures["Requests/sec"] != nil }

    /// Takes what a line says; false where it holds something else than figures.
    mutating func read(_ line: String) -> Bool {
        if line.hasSuffix(":"), let next = Self.parts[line.lowercased()] {
            part = next
            hasCounts = hasCounts || next == .statuses
            return true
        }
        let words = line.split { $0 == " " || $0 == "\t" }
        switch part {
        case .summary: return readFigure(line, words)
        case .latencies:
            guard words.count == 4, words[1] == "in" else { return true }
            guard let rank = PrintedAmount.rank(words[0]), let value = PrintedAmount.number(words[2]) else {
                return false
            }
            // With less than a hundred answers hey prints "0% in 0.0000 secs" for what it cannot tell.
            if rank > 0 { percentiles[rank] = value }
        case .statuses, .errors:
            guard line.hasPrefix("["), words.count >= 2, let first = words.first, first.hasSuffix("]") else {
                return true
            }
            let number = first.dropFirst().dropLast()
            if part == .errors {
                guard let count = PrintedAmount.count(number), count <= Int(UInt32.max) else { return false }
                failed += count
            } else {
                guard let status = PrintedAmount.count(number), status < 1000,
                    let count = PrintedAmount.count(words[1]),
                    count <= Int(UInt32.max)
                else { return false }
                statuses.append((status, count))
            }
        case .other: break
        }
        return true
    }

    private static let parts: [String: Part] = [
        "summary:": .summary, "latency distribution:": .latencies, "status code distribution:": .statuses,
        "error distribution:": .errors, "response time histogram:": .other,
        "details (average, fastest, slowest):": .other,
    ]

    /// "Slowest:	0.0372 secs", "Total data:	638676 bytes"; "NaN" of no answers is no figure.
    private mutating func readFigure(_ line: String, _ words: [Substring]) -> Bool {
        guard let colon = line.firstIndex(of: ":") else { return true }
        let label = line[..<colon]
        guard ["Total", "Slowest", "Fastest", "Average", "Requests/sec", "Total data"].contains(label) else {
            return true
        }
        let text = line[line.index(after: colon)...].split { $0 == " " || $0 == "\t" }.first ?? ""
        if text == "NaN" { return true }
        guard let value = PrintedAmount.number(text) else { return false }
        figures[label] = value
        return true
    }

    func run(source: String) throws(FormatError) -> Run {
        var result = LoadResult("hey")
        result.duration = figures["Total"]
        result.throughput = figures["Requests/sec"]
        result.received = figures["Total data"]
        result.workload.model = .closed
        let answers = statuses.reduce(0) { $0 + $1.count }
        if hasCounts || failed > 0 {
            result.count(statuses, withoutAnswer: failed)
        } else {
            result.notes.append(Note("errors.absent", "the summary ends before its counts of answers"))
        }
        if answers > 0 || !hasCounts, let mean = figures["Average"] {
            var latency = Distribution(
                printed: percentiles, count: hasCounts ? answers : nil, min: figures["Fastest"],
                max: figures["Slowest"], mean: mean)
            latency.resolution = Self.resolution
            result.latency = latency
        } else {
            result.notes.append(Note("latency.absent", "no request got an answer, so there are no latencies"))
        }
        return try result.run(source: source, format: "hey")
    }
}
