import Measurements

/// A report of Artillery 1: printed figures in milliseconds, and every latency in nanoseconds within the periods.
struct ArtilleryFirst {
    private let aggregate: JSONNode
    private let raw: ArtilleryAnswers
    private let answers: Int
    private let codes: [(code: String, count: Int)]
    /// Requests without an answer.
    private let failures: Int
    /// Whether all answers are among the raw ones.
    private let isWhole: Bool

    /// - Parameter warmUp: seconds at the beginning that are left out.
    init(_ root: JSONNode, _ aggregate: JSONNode, warmUp seconds: Double?) throws(FormatError) {
        self.aggregate = aggregate
        let answers = try aggregate.required("requestsCompleted").count()
        raw = try ArtilleryAnswers(root["intermediate"]?.elements ?? [], warmUp: seconds)
        isWhole = raw.all.count + raw.warmUp.leftOut == answers
        if let seconds {
            guard isWhole else {
                throw FormatError(
                    root.source, "the warm-up cannot be left out: the latencies of some answers are missing")
            }
            if raw.all.count == 0 { throw .allWarmUp(root.source, seconds) }
            (self.answers, codes, failures) = (raw.all.count, raw.codes.map { ("\($0.key)", $0.value) }, raw.failures)
            return
        }
        self.answers = answers
        var codes: [(String, Int)] = []
        for (code, node) in aggregate["codes"]?.members ?? [] { codes.append((code, try node.count())) }
        self.codes = codes
        failures = try ArtilleryAnswers.failures(in: aggregate)
    }

    func run(source: String) throws(FormatError) -> Run {
        guard answers + failures > 0 else { throw FormatError(source, "there were no requests: nothing was measured") }
        let bad = codes.filter { $0.code.hasPrefix("4") || $0.code.hasPrefix("5") }.reduce(0) { $0 + $1.count }
        var series = Series(Series.all, requests: answers + failures, errors: min(failures + bad, answers + failures))
        series.throughput = try throughput()
        if let latency = isWhole ? asArtillery(raw.all.distribution) : try printed() {
            series.set(.latency, .distribution(latency))
        }
        if isWhole, let ok = asArtillery(raw.succeeded.distribution) { series.set(.okLatency, .distribution(ok)) }
        series.setArtilleryCodes(codes)
        if isWhole { series.timeline = raw.course }
        var run = Run(source: source, format: "artillery", tool: .init("Artillery"), series: [series])
        run.start = raw.span.map { $0.first / 1000 }
        run.duration = raw.seconds
        run.workload.model = .open
        run.notes.append(
            Note(
                "errors.definition",
                "errors are requests without an answer, which have no latency, and answers of status 400 or more"))
        if !isWhole { run.notes += [Note.latencyIncludesFailures(bad, of: answers)].compactMap { $0 } }
        raw.warmUp.mark(&run, "answers")
        return run
    }

    private func throughput() throws(FormatError) -> Double? {
        guard raw.warmUp.isActive else { return try aggregate["rps"]?["mean"]?.amount() }
        return raw.seconds.map { Double(answers + failures) / $0 }
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
