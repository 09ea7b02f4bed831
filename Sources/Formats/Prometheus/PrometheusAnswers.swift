import Measurements

/// What a Prometheus server answered to several queries about one test, as one run.
package struct PrometheusAnswers {
    package struct Answer {
        /// What the numbers are called; nil where the query selects metrics that have names.
        package var name: String?
        /// For messages.
        package var query: String
        package var bytes: [UInt8]
        /// What query_range answers to the same query, and the seconds that each point looks back where those are the parts of the test one after the other.
        package var course: (bytes: [UInt8], lookBack: Double?)?

        package init(
            name: String?, query: String, bytes: [UInt8], course: (bytes: [UInt8], lookBack: Double?)? = nil
        ) {
            self.name = name
            self.query = query
            self.bytes = bytes
            self.course = course
        }
    }

    /// Figures that a query can be called after, which are then found where budgets look for them.
    package static func isKnownFigure(_ name: String) -> Bool {
        let metric = MetricName(parsing: name)
        return metric.measurement == Metric.latency.name || MetricName.counted.contains(metric.measurement)
    }

    /// The figure that a metric in an answer is named after: a percentile, "error_rate" or "throughput"; nil for all other names.
    static func figure(called name: String) -> MetricName? {
        let metric = MetricName(parsing: name)
        if metric == .errorRate || metric == .throughput { return metric }
        guard metric.measurement == Metric.latency.name, case .quantile = metric.statistic else { return nil }
        return metric
    }

    /// - Parameters:
    ///   - source: the server as the user named it.
    ///   - start: in seconds since 1970, where the window of the test is known, and its length in seconds.
    ///   - warmUp: seconds before the window that belong to the test and were not asked for.
    package static func run(
        _ answers: [Answer], source: String, start: Double? = nil, seconds: Double? = nil,
        withoutFirst warmUp: Double? = nil
    ) throws(FormatError) -> Run {
        var selected: [PrometheusAnswer] = []
        var named: [(name: String, answer: PrometheusAnswer)] = []
        for answer in answers {
            let read = try PrometheusAnswer(answer.bytes, source: "\(source): \(answer.query)")
            guard let name = answer.name else {
                selected.append(read)
                continue
            }
            // A quotient is no error rate of the test, which is two counts; over time it will do.
            if MetricName(parsing: name) != .errorRate { named.append((name, read)) }
        }
        let covered = selected.compactMap(\.seconds).max()
        var builder = PrometheusRun(Exposition(selected), seconds: covered ?? seconds)
        builder.notes = Array(selected.map(\.notes).first { !$0.isEmpty } ?? [])
        builder.origin = start ?? selected.compactMap(\.start).min() ?? 0
        for answer in selected { builder.addQuery(answer) }
        for (name, answer) in named { try builder.add(answer, called: name, source: source) }
        for answer in answers { builder.addCourse(of: answer, source: source) }
        var run = try builder.run(source: source, format: PrometheusAPI().name)
        run.start = Timestamp.plausible(start ?? selected.compactMap(\.start).min())
        let targets = (selected + named.map(\.answer)).map(\.targets)
        run.labels = targets.dropFirst().reduce(targets.first ?? [:]) { kept, other in
            kept.filter { other[$0.key] == $0.value }
        }
        PrometheusRange(selected, since: start)?.addCourses(to: &run)
        for index in run.series.indices { run.series[index].addErrorRateOverTime() }
        if let warmUp {
            run.environment[WarmUp.field] = "\(warmUp == warmUp.rounded() ? String(Int(warmUp)) : String(warmUp)) s"
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
            let points = series.points.filter { $0.value.magnitude <= UnitName.largest }
            guard let value = points.last?.value else { continue }
            let endpoint = PrometheusRequests.Endpoint.of(labels).endpoint
            if PrometheusAnswers.isKnownFigure(name) {
                let figure = MetricName(parsing: name)
                guard KnownFigure(figure, value) != nil else { continue }
                addFigure(figure, points, endpoint)
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

    /// The last of some values as a figure of an endpoint.
    mutating func addFigure(
        _ name: MetricName, _ points: [PrometheusAnswer.Point], _ endpoint: PrometheusRequests.Endpoint
    ) {
        guard let figure = points.last.flatMap({ KnownFigure(name, $0.value) }) else { return }
        update(endpoint.name, endpoint.labels) { figure.fill(&$0) }
    }

    // MARK: Over time

    /// A figure of an endpoint over time; of the test as a whole it says nothing.
    mutating func addCourse(
        of name: MetricName, _ points: [PrometheusAnswer.Point], _ endpoint: PrometheusRequests.Endpoint,
        lookBack: Double? = nil
    ) {
        let possible = points.filter { $0.value >= 0 }
        guard !possible.isEmpty else { return }
        let course = Course(
            KnownFigure.metric(name), possible, since: origin, lookBack: lookBack ?? 0, end: seconds)
        update(endpoint.name, endpoint.labels) { $0.courses[course.metric.name] = course }
    }

    /// What the same query answers over the test, under the same name. Without an answer there is no course.
    mutating func addCourse(of answer: PrometheusAnswers.Answer, source: String) {
        guard let name = answer.name, let (bytes, lookBack) = answer.course,
            let range = try? PrometheusAnswer(bytes, source: source), range.seconds != nil
        else { return }
        for series in range.series {
            var labels = series.labels
            labels["__name__"] = nil
            let endpoint = PrometheusRequests.Endpoint.of(labels).endpoint
            let points = series.points.filter { $0.value.magnitude <= UnitName.largest }
            if PrometheusAnswers.isKnownFigure(name) {
                addCourse(of: MetricName(parsing: name), points, endpoint, lookBack: lookBack)
            } else if !points.isEmpty {
                let (metric, unit) = (PrometheusNames.metric(name), PrometheusNames.unit(of: name) ?? .seconds)
                let own = points.map { PrometheusAnswer.Point(time: $0.time, value: unit.base($0.value)) }
                let course = Course(metric, own, since: origin, lookBack: lookBack ?? 0, end: seconds)
                update(endpoint.name, endpoint.labels) { $0.courses[name] = course }
            }
        }
    }
}

extension Series {
    /// Requests and errors of the same parts of the test make the error rate of each, and tell how many requests a percentile is of.
    fileprivate mutating func addErrorRateOverTime() {
        guard let requests = courses[MetricName.requests.description] else { return }
        let counts = Dictionary(requests.points.map { ($0.until, $0.value) }) { first, _ in first }
        for (name, course) in courses where MetricName(parsing: name).measurement == Metric.latency.name {
            courses[name]?.points = course.points.map { point in
                var point = point
                point.requests = counts[point.until].flatMap(Self.count)
                return point
            }
        }
        guard let errors = courses[MetricName.errors.description], courses[MetricName.errorRate.description] == nil
        else {
            return
        }
        let points = errors.points.compactMap { point -> Course.Point? in
            guard let count = counts[point.until], count > 0 else { return nil }
            return Course.Point(
                from: point.from, until: point.until, value: min(point.value / count, 1), requests: Self.count(count))
        }
        let metric = Metric(MetricName.errorRate.description, unit: .ratio, direction: .lower)
        courses[metric.name] = Course(metric, points: points, end: errors.end)
    }

    private static func count(_ value: Double) -> Int? { Int(exactly: value.rounded()) }
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

    /// Unit and direction of a figure.
    static func metric(_ name: MetricName) -> Metric {
        let text = name.description
        return switch name.measurement {
        case "requests": Metric(text, unit: .count, direction: .higher)
        case "errors": Metric(text, unit: .count, direction: .lower)
        case "error_rate": Metric(text, unit: .ratio, direction: .lower)
        case "throughput": Metric(text, unit: .perSecond, direction: .higher)
        default: Metric(text, unit: .seconds, direction: .lower)
        }
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
