import Measurements

extension ApacheBenchReport {
    /// The report as a run: one series of everything, and the same under the path that was asked for.
    func run(source: String) throws(FormatError) -> Run {
        var notes: [Note] = []
        var all = Series(Series.all)
        all.requests = counts[.complete]
        all.throughput = amounts[.requestsPerSecond]
        if let complete = counts[.complete] { try count(of: complete, &all, &notes, source) }
        if let latency = distribution {
            all.set(.latency, .distribution(latency))
            if isUnreliable {
                notes.append(
                    Note("latency.unreliable", "ab says that its times are not reliable: median and mean are far apart")
                )
            }
            notes += [Note.absentPercentiles(of: latency), .wholeMilliseconds(latency, of: "ab")].compactMap { $0 }
        } else {
            notes.append(Note("latency.absent", "the report holds no connection times and no percentiles"))
        }
        if let bytes = counts[.transferred].map(Double.init) {
            let perSecond = amounts[.timeTaken].flatMap { $0 > 0 ? bytes / $0 : nil }
            let metric = Metric("data_received", unit: .bytes, direction: .neither)
            all.set(metric, .counter(total: bytes, perSecond: perSecond))
        }
        var run = Run(source: source, format: "ab", tool: .init("ApacheBench", version: version), series: [all])
        if let path {
            var endpoint = all
            endpoint.name = path
            run.series.append(endpoint)
        }
        run.duration = amounts[.timeTaken]
        run.workload = Workload(model: .closed, virtualUsers: counts[.concurrency])
        if let host { run.labels["host"] = host }
        run.notes = notes
        return run
    }

    /// Failed requests: those that ab calls failed, and answers other than 2xx, which it counts apart. An error page whose length differs from the
    /// first answer's is in both counts, so that of failures of length and answers other than 2xx only the greater number counts.
    private func count(
        of complete: Int, _ series: inout Series, _ notes: inout [Note], _ source: String
    ) throws(FormatError) {
        guard let failed = counts[.failed] else { return }
        let non2xx = counts[.non2xx] ?? 0
        let length = reasons["Length"] ?? 0
        guard length <= failed, non2xx <= complete, failed <= complete + (reasons["Connect"] ?? 0) else {
            throw FormatError(
                source, "\(failed) failed and \(non2xx) answers other than 2xx of \(complete) requests cannot be")
        }
        let errors = min(failed - length + max(length, non2xx), complete)
        series.errors = errors
        if non2xx > 0 {
            let what = "errors are ab's failed requests (\(failed)) and its answers other than 2xx (\(non2xx))"
            notes.append(Note("errors.definition", length > 0 ? what + "; those in both counts once" : what))
        }
        if length > non2xx {
            notes.append(
                Note(
                    "ab.length",
                    "\(length) of the failed requests failed only by an answer's length that differs from the first one's;"
                        + " dynamic pages do that, and ab -l accepts it"
                ))
        }
        notes += [Note.latencyIncludesFailures(errors, of: complete)].compactMap { $0 }
    }

    private var distribution: Distribution? {
        guard times != nil || !percentiles.isEmpty else { return nil }
        var quantiles: [Double: Double] = [:]
        for (percent, milliseconds) in percentiles { quantiles[percent / 100] = milliseconds / 1000 }
        if quantiles[0.5] == nil { quantiles[0.5] = times?.median.map { $0 / 1000 } }
        return Distribution(
            printed: quantiles, count: counts[.complete], min: times.map { $0.min / 1000 },
            max: times.map { $0.max / 1000 } ?? quantiles[1], mean: times.map { $0.mean / 1000 },
            standardDeviation: times?.deviation.map { $0 / 1000 })
    }
}
