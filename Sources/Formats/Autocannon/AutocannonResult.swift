import Measurements

/// One result of autocannon (lib/aggregateResult.js): latencies in milliseconds, duration in seconds, throughput in bytes per second.
struct AutocannonResult {
    let title: String?
    let url: String
    let connections: Int?
    let start: Double?
    let end: Double?
    let duration: Double?
    /// Answers, of any status.
    let answers: Int
    /// Connections that failed or timed out: without an answer, and not among the latencies.
    let failed: Int
    let non2xx: Int
    let throughput: Double
    private let latency: Distribution?
    private let statuses: [(name: String, count: Int)]
    private let received: (bytes: Double, perSecond: Double)?
    private let mismatches: Int

    init(_ node: JSONNode) throws(FormatError) {
        title = node["title"]?.json.string.map(Credentials.removed).flatMap { $0.isEmpty ? nil : $0 }
        url = Credentials.removed(from: node["url"]?.json.string ?? "")
        connections = try node["connections"]?.count()
        guard connections ?? 0 <= 1 << 30 else {
            throw FormatError(node.source, "\(connections ?? 0) connections cannot be")
        }
        start = node["start"]?.json.string.flatMap(Timestamp.seconds)
        end = node["finish"]?.json.string.flatMap(Timestamp.seconds)
        duration = try node["duration"]?.amount()
        let requests = try node.required("requests")
        answers = try requests.required("total").count()
        throughput = try requests.required("average").amount()
        failed = try node["errors"]?.count() ?? 0
        non2xx = try node.required("non2xx").count()
        guard non2xx <= answers else {
            throw FormatError(
                node.source, "\(non2xx) answers other than 2xx of \(answers) in all cannot be")
        }
        mismatches = try node["mismatches"]?.count() ?? 0
        latency = try Self.latency(try node.required("latency"), count: answers)
        statuses = try Self.statuses(node)
        received = try Self.received(node["throughput"])
    }

    var requests: Int { answers + failed }
    var errors: Int { failed + non2xx }

    /// What it is the result of: two results of the same are two runs.
    var identity: String { title ?? url }

    /// The title, or the URL without its host: "/api/products?page=2".
    var name: String {
        if let title { return title }
        let parts = url.split(separator: "://", maxSplits: 1)
        let path = (parts.last ?? "").drop { $0 != "/" && $0 != "?" }
        return path.hasPrefix("/") ? String(path) : "/" + path
    }

    func series(named name: String) -> Series {
        var series = Series(name, requests: requests, errors: errors, throughput: throughput)
        if let latency { series.set(.latency, .distribution(latency)) }
        for (status, count) in statuses where requests > 0 {
            series.set(Metric(status, unit: .ratio, direction: .lower), .ratio(hits: count, total: requests))
        }
        if let received {
            let metric = Metric("data_received", unit: .bytes, direction: .neither)
            series.set(metric, .counter(total: received.bytes, perSecond: received.perSecond))
        }
        return series
    }

    var notes: [Note] {
        var notes = [
            Note.absentPercentiles(of: latency), .wholeMilliseconds(latency, of: "autocannon"),
            .latencyIncludesFailures(non2xx, of: answers),
        ].compactMap { $0 }
        if latency == nil { notes.append(Note("latency.absent", "\(name) got no answers, so it has no latencies")) }
        if mismatches > 0 {
            notes.append(
                Note("autocannon.mismatches", "\(mismatches) answers of \(name) had another body than expected"))
        }
        return notes
    }

    // MARK: Parts

    private static func latency(_ node: JSONNode, count answers: Int) throws(FormatError) -> Distribution? {
        let count = try node["totalCount"]?.count() ?? answers
        guard count > 0 else { return nil }
        var quantiles: [Double: Double] = [:]
        for (key, value) in node.members {
            if let percent = percent(key) { quantiles[percent / 100] = try value.amount() / 1000 }
        }
        func seconds(_ key: String) throws(FormatError) -> Double? {
            try node[key]?.amount().seconds
        }
        return Distribution(
            printed: quantiles, count: count, min: try seconds("min"), max: try seconds("max"),
            mean: try seconds("average"), standardDeviation: try seconds("stddev"))
    }

    /// "p97_5" and "p0_001" have their point as an underscore; the files of 2017 have "p999" for 99.9.
    private static func percent(_ key: String) -> Double? {
        guard key.hasPrefix("p"), key.utf8.count <= 10 else { return nil }
        var digits = key.dropFirst().replacing("_", with: ".")
        if digits.hasPrefix("99"), digits.count > 2, !digits.contains(".") { digits = "99." + digits.dropFirst(2) }
        guard digits.first?.isNumber == true, let percent = Double(digits), (0...100).contains(percent) else {
            return nil
        }
        return percent
    }

    private static func statuses(_ node: JSONNode) throws(FormatError) -> [(String, Int)] {
        var statuses: [(String, Int)] = []
        for name in ["4xx", "5xx"] {
            if let count = try node[name]?.count() { statuses.append((name, count)) }
        }
        return statuses
    }

    private static func received(_ node: JSONNode?) throws(FormatError) -> (bytes: Double, perSecond: Double)? {
        guard let total = try node?["total"]?.amount(), let average = try node?["average"]?.amount() else { return nil }
        return (total, average)
    }
}

extension Double {
    /// Of milliseconds.
    fileprivate var seconds: Double { self / 1000 }
}
