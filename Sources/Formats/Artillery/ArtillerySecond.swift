import Measurements

/// The aggregate of an Artillery 2 report: counters, rates and summaries by name. Names hold dots, blanks and URLs, so they are taken apart by their
/// known beginnings only.
struct ArtillerySecond {
    private let aggregate: JSONNode
    private var counters: [String: Int] = [:]
    private var summaries: [(name: String, node: JSONNode)] = []

    private static let endpointTimes = "plugins.metrics-by-endpoint.response_time."
    private static let endpoints = "plugins.metrics-by-endpoint."

    init(_ aggregate: JSONNode) throws(FormatError) {
        self.aggregate = aggregate
        for (name, node) in aggregate["counters"]?.members ?? [] { counters[name] = try node.count() }
        summaries = (aggregate["summaries"] ?? aggregate["histograms"])?.members.map { ($0.key, $0.node) } ?? []
    }

    /// Milliseconds since 1970 of the first and the last thing that was counted.
    private func span() throws(FormatError) -> (first: Double?, last: Double?) {
        let first = try (aggregate["firstMetricAt"] ?? aggregate["firstCounterAt"])?.amount()
        return (first, try (aggregate["lastMetricAt"] ?? aggregate["lastCounterAt"])?.amount())
    }

    /// - Parameter intermediate: the same of each period, where the report has it.
    func run(source: String, intermediate: JSONNode?) throws(FormatError) -> Run {
        var run = Run(source: source, format: "artillery", tool: .init("Artillery"))
        let (first, last) = try span()
        run.start = first.map { $0 / 1000 }
        if let first, let last, last > first { run.duration = (last - first) / 1000 }
        run.workload.model = .open
        let all = try everything()
        run.series = [all] + (try endpointSeries())
        guard all.requests ?? 0 > 0 || run.series.contains(where: { !$0.measurements.isEmpty }) else {
            throw FormatError(source, "there were no requests: nothing was measured")
        }
        run.notes = notes(on: all)
        try Self.periods(intermediate, since: first, until: last)?.addCourses(to: &run)
        return run
    }

    // MARK: Periods

    /// Of ten seconds each, beginning at multiples of that since 1970 (`period`, in milliseconds); those in which nothing happened are not there.
    private static let period = 10_000.0

    private static func periods(
        _ intermediate: JSONNode?, since first: Double?, until last: Double?
    ) throws(FormatError) -> Periods? {
        var found: [(begin: Double, node: JSONNode)] = []
        for node in intermediate?.elements ?? [] {
            if let begin = try node["period"]?.quotedAmount(), begin < 1e15 { found.append((begin, node)) }
        }
        found.sort { $0.begin < $1.begin }
        guard let begin = found.first?.begin, let final = found.last?.begin else { return nil }
        let start = max(first ?? begin, begin)
        let end = max(min(last ?? .infinity, final + period), start)
        var periods = Periods(start: (begin - start) / 1000, width: period / 1000, end: (end - start) / 1000)
        for (time, node) in found {
            let part = try ArtillerySecond(node)
            periods.add(Int((time - begin) / period), [try part.everything()] + (try part.endpointSeries()))
        }
        return periods
    }

    // MARK: Series

    private func everything() throws(FormatError) -> Series {
        var all = Series(Series.all, requests: counters["http.requests"])
        if let requests = all.requests { all.errors = errors(of: requests) }
        all.throughput = try aggregate["rates"]?["http.request_rate"]?.amount()
        for (name, node) in summaries {
            switch name {
            case "http.response_time": try set(.latency, node, of: &all)
            case "http.response_time.2xx" where codes.allSatisfy({ !$0.code.hasPrefix("3") && !$0.code.hasPrefix("1") }):
                try set(.okLatency, node, of: &all)
            case "vusers.session_length":
                try set(Metric("session_length", unit: .seconds, direction: .lower), node, of: &all)
            default: break
            }
        }
        all.setArtilleryCodes(codes)
        if let bytes = counters["http.downloaded_bytes"], bytes > 0 {
            let metric = Metric("data_received", unit: .bytes, direction: .neither)
            all.set(metric, .counter(total: Double(bytes), perSecond: nil))
        }
        return all
    }

