import Foundation
import Measurements

/// What `oha --output-format json` (formerly `--json`) prints: seconds; one result, an array, or one after the other.
package struct Oha: ResultFormat {
    package let name = "oha"
    package let summary = "oha --output-format json: one result, an array, or one a line"
    package let documentation = "https://github.com/hatoo/oha/blob/v1.4.5/src/printer.rs"
    /// Requests in flight when the time was over, which oha's success rate leaves out too.
    private static let aborted = "aborted due to deadline"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json else { return false }
        let first = json.array?.first ?? json
        return first["summary"]?["requestsPerSec"] != nil && first["summary"]?["successRate"] != nil
            && first["latencyPercentiles"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var runs: [Run] = []
        for node in try input.results() { runs.append(try result(node).run(source: input.name, format: name)) }
        return runs
    }

    private func result(_ node: JSONNode) throws(FormatError) -> LoadResult {
        let summary = try node.required("summary")
        var result = LoadResult("oha")
        result.duration = try summary["total"]?.amount()
        result.received = try summary["totalData"]?.amount()
        let answered = try count(node, &result)
        if result.requests ?? 0 > 0 { result.throughput = try summary["requestsPerSec"]?.amount() }
        guard answered > 0 else {
            result.notes.append(Note("latency.absent", "no request got an answer, so there are no latencies"))
            return result
        }
        let percentiles = try ranks(node["latencyPercentiles"])
        result.latency = Distribution(
            printed: percentiles, count: answered, min: try summary["fastest"]?.amount(),
            max: try summary["slowest"]?.amount(), mean: try summary["average"]?.amount())
        let succeeded = try ranks(node["latencyPercentilesSuccessful"])
        if !succeeded.isEmpty { result.okLatency = Distribution(printed: succeeded) }
        return result
    }

    /// Returns the number of answers. oha's own success rate counts every answer as a success, whatever its status.
    private func count(_ node: JSONNode, _ result: inout LoadResult) throws(FormatError) -> Int {
        var answers: [(status: Int, count: Int)] = []
        for (name, count) in try node.required("statusCodeDistribution").counts() {
            guard let status = PrintedAmount.count(name), status < 1000 else {
                throw FormatError(node.source, "statusCodeDistribution: expected HTTP statuses")
            }
            answers.append((status, count))
        }
        let failures = try node["errorDistribution"]?.counts() ?? []
        let withoutAnswer = failures.reduce(0) { $0 + ($1.name == Self.aborted ? 0 : $1.count) }
        result.count(answers, withoutAnswer: withoutAnswer)
        let aborted = failures.reduce(0) { $0 + ($1.name == Self.aborted ? $1.count : 0) }
        if aborted > 0 {
            let what =
                "\(aborted) requests were in flight when the time was over; they are neither requests nor errors here,"
                + " but oha counts them in its requests per second"
            result.notes.append(Note("oha.aborted", what))
        }
        return answers.reduce(0) { $0 + $1.count }
    }

    /// "p99.9" to seconds; null where there was no answer.
    private func ranks(_ node: JSONNode?) throws(FormatError) -> [Double: Double] {
        var ranks: [Double: Double] = [:]
        for (name, value) in node?.members ?? [] where value.json != .null {
            if name.hasPrefix("p"), let rank = PrintedAmount.rank(name.dropFirst() + "%") {
                ranks[rank] = try value.amount()
            }
        }
        return ranks
    }
}
