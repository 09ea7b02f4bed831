import Foundation
import Measurements

/// What bombardier prints: its report, one or several with anything between them, or JSON (`-p r -o json`). Percentiles with -l.
package struct Bombardier: ResultFormat {
    package let name = "bombardier"
    package let summary = "bombardier's printed report or JSON; percentiles with -l"
    package let documentation = "https://github.com/codesenberg/bombardier/blob/v1.2.6/template.go"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        if let json = head.json {
            let first = json.array?.first ?? json
            return first["result"]?["timeTakenSeconds"] != nil && first["spec"] != nil
        }
        guard head.isText, head.contains("Reqs/sec") else { return false }
        return head.contains("Bombarding ") || head.contains("bombardier ")
            || (head.contains("Statistics") && head.contains("HTTP codes:"))
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        try input.beginsAsJSON() ? readJSON(input) : readText(input)
    }

    private func readText(_ input: Input) throws(FormatError) -> [Run] {
        var reports: [BombardierReport] = []
        var current = BombardierReport()
        for (index, text) in try input.lines().enumerated() {
            let line = text.trimmingCharacters(in: .whitespaces)
            if current.isOver(before: line) {
                reports.append(current)
                current = BombardierReport()
            }
            guard current.read(line) else {
                throw .line(index, of: input, expected: "figures as bombardier prints them, such as 14.05ms or 1200.50")
            }
        }
        var runs: [Run] = []
        for report in reports + [current] where report.hasFigures {
            runs.append(try report.result.run(source: input.name, format: name))
        }
        guard !runs.isEmpty else {
            throw FormatError(input.name, "bombardier reported no figures: it did not come to its end")
        }
        return runs
    }

    // MARK: - JSON

    private func readJSON(_ input: Input) throws(FormatError) -> [Run] {
        var runs: [Run] = []
        for node in try input.results() { runs.append(try result(node).run(source: input.name, format: name)) }
        return runs
    }

    /// Latencies are in microseconds.
    private func result(_ node: JSONNode) throws(FormatError) -> LoadResult {
        let spec = try node.required("spec")
        let found = try node.required("result")
        var result = LoadResult("bombardier")
        result.url = spec["url"]?.json.string
        result.method = spec["method"]?.json.string
        result.duration = try found.required("timeTakenSeconds").amount()
        let connections = try spec["numberOfConnections"]?.count()
        result.workload = Workload(model: spec["rate"] == nil ? .closed : .open, virtualUsers: connections)
        result.workload.rate = try spec["rate"]?.amount()
        result.received = try found["bytesRead"]?.amount()
        var answers: [(status: Int, count: Int)] = []
        var total = 0.0
        for hundreds in 1...5 {
            let count = try found["req\(hundreds)xx"]?.count() ?? 0
            answers.append((hundreds * 100, count))
            total += Double(count)
        }
        let others = try found["others"]?.count() ?? 0
        guard total + Double(others) <= Double(JSONNode.largestCount) else {
            throw FormatError(node.source, "more requests than can be")
        }
        result.count(answers, withoutAnswer: others)
        result.failuresInLatency = result.errors
        if let duration = result.duration, duration > 0 { result.throughput = total / duration }
        if let latency = found["latency"] { result.latency = try distribution(latency, count: result.requests) }
        return result
    }

    private func distribution(_ node: JSONNode, count: Int?) throws(FormatError) -> Distribution? {
        guard count ?? 0 > 0 else { return nil }
        var ranks: [Double: Double] = [:]
        for (percent, value) in node["percentiles"]?.members ?? [] {
            if let rank = PrintedAmount.rank(percent + "%") { ranks[rank] = try value.amount() / 1e6 }
        }
        return Distribution(
            printed: ranks, count: count,
            max: try node["max"].map { node throws(FormatError) in try node.amount() / 1e6 },
            mean: try node["mean"].map { node throws(FormatError) in try node.amount() / 1e6 },
            standardDeviation: try node["stddev"].map { node throws(FormatError) in try node.amount() / 1e6 })
    }
}
