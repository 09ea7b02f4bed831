import Foundation
import Measurements

/// What `vegeta report -type=json` prints, and the results themselves as `vegeta encode -to json` writes them, a line for each. Times are nanoseconds.
/// Results as vegeta keeps them (gob) are recognized, in order to say how to convert them.
package struct VegetaJSON: ResultFormat {
    package let name = "vegeta-json"
    package let summary = "vegeta report -type=json, and vegeta encode -to json"
    package let documentation = "https://github.com/tsenart/vegeta/blob/v12.12.0/lib/metrics.go"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        if VegetaResults.isGob(head.bytes) { return true }
        guard let json = head.json else { return false }
        let first = json.array?.first ?? json
        return VegetaResults.isResult(first)
            || (first["latencies"]?["mean"] != nil && first["requests"] != nil && first["success"] != nil)
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        if VegetaResults.isGob(try input.peek(16)) {
            throw FormatError(
                input.name,
                "this is vegeta's binary form; convert it first: vegeta encode -to json \(input.name) > results.json")
        }
        var runs: [Run] = []
        var tally: VegetaTally?
        try input.forEachResult { (node) throws(FormatError) in
            if runs.isEmpty, tally == nil, VegetaResults.isResult(node.json) { tally = VegetaTally() }
            if tally == nil {
                runs.append(try result(node).run(source: input.name, format: name))
            } else {
                try tally?.add(node)
            }
        }
        return try tally.map { (tally) throws(FormatError) in [try VegetaResults.run(tally, source: input.name)] }
            ?? runs
    }

    private func result(_ node: JSONNode) throws(FormatError) -> LoadResult {
        var result = LoadResult("vegeta")
        result.workload.model = .open
        result.start = node["earliest"]?.json.string.flatMap(Timestamp.seconds)
        let attack = try node["duration"]?.amount().nanoseconds
        let wait = try node["wait"]?.amount().nanoseconds ?? 0
        result.duration = attack
        result.received = try node["bytes_in"]?["total"]?.amount()
        let requests = try node.required("requests").count()
        let latencies = try node.required("latencies")
        let isUnfinished = try Self.isUnfinished(latencies, requests)
        try count(node, requests, trustsSuccess: !isUnfinished, &result)
        if isUnfinished {
            let what =
                "the program that used vegeta's library printed the report before it closed the metrics: rates and latencies are not in it"
            result.notes.append(Note("latency.absent", what))
            return result
        }
        if let attack, let errors = result.errors, attack + wait > 0 {
            let computed = Double(requests - errors) / (attack + wait)
            result.throughput = try node["throughput"]?.amount() ?? computed
            result.notes += [Self.throughputNote(errors)].compactMap { $0 }
        }
        if requests > 0 { result.latency = try distribution(latencies, requests) }
        return result
    }

    /// Vegeta's throughput leaves failures out; nothing to say where there are none.
    private static func throughputNote(_ errors: Int) -> Note? {
        errors > 0 ? Note("throughput.successes", "throughput counts successful requests alone, as vegeta does") : nil
    }

    /// A total of latencies without a mean: `Metrics.Close` was not called.
    private static func isUnfinished(_ latencies: JSONNode, _ requests: Int) throws(FormatError) -> Bool {
        let total = try latencies["total"]?.amount() ?? 0
        let mean = try latencies["mean"]?.amount() ?? 0
        return requests > 0 && mean == 0 && (total > 0 || latencies["total"] == nil)
    }

    /// Successes are statuses from 200 to 399 to vegeta; 0 is no answer.
    private func count(
        _ node: JSONNode, _ requests: Int, trustsSuccess: Bool, _ result: inout LoadResult
    ) throws(FormatError) {
        result.requests = requests
        if let codes = try node["status_codes"]?.counts() {
            let good = codes.reduce(0) { $0 + ((200..<400).contains(Int($1.name) ?? 0) ? $1.count : 0) }
            guard good <= requests else {
                throw FormatError(node.source, "\(good) successes of \(requests) requests cannot be")
            }
            result.errors = requests - good
            result.statuses = codes.reduce(into: [:]) { $0[(Int($1.name) ?? 0) / 100, default: 0] += $1.count }
        } else if trustsSuccess, let success = try node["success"]?.amount(), success <= 1 {
            result.errors = requests - Int((success * Double(requests)).rounded())
        }
    }

    private func distribution(_ node: JSONNode, _ requests: Int) throws(FormatError) -> Distribution {
        var ranks: [Double: Double] = [:]
        for (name, value) in node.members where name.hasSuffix("th") {
            if let rank = PrintedAmount.rank(name.dropLast(2) + "%") { ranks[rank] = try value.amount().nanoseconds }
        }
        return Distribution(
            printed: ranks, count: requests, min: try node["min"]?.amount().nanoseconds,
            max: try node["max"]?.amount().nanoseconds, mean: try node["mean"]?.amount().nanoseconds)
    }
}

extension Double {
    /// Seconds.
    var nanoseconds: Double { self / 1e9 }
}
