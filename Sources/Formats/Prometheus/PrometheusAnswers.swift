import Measurements

/// What a Prometheus server answered to several queries about one test, as one run.
package struct PrometheusAnswers {
    package struct Answer {
        /// What the numbers are called; nil where the query selects metrics that have names.
        package var name: String?
        /// For messages.
        package var query: String
        package var bytes: [UInt8]

        package init(name: String?, query: String, bytes: [UInt8]) {
            self.name = name
            self.query = query
            self.bytes = bytes
        }
    }

    /// Figures that a query can be called after, which are then found where budgets look for them.
    package static func isKnownFigure(_ name: String) -> Bool {
        let metric = MetricName(parsing: name)
        return metric.measurement == Metric.latency.name || MetricName.counted.contains(metric.measurement)
    }

    /// - Parameters:
    ///   - source: the server as the user named it.
    ///   - start: in seconds since 1970, where the window of the test is known, and its length in seconds.
    package static func run(
        _ answers: [Answer], source: String, start: Double? = nil, seconds: Double? = nil
    ) throws(FormatError) -> Run {
        var selected: [PrometheusAnswer] = []
        var named: [(name: String, answer: PrometheusAnswer)] = []
        for answer in answers {
            let read = try PrometheusAnswer(answer.bytes, source: "\(source): \(answer.query)")
            if let name = answer.name { named.append((name, read)) } else { selected.append(read) }
        }
        let covered = selected.compactMap(\.seconds).max()
        var builder = PrometheusRun(Exposition(selected), seconds: covered ?? seconds)
        builder.notes = Array(selected.map(\.notes).first { !$0.isEmpty } ?? [])
        for answer in selected { builder.addQuery(answer) }
        for (name, answer) in named { try builder.add(answer, called: name, source: source) }
        var run = try builder.run(source: source, format: PrometheusAPI().name)
        run.start = Timestamp.plausible(start ?? selected.compactMap(\.start).min())
        let targets = (selected + named.map(\.answer)).map(\.targets)
        run.labels = targets.dropFirst().reduce(targets.first ?? [:]) { kept, other in
            kept.filter { other[$0.key] == $0.value }
        }
        return run
    }
}

extension PrometheusRun {
    /// One number of each label set, under the name that the user gave it: "p95", "throughput", "requests" of the endpoint that the
    /// labels tell, or a metric of the user's own, with the unit that its name ends in.
    mutating func add(_ answer: PrometheusAnswer, called name: String, source: String) throws(FormatError) {
        var count = 0
        for series in answer.series {
            var labels = series.labels
            labels["__name__"] = nil
            guard let value = series.points.last?.value, value.magnitude <= UnitName.largest else { continue }
            let endpoint = PrometheusRequests.Endpoint.of(labels).endpoint
            if PrometheusAnswers.isKnownFigure(name) {
                guard let figure = KnownFigure(MetricName(parsing: name), value) else { continue }
                update(endpoint.name, endpoint.labels) { figure.fill(&$0) }
            } else {
                let metric = PrometheusNames.metric(name)
                let base = PrometheusNames.unit(of: name)?.base(value) ?? value
                update(endpoint.name, endpoint.labels) { $0.set(metric, .gauge(last: base, min: nil, max: nil)) }
            }
            count += 1
        }
        guard count == 0 else { return }
        throw FormatError(
            source, "\(name): the query has no number as its answer (there may have been no traffic in its window)")
    }
}

/// A figure that Prometheus computed: a percentile of the latency in seconds, a rate, a count.
private struct KnownFigure {
    let name: MetricName
    let value: Double

    /// Nil where the value cannot be one.
    init?(_ name: MetricName, _ value: Double) {
        guard value >= 0, name != .errorRate else { return nil }
        self.name = name
        self.value = value
    }

    func fill(_ series: inout Series) {
        switch name.measurement {
        case "requests": series.requests = count
        case "errors": series.errors = count
        case "throughput": series.throughput = value
        default: series.set(.latency, .distribution(latency(series.measurements[Metric.latency.name])))
        }
    }

    /// Increases are extrapolated by Prometheus and seldom whole.
    private var count: Int? { Int(exactly: value.rounded()).flatMap { $0 <= JSONNode.largestCount ? $0 : nil } }

    private func latency(_ known: Measurement?) -> Distribution {
        var latency = Distribution(printed: [:])
        if case .distribution(let before)? = known?.value { latency = before }
        switch name.statistic {
        case .quantile(let rank):
            var printed: [Double: Double] = [rank: value]
            if case .quantiles(let others) = latency.shape {
                for other in others where other.rank != rank { printed[other.rank] = other.value }
            }
            latency.shape = Distribution(printed: printed).shape
        case .min: latency.min = value
        case .max: latency.max = value
        case .count: latency.count = count
        default: latency.mean = value
        }
        return latency
    }
}
