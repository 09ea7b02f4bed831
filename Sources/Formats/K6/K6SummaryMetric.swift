/// One metric of a k6 summary, whichever form it was written in.
struct K6SummaryMetric {
    enum Values {
        case counter(total: Double, perSecond: Double?)
        case gauge(last: Double, min: Double?, max: Double?)
        /// `hits`: samples that were not zero. For http_req_failed those are the failures, for checks the passes.
        case rate(hits: Int, total: Int)
        /// Statistics by k6's names: "avg", "med", "p(95)".
        case trend([String: Double])
    }

    /// How a string begins that PowerShell's ConvertTo-Json made of an object nested too deep for it.
    static let mangled = "@{"

    /// Without tags: "http_req_duration".
    let name: String
    /// What the values are of: "time" (milliseconds), "data" (bytes), "default"; nil in the flat form, which does not say.
    let contains: String?
    let values: Values
    /// Expressions of thresholds that k6 found broken.
    let brokenThresholds: [String]

    init(name: String, _ node: JSONNode) throws(FormatError) {
        if node.json.string?.hasPrefix(Self.mangled) == true {
            throw FormatError(
                node.source,
                "\(node.path) is text that PowerShell made of an object: its ConvertTo-Json cuts nested values off;"
                    + " keep k6's own file, or use -Depth 10"
            )
        }
        guard node.json.object != nil else { throw node.unexpected("an object") }
        self.name = name
        contains = node["contains"]?.json.string
        let statistics = node["values"] ?? node
        switch node["type"]?.json.string ?? Self.inferredType(of: statistics) {
        case "counter":
            values = .counter(
                total: try statistics.required("count").number(), perSecond: try statistics["rate"]?.number())
        case "gauge":
            values = .gauge(
                last: try statistics.required("value").number(), min: try statistics["min"]?.number(),
                max: try statistics["max"]?.number())
        case "rate": values = try Self.rate(statistics)
        case "trend": values = .trend(try Self.trend(statistics))
        default: throw node.unexpected("a counter, gauge, rate or trend")
        }
        brokenThresholds = (node["thresholds"]?.members ?? []).filter { Self.isBroken($0.node) }.map(\.key)
    }

    /// The flat form does not say what a metric is: a trend may have a count too, but only a counter has a rate beside it.
    private static func inferredType(of statistics: JSONNode) -> String {
        if statistics["passes"] != nil, statistics["fails"] != nil { return "rate" }
        let isTrend = statistics.members.contains { $0.key == "avg" || $0.key == "med" || $0.key.hasPrefix("p(") }
        if statistics["count"] != nil, statistics["rate"] != nil, !isTrend { return "counter" }
        return statistics["value"] != nil && !isTrend ? "gauge" : "trend"
    }

    /// From the two counts, never from the quotient: k6 before 0.30 wrote `value` as 0 always.
    private static func rate(_ statistics: JSONNode) throws(FormatError) -> Values {
        if let total = statistics["total"] {
            let hits = try statistics.required("matches").count()
            guard try hits <= total.count() else { throw total.unexpected("\(hits), the matches, or more") }
            return .rate(hits: hits, total: try total.count())
        }
        let hits = try statistics.required("passes").count()
        return .rate(hits: hits, total: hits + (try statistics.required("fails").count()))
    }

    private static func trend(_ statistics: JSONNode) throws(FormatError) -> [String: Double] {
        var trend: [String: Double] = [:]
        for (key, node) in statistics.members where key != "thresholds" {
            trend[key] = key == "count" ? Double(try node.count()) : try node.number()
        }
        return trend
    }

    /// `{ok: false}` in the form of handleSummary; `true` in the flat form, where k6 writes whether it failed
    /// (internal/cmd/run.go, `Thresholds: map[string]bool` of `LastFailed`).
    private static func isBroken(_ threshold: JSONNode) -> Bool {
        if let ok = threshold["ok"]?.json.bool { return !ok }
        return threshold.json.bool == true
    }
}
