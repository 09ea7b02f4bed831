import Measurements

/// A report of Artillery 1: printed figures in milliseconds, and every latency in nanoseconds within the periods.
struct ArtilleryFirst {
    private let root: JSONNode
    private let aggregate: JSONNode
    private let answers: Int
    private let codes: [(code: String, count: Int)]
    /// Requests without an answer.
    private let failures: Int
    private let all: Recorder
    private let succeeded: Recorder
    /// Milliseconds since 1970 of the first and last raw latency.
    private let span: (first: Double, last: Double)?

    init(_ root: JSONNode, _ aggregate: JSONNode) throws(FormatError) {
        self.root = root
        self.aggregate = aggregate
        answers = try aggregate.required("requestsCompleted").count()
        var codes: [(String, Int)] = []
        for (code, node) in aggregate["codes"]?.members ?? [] { codes.append((code, try node.count())) }
        self.codes = codes
        var failures = 0
        for (_, node) in aggregate["errors"]?.members ?? [] {
            failures = min(failures + (try node.count()), JSONNode.largestCount)
        }
        self.failures = failures
        var all = Recorder()
        var succeeded = Recorder()
        var span: (first: Double, last: Double)?
        for period in root["intermediate"]?.elements ?? [] {
            for entry in period["latencies"]?.elements ?? [] {
                let parts = entry.elements
                guard parts.count >= 4 else { throw entry.unexpected("time, id, nanoseconds and status") }
                let (time, seconds) = (try parts[0].amount(), try parts[2].amount() / 1e9)
                all.add(seconds)
                if try parts[3].amount() < 400 { succeeded.add(seconds) }
                span = (min(span?.first ?? time, time), max(span?.last ?? time, time))
            }
        }
        (self.all, self.succeeded, self.span) = (all, succeeded, span)
    }

    func run(source: String) throws(FormatError) -> Run {
        guard answers + failures > 0 else { throw FormatError(source, "there were no requests: nothing was measured") }
        let bad = codes.filter { $0.code.hasPrefix("4") || $0.code.hasPrefix("5") }.reduce(0) { $0 + $1.count }
        var series = Series(Series.all, requests: answers + failures, errors: min(failures + bad, answers + failures))
        series.throughput = try aggregate["rps"]?["mean"]?.amount()
        let isWhole = all.count == answers
        if let latency = isWhole ? asArtillery(all.distribution) : try printed() {
            series.set(.latency, .distribution(latency))
        }
        if isWhole, let ok = asArtillery(succeeded.distribution) { series.set(.okLatency, .distribution(ok)) }
        series.setArtilleryCodes(codes)
        var run = Run(source: source, format: "artillery", tool: .init("Artillery"), series: [series])
        run.start = span.map { $0.first / 1000 }
        run.duration = span.flatMap { $0.last > $0.first ? ($0.last - $0.first) / 1000 : nil }
        run.workload.model = .open
        run.notes.append(
            Note(
                "errors.definition",
                "errors are requests without an answer, which have no latency, and answers of status 400 or more"))
        if !isWhole { run.notes += [Note.latencyIncludesFailures(bad, of: answers)].compactMap { $0 } }
        return run
    }

    /// With quantiles as Artillery computes them.
    private func asArtillery(_ distribution: Distribution?) -> Distribution? {
        var copy = distribution
        copy?.definition = .five
        return copy
    }

    private func printed() throws(FormatError) -> Distribution? {
        guard answers > 0, let node = aggregate["latency"] else { return nil }
        var quantiles: [Double: Double] = [:]
        for (rank, key) in [(0.5, "median"), (0.95, "p95"), (0.99, "p99")] {
            quantiles[rank] = try node[key].map { node throws(FormatError) in try node.amount() / 1000 }
        }
        return Distribution(
            printed: quantiles, count: answers, min: try node["min"]?.amount().seconds,
            max: try node["max"]?.amount().seconds)
    }
}

extension Double {
    /// Of milliseconds.
    fileprivate var seconds: Double { self / 1000 }
}
