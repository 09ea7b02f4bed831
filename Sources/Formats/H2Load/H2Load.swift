import Foundation
import Measurements

/// What h2load (nghttp2) prints: no percentiles, and requests per second of the main part of the test, after the warm-up.
package struct H2Load: ResultFormat {
    package let name = "h2load"
    package let summary = "h2load's printed report, one or several"
    package let documentation = "https://github.com/nghttp2/nghttp2/blob/v1.52.0/doc/h2load.1.rst"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        head.isText && head.contains("finished in ") && head.contains("requests: ") && head.contains(" succeeded, ")
            && head.contains(" errored, ")
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var reports: [H2LoadReport] = []
        var current = H2LoadReport()
        for (index, text) in try input.lines().enumerated() {
            let line = text.trimmingCharacters(in: .whitespaces)
            if current.hasFigures, line.hasPrefix("starting benchmark") || line.hasPrefix("finished in ") {
                reports.append(current)
                current = H2LoadReport()
            }
            guard current.read(line) else {
                throw .line(
                    index, of: input, expected: "figures as h2load prints them, such as 12.33ms or \"200 total\"")
            }
        }
        var runs: [Run] = []
        for report in reports + [current] where report.hasFigures {
            runs.append(try report.result.run(source: input.name, format: name))
        }
        guard !runs.isEmpty else { throw FormatError(input.name, "the file holds no report of h2load") }
        return runs
    }
}

struct H2LoadReport {
    private var clients = 0
    private var protocolName: String?
    private var mainDuration: Double?
    private var finished: Double?
    private var perSecond: Double?
    private var requests: [Substring: Int] = [:]
    private var statuses: [Int: Int] = [:]
    private var bytes: Double?
    /// min, max, mean and standard deviation in seconds.
    private var times: [Double] = []

    var hasFigures: Bool { !requests.isEmpty }

    /// Takes what a line says; false where a line of h2load's holds something else than its figures.
    mutating func read(_ line: String) -> Bool {
        let words = line.split { $0 == " " || $0 == "," }
        if line.hasPrefix("finished in "), words.count >= 5 {
            finished = PrintedAmount.seconds(words[2])
            perSecond = PrintedAmount.number(words[3])
            return finished != nil && perSecond != nil
        } else if line.hasPrefix("requests: ") {
            guard let counts = Self.counts(words.dropFirst()), counts["total"] != nil else { return false }
            requests = counts
        } else if line.hasPrefix("status codes: ") {
            guard let counts = Self.counts(words.dropFirst(2)) else { return false }
            for (name, count) in counts {
                if let hundreds = name.first?.wholeNumberValue { statuses[hundreds] = count }
            }
        } else if line.hasPrefix("traffic: ") {
            bytes = words.first { $0.hasPrefix("(") }.flatMap { PrintedAmount.number($0.dropFirst().dropLast()) }
        } else if line.hasPrefix("time for request:"), words.count >= 7 {
            times = words[3...6].compactMap { PrintedAmount.seconds($0) }
            return times.count == 4
        } else if line.hasPrefix("spawning thread") {
            if let total = words.firstIndex(of: "total"), let count = PrintedAmount.count(words[total - 1]) {
                clients = min(clients + count, 1 << 30)
            }
            if let end = words.firstIndex(of: "main"), end >= 2 { mainDuration = PrintedAmount.seconds(words[end - 2]) }
        } else if line.hasPrefix("Application protocol: ") {
            protocolName = words.last.map(String.init)
        }
        return true
    }

    /// "396637 total 432259 started 396637 done"
    private static func counts(_ words: ArraySlice<Substring>) -> [Substring: Int]? {
        var counts: [Substring: Int] = [:]
        for index in stride(from: words.startIndex, to: words.endIndex - 1, by: 2) {
            guard let count = PrintedAmount.count(words[index]) else { return nil }
            counts[words[index + 1]] = count
        }
        return counts
    }

    /// h2load's failed requests are those without an answer, those timed out, and answers other than 2xx and 3xx.
    var result: LoadResult {
        var result = LoadResult("h2load")
        result.duration = mainDuration ?? finished
        result.workload = Workload(model: .closed, virtualUsers: clients > 0 ? clients : nil)
        result.requests = requests["total"]
        result.errors = requests["failed"]
        result.statuses = statuses
        result.failuresInLatency = (statuses[4] ?? 0) + (statuses[5] ?? 0)
        result.received = bytes
        let done = requests["done"] ?? 0
        if done > 0 { result.throughput = perSecond }
        if done > 0, times.count == 4 {
            result.latency = Distribution(
                printed: [:], count: done, min: times[0], max: times[1], mean: times[2], standardDeviation: times[3])
        } else {
            result.notes.append(Note("latency.absent", "no request was done, so there are no latencies"))
        }
        if let failed = result.errors, failed > 0 {
            let what =
                "errors are h2load's failed requests: without an answer, timed out, or answered other than 2xx and 3xx"
            result.notes.append(Note("errors.definition", what))
        }
        return result
    }
}