    /// Requests without an answer, and answers that failed: by their status, or by not matching what the script expects. An answer may be in both of the
    /// latter counts, so that only the greater one counts.
    private func errors(of requests: Int) -> Int {
        let answers = counters["http.responses"] ?? requests
        let unmatched = counters["errors.Failed capture or match"] ?? 0
        let broken = sum { $0.hasPrefix("errors.") } - unmatched
        let bad = codes.filter { $0.code.hasPrefix("4") || $0.code.hasPrefix("5") }.reduce(0) { $0 + $1.count }
        return min(max(requests - answers, broken) + max(bad, unmatched), requests)
    }

    private func sum(_ isWanted: (String) -> Bool) -> Int {
        counters.reduce(0) { isWanted($1.key) ? min($0 + $1.value, JSONNode.largestCount) : $0 }
    }

    private var codes: [(code: String, count: Int)] {
        counters.compactMap { $0.key.hasPrefix("http.codes.") ? (String($0.key.dropFirst(11)), $0.value) : nil }
    }

    /// Of the plugin metrics-by-endpoint, and pages that the Playwright engine measured ("browser.page.LCP.https://…").
    private func endpointSeries() throws(FormatError) -> [Series] {
        var series: [String: Series] = [:]
        for (name, node) in summaries {
            if name.hasPrefix(Self.endpointTimes) {
                let endpoint = String(name.dropFirst(Self.endpointTimes.count))
                let title = Credentials.removed(from: endpoint)
                var one = series[title] ?? Series(title)
                try set(.latency, node, of: &one)
                setCounts(of: endpoint, &one, answers: try node["count"]?.count())
                series[title] = one
            } else if name.hasPrefix("browser.page.") {
                let rest = name.dropFirst(13).split(separator: ".", maxSplits: 1)
                guard rest.count == 2 else { continue }
                let title = Credentials.removed(from: String(rest[1]))
                let isShift = rest[0] == "CLS"
                let metric = Metric(rest[0].lowercased(), unit: isShift ? .unknown : .seconds, direction: .lower)
                try set(metric, node, of: &series[title, default: Series(title)])
            }
        }
        return series.values.sorted { $0.name < $1.name }
    }

    private func setCounts(of endpoint: String, _ series: inout Series, answers: Int?) {
        let prefix = "\(Self.endpoints)\(endpoint)."
        let codes = counters.compactMap { name, count -> (code: String, count: Int)? in
            name.hasPrefix(prefix + "codes.") ? (String(name.dropFirst(prefix.count + 6)), count) : nil
        }
        let broken = sum { $0.hasPrefix(prefix + "errors.") }
        guard let answers else { return }
        series.requests = answers + broken
        let bad = codes.filter { $0.code.hasPrefix("4") || $0.code.hasPrefix("5") }.reduce(0) { $0 + $1.count }
        series.errors = min(bad + broken, answers + broken)
        series.setArtilleryCodes(codes)
    }

    private func set(_ metric: Metric, _ node: JSONNode, of series: inout Series) throws(FormatError) {
        let count = try node["count"]?.count()
        guard count != 0 else { return }
        let scale = metric.unit == .seconds ? 1000.0 : 1
        func value(_ key: String) throws(FormatError) -> Double? {
            guard let number = try node[key]?.amount() else { return nil }
            return number / scale
        }
        var quantiles: [Double: Double] = [:]
        for (rank, key) in [(0.5, "p50"), (0.75, "p75"), (0.9, "p90"), (0.95, "p95"), (0.99, "p99"), (0.999, "p999")] {
            quantiles[rank] = try value(key)
        }
        if quantiles[0.5] == nil { quantiles[0.5] = try value("median") }
        let distribution = Distribution(
            printed: quantiles, count: count, min: try value("min"), max: try value("max"), mean: try value("mean"))
        series.set(metric, .distribution(distribution))
    }

    private func notes(on all: Series) -> [Note] {
        guard let requests = all.requests, let errors = all.errors else {
            return [Note("requests.absent", "the report counts no HTTP requests")]
        }
        var notes = [
            Note(
                "errors.definition",
                "errors are requests without an answer, which have no latency, and answers of status 400 or more or that do not match; those in both counts once"
            )
        ]
        let answers = counters["http.responses"] ?? requests
        if answers < requests {
            let what = "latencies are of the \(answers) answers; \(requests - answers) of \(requests) requests got none"
            notes.append(Note("latency.answers-only", what))
        }
        if all.measurements[Metric.okLatency.name] == nil {
            notes += [Note.latencyIncludesFailures(errors, of: requests)].compactMap { $0 }
        }
        return notes
    }
}
