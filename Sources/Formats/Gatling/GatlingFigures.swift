import Measurements

/// The figures of one request, or of all.
struct GatlingFigures {
    let requests: Int
    private let failed: Int?
    private let throughput: Double?
    private let total: Distribution?
    private let ok: Distribution?

    init(_ node: JSONNode) throws(FormatError) {
        let counts = try node.required("numberOfRequests")
        requests = try Self.number(counts["total"]).map(Self.count(counts)) ?? 0
        failed = try Self.number(counts["ko"]).map(Self.count(counts))
        guard failed ?? 0 <= requests else {
            throw FormatError(node.source, "\(counts.path): \(failed ?? 0) failed of \(requests) requests cannot be")
        }
        throughput = try Self.number(node["meanNumberOfRequestsPerSecond"]?["total"])
        total = try Self.distribution(node, "total", count: requests)
        ok = try Self.distribution(node, "ok", count: requests - (failed ?? 0))
    }

    func series(named name: String) -> Series {
        var series = Series(name, requests: requests, errors: failed, throughput: throughput)
        if let total { series.set(.latency, .distribution(total)) }
        if let ok, failed != nil { series.set(.okLatency, .distribution(ok)) }
        return series
    }

    var notes: [Note] {
        var notes = [
            Note("percentile.assumed", Self.assumption(total)), Note.wholeMilliseconds(total, of: "Gatling"),
        ].compactMap { $0 }
        if ok == nil { notes += [Note.latencyIncludesFailures(failed ?? 0, of: requests)].compactMap { $0 } }
        return notes
    }

    private static func assumption(_ latency: Distribution?) -> String {
        let names = (latency?.printedPercentiles ?? []).map { MetricName.Statistic.quantile($0 / 100).description }
        return
            "the file numbers its percentiles; they are taken for \(names.joined(separator: ", ")), as where gatling.conf does not say otherwise"
    }

    private static func distribution(_ node: JSONNode, _ part: String, count: Int) throws(FormatError) -> Distribution?
    {
        guard count > 0 else { return nil }
        func seconds(_ name: String) throws(FormatError) -> Double? { try number(node[name]?[part]).map { $0 / 1000 } }
        // Gatling 2.0 had two, P95 and P99.
        let ranks = node["percentiles3"] == nil ? [0.95, 0.99] : [0.5, 0.75, 0.95, 0.99]
        var quantiles: [Double: Double] = [:]
        for (index, rank) in ranks.enumerated() { quantiles[rank] = try seconds("percentiles\(index + 1)") }
        return Distribution(
            printed: quantiles, count: count, min: try seconds("minResponseTime"), max: try seconds("maxResponseTime"),
            mean: try seconds("meanResponseTime"), standardDeviation: try seconds("standardDeviation"))
    }

    /// A number, or one in a string as in stats.js; nil for "-" and -1, which mean that there is none.
    private static func number(_ node: JSONNode?) throws(FormatError) -> Double? {
        guard let node else { return nil }
        if let text = node.json.string {
            if text == "-" { return nil }
            guard let number = Double(text), number.isFinite, number >= 0 else {
                throw node.unexpected("a number of 0 or more")
            }
            return number
        }
        return node.json.number == -1 ? nil : try node.amount()
    }

    private static func count(_ node: JSONNode) -> (Double) throws(FormatError) -> Int {
        { number throws(FormatError) in
            guard let count = Int(exactly: number), count <= JSONNode.largestCount else {
                throw node.unexpected("whole numbers from 0 to 2^53")
            }
            return count
        }
    }
}
