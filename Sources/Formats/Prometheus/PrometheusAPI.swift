import Measurements

/// Answers of Prometheus's HTTP API (`/api/v1/query`, `/api/v1/query_range`), kept as files.
package struct PrometheusAPI: ResultFormat {
    package let name = "prometheus-api"
    package let summary = "answers of Prometheus's /api/v1/query and query_range"
    package let documentation =
        "https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats"

    package init() {}

    /// Ranges have; an answer of one instant is refused by `read`.
    package var hasTimes: Bool { true }
    package let readsInPieces = true

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json, json["status"]?.string != nil else { return false }
        return json["data"]?["resultType"]?.string != nil || (json["errorType"] != nil && json["error"] != nil)
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var answer = try PrometheusAnswer(input)
        let warmUp = try input.warmUp.map { seconds throws(FormatError) in
            try answer.leaveOut(seconds, source: input.name)
        }
        var builder = PrometheusRun(Exposition(answer), seconds: answer.seconds)
        builder.notes = answer.notes
        builder.origin = answer.start ?? 0
        builder.addQuery(answer)
        var run = try builder.run(source: input.name, format: name)
        run.start = Timestamp.plausible(answer.start)
        run.labels = answer.targets
        PrometheusRange([answer])?.addCourses(to: &run)
        warmUp?.mark(&run, "points")
        return [run]
    }
}

/// A vector, a matrix, or a scalar as a vector without labels.
struct PrometheusAnswer {
    struct Point {
        var time: Double
        var value: Double
    }

    var series: [(labels: [String: String], points: [Point])] = []
    /// Labels of the scraped target that are the same everywhere; they would only tell the machines apart.
    private(set) var targets: [String: String] = [:]
    private let isRange: Bool

    /// What a counter grew by; after a fall it began again at 0.
    static func rise(from before: Point, to after: Point) -> Double {
        after.value >= before.value ? after.value - before.value : after.value
    }

    /// A whole answer of the API.
    init(_ bytes: [UInt8], source: String) throws(FormatError) {
        try self.init(try Input(name: source, bytes: bytes))
    }

    init(_ input: Input) throws(FormatError) {
        let document = try PrometheusDocument(input)
        isRange = document.isRange
        series = try document.series()
        guard !series.isEmpty else { throw FormatError(input.name, "the answer is empty: the query matched nothing") }
        takeTargets()
    }

    private mutating func takeTargets() {
        for key in ["instance", "job"] {
            let values = Set(series.map { $0.labels[key] })
            guard values.count == 1, let only = values.first, let value = only else { continue }
            targets[key] = value
            for index in series.indices { series[index].labels[key] = nil }
        }
    }

    var start: Double? { series.compactMap { $0.points.first?.time }.min() }

    /// Length of a range; nil of an instant.
    var seconds: Double? {
        guard isRange, let start, let end = series.compactMap({ $0.points.last?.time }).max() else { return nil }
        return end - start
    }

    /// Leaves out the points of the first seconds; counters are then seen to grow from the first that is left.
    mutating func leaveOut(_ seconds: Double, source: String) throws(FormatError) -> WarmUp {
        guard isRange, let start else {
            throw FormatError(
                source,
                "the warm-up cannot be left out: this is the answer of one instant; ask query_range over the test")
        }
        var warmUp = WarmUp(seconds: seconds, first: Self.nanoseconds(start))
        for index in series.indices {
            series[index].points.removeAll { warmUp.leavesOut(Self.nanoseconds($0.time)) }
        }
        series.removeAll { $0.points.isEmpty }
        if series.isEmpty { throw .allWarmUp(source, seconds) }
        return warmUp
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64(max(-9e9, min(seconds, 9e9)) * 1e9) }

    var notes: [Note] {
        if isRange { return [] }
        let what =
            "the answer of one instant: counters and histograms count since the service started, unless the query says otherwise"
        return series.contains { $0.labels["__name__"] != nil } ? [Note("counter.since-start", what)] : []
    }
}

extension Exposition {
    /// The series that have a name, as one scrape would show them; counters of a range as what they grew by.
    init(_ answer: PrometheusAnswer) { self.init([answer]) }

    private static func samples(_ answer: PrometheusAnswer) -> [ExpositionSample] {
        let isRange = answer.seconds != nil
        return answer.series.compactMap { series -> ExpositionSample? in
            var labels = series.labels
            guard let name = labels.removeValue(forKey: "__name__"), let last = series.points.last else { return nil }
            if PrometheusAnswers.figure(called: name) != nil { return nil }
            let value =
                PrometheusNames.isCounter(name) && isRange ? Self.increase(series.points) : last.value
            return ExpositionSample(name: name, labels: labels, value: value)
        }
    }

    /// The same of several answers together.
    init(_ answers: [PrometheusAnswer]) {
        let samples = answers.flatMap(Self.samples)
        let folding = LabelFolding(samples.lazy.map { ($0.name, $0.labels) })
        self.init(
            folding.groups.map { group in
                let sum =
                    group.members.count == 1
                    ? samples[group.members[0]].value : group.members.reduce(0) { $0 + samples[$1].value }
                return ExpositionSample(name: group.name, labels: group.labels, value: sum)
            })
        isFolded = folding.isFolded
    }

    private static func increase(_ points: [PrometheusAnswer.Point]) -> Double {
        zip(points, points.dropFirst()).reduce(0) { $0 + PrometheusAnswer.rise(from: $1.0, to: $1.1) }
    }
}

extension PrometheusRun {
    /// Results of expressions have no name: their metric is "query", unless `label_replace` or a recording rule names them as a figure ("p95"). Gauges of a
    /// range get their least and greatest value, and their course.
    mutating func addQuery(_ answer: PrometheusAnswer) {
        let isRange = answer.seconds != nil
        for series in answer.series {
            var labels = series.labels
            let name = labels.removeValue(forKey: "__name__")
            let points = series.points.filter { $0.value.magnitude <= UnitName.largest }
            if let figure = name.flatMap(PrometheusAnswers.figure) {
                let endpoint = PrometheusRequests.Endpoint.of(labels).endpoint
                isRange ? addCourse(of: figure, points, endpoint) : addFigure(figure, points, endpoint)
            } else if let name {
                guard isRange, !PrometheusNames.isCounter(name), !points.isEmpty else { continue }
                gaugesOverTime.append(.init(name: name, labels: labels, points: points))
            } else {
                addGauge(
                    Metric("query", unit: .unknown, direction: .neither), points, Self.name(labels), isRange: isRange)
            }
        }
    }
}
