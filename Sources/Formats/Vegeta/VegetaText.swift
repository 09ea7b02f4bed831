import Foundation
import Measurements

/// What `vegeta report` prints: one report or several in a file, with anything between them. Which figures a line holds, and in which order, it says
/// itself in brackets.
package struct VegetaText: ResultFormat {
    package let name = "vegeta-text"
    package let summary = "vegeta's printed report, one or several"
    package let documentation = "https://github.com/tsenart/vegeta/blob/v12.12.0/lib/reporters.go"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        head.isText && head.contains("Requests      [total") && head.contains("Latencies     [")
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var reports: [VegetaReport] = []
        for (index, text) in try input.lines().enumerated() {
            guard let (label, figures) = VegetaReport.split(text) else { continue }
            if label == "Requests" { reports.append(VegetaReport()) }
            // What stands before the first report is the end of one that was cut off.
            guard !reports.isEmpty else { continue }
            guard reports[reports.count - 1].read(label, figures) else {
                throw .line(index, of: input, expected: "figures as vegeta prints them, such as 1.25ms or 1200")
            }
        }
        var runs: [Run] = []
        for report in reports { runs.append(try report.run(source: input.name)) }
        guard !runs.isEmpty else { throw FormatError(input.name, "the file holds no report of vegeta") }
        return runs
    }
}

struct VegetaReport {
    /// By the line's label, then by the name in brackets; as printed.
    private var lines: [Substring: [Substring: Substring]] = [:]

    /// "Requests      [total, rate, throughput]         270000, 450.00, 450.00"; of statuses the names are "200", their counts the figures.
    static func split(_ line: Substring) -> (label: Substring, figures: [Substring: Substring])? {
        let line = line.drop { $0.isWhitespace }
        guard let open = line.firstIndex(of: "["), let close = line[open...].firstIndex(of: "]") else { return nil }
        let label = line[..<open].trimmingSuffix
        guard labels.contains(label) else { return nil }
        let names = line[line.index(after: open)..<close].split(separator: ",").map { $0.drop { $0 == " " } }
        let rest = line[line.index(after: close)...]
        var figures: [Substring: Substring] = [:]
        if label == "Status Codes" {
            for pair in rest.split(separator: " ") {
                let parts = pair.split(separator: ":")
                if parts.count == 2 { figures[parts[0]] = parts[1] }
            }
        } else {
            let values = rest.split(separator: ",").map { $0.drop { $0 == " " }.trimmingSuffix }
            guard values.count == names.count else { return nil }
            for (name, value) in zip(names, values) { figures[name] = value }
        }
        return (label, figures)
    }

    private static let labels: Set<Substring> = [
        "Requests", "Duration", "Latencies", "Bytes In", "Success", "Status Codes",
    ]

    /// Takes the figures of a line; false where they are none. The first line of a label counts: a second one is of another report, of which
    /// only that line is left.
    mutating func read(_ label: Substring, _ figures: [Substring: Substring]) -> Bool {
        guard lines[label] == nil else { return true }
        lines[label] = figures
        return figures.allSatisfy { name, text in
            switch label {
            case "Duration", "Latencies": PrintedAmount.seconds(text) != nil
            case "Success": PrintedAmount.rank(text) != nil
            case "Status Codes":
                PrintedAmount.count(name).map { $0 < 1000 } == true
                    && PrintedAmount.count(text).map { $0 <= 1 << 32 } == true
            default: name == "total" ? PrintedAmount.count(text) != nil : PrintedAmount.number(text) != nil
            }
        }
    }

    func run(source: String) throws(FormatError) -> Run {
        var result = LoadResult("vegeta")
        result.workload.model = .open
        result.duration = seconds("Duration", "attack")
        result.requests = lines["Requests"]?["total"].flatMap { PrintedAmount.count($0) }
        result.received = lines["Bytes In"]?["total"].flatMap { PrintedAmount.number($0) }
        count(&result)
        result.throughput =
            lines["Requests"]?["throughput"].flatMap { PrintedAmount.number($0) } ?? computedThroughput(result)
        if let errors = result.errors, errors > 0, result.throughput != nil {
            let what = "throughput counts successful requests alone, as vegeta does"
            result.notes.append(Note("throughput.successes", what))
        }
        if let latencies = lines["Latencies"], result.requests ?? 0 > 0 {
            var ranks: [Double: Double] = [:]
            for (name, text) in latencies {
                if let rank = PrintedAmount.rank(name + "%") { ranks[rank] = PrintedAmount.seconds(text) }
            }
            result.latency = Distribution(
                printed: ranks, count: result.requests, min: seconds("Latencies", "min"),
                max: seconds("Latencies", "max"), mean: seconds("Latencies", "mean"))
        }
        return try result.run(source: source, format: "vegeta-text")
    }

    private func seconds(_ label: Substring, _ name: Substring) -> Double? {
        lines[label]?[name].flatMap { PrintedAmount.seconds($0) }
    }

    /// Successes per second until the last answer, which versions before 7 do not print.
    private func computedThroughput(_ result: LoadResult) -> Double? {
        guard let requests = result.requests, let errors = result.errors, let total = seconds("Duration", "total"),
            total > 0
        else { return nil }
        return Double(requests - errors) / total
    }

    /// Successes are statuses from 200 to 399. Statuses that are not of this report, as their sum shows, are not used.
    private func count(_ result: inout LoadResult) {
        guard let requests = result.requests else { return }
        let codes = (lines["Status Codes"] ?? [:]).map { (status: Int($0.key) ?? 0, count: Int($0.value) ?? 0) }
        if codes.reduce(0, { $0 + $1.count }) == requests {
            result.errors = codes.reduce(0) { $0 + ((200..<400).contains($1.status) ? 0 : $1.count) }
            result.statuses = codes.reduce(into: [:]) { $0[$1.status / 100, default: 0] += $1.count }
        } else if let success = lines["Success"]?["ratio"].flatMap({ PrintedAmount.rank($0) }) {
            result.errors = requests - Int((success * Double(requests)).rounded())
            result.notes.append(
                Note(
                    "errors.rounded",
                    "the counts of statuses are not in the report; errors follow from its success ratio"))
        }
    }
}

extension Substring {
    fileprivate var trimmingSuffix: Substring {
        var end = endIndex
        while end > startIndex, self[index(before: end)].isWhitespace { end = index(before: end) }
        return self[..<end]
    }
}
