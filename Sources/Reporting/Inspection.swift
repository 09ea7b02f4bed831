import Measurements

/// What was read from the inputs: for `loadline inspect`.
package struct Inspection {
    let runs: [Run]

    package init(runs: [Run]) { self.runs = runs }

    /// `{"schemaVersion", "runs": […]}`; latencies in milliseconds, absent what the input does not give.
    package var json: String {
        let document = JSONText.members([
            ("schemaVersion", .string("1.0")), ("runs", .array(runs.map(Self.document))),
        ])
        return document.text() + "\n"
    }

    private static func document(_ run: Run) -> JSONText {
        .members([
            ("source", .string(run.source)), ("format", .string(run.format)),
            ("tool", .members([("name", .string(run.tool.name)), ("version", run.tool.version.map(JSONText.string))])),
            ("startSeconds", run.start.map(JSONText.number)),
            ("durationSeconds", run.duration.map(JSONText.number)),
            ("workload", document(run.workload)),
            ("commit", run.commit.map(JSONText.string)), ("branch", run.branch.map(JSONText.string)),
            ("labels", document(run.labels)), ("environment", document(run.environment)),
            ("series", .array(run.series.map(document))),
            ("tests", run.tests.map { $0.json() }),
            (
                "notes",
                .array(
                    run.notes.map { .members([("code", .string($0.code)), ("message", .string($0.message))]) })
            ),
        ])
    }

    private static func document(_ workload: Workload) -> JSONText? {
        guard workload != Workload() else { return nil }
        return .members([
            ("model", workload.model.map { .string($0.rawValue) }),
            ("virtualUsers", workload.virtualUsers.map(JSONText.integer)),
            ("rate", workload.rate.map(JSONText.number)), ("scenario", workload.scenario.map(JSONText.string)),
        ])
    }

    private static func document(_ labels: [String: String]) -> JSONText? {
        labels.isEmpty ? nil : .object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    private static func document(_ series: Series) -> JSONText {
        let rate = (try? series.figure(.errorRate))?.value
        let metrics = series.measurements.sorted { $0.key < $1.key }.map { ($0.key, document($0.value)) }
        let courses = series.courses.sorted { $0.key < $1.key }.map { ($0.key, document($0.value)) }
        return .members([
            ("name", .string(series.name)), ("labels", document(series.labels) ?? .object([])),
            ("requests", series.requests.map(JSONText.integer)), ("errors", series.errors.map(JSONText.integer)),
            ("errorRate", rate.map(JSONText.number)),
            (
                "throughput",
                series.throughput.map { .members([("value", .number($0)), ("unit", .string("1/s"))]) }
            ),
            ("metrics", .object(metrics)),
            ("timeline", series.timeline.map(document)),
            ("courses", courses.isEmpty ? nil : .object(courses)),
        ])
    }

    /// `atSeconds`: when a slice begins, after the run's first value. Latencies in milliseconds.
    private static func document(_ timeline: Timeline) -> JSONText {
        let slices = timeline.slices.enumerated().map { index, slice in
            JSONText.members([
                ("atSeconds", .number(timeline.start + Double(index) * timeline.width)),
                ("requests", .integer(slice.requests)), ("errors", slice.errors.map(JSONText.integer)),
                ("p50", slice.p50.map { .number($0 * 1000) }), ("p95", slice.p95.map { .number($0 * 1000) }),
                ("p99", slice.p99.map { .number($0 * 1000) }), ("users", slice.users.map(JSONText.integer)),
            ])
        }
        return .members([
            ("widthSeconds", .number(timeline.width)), ("unit", .string("ms")), ("slices", .array(slices)),
        ])
    }

    /// `fromSeconds` where a point is of a period and not of an instant. Times in milliseconds.
    private static func document(_ course: Course) -> JSONText {
        let isTime = course.metric.unit == .seconds
        let points = course.points.map { point in
            JSONText.members([
                ("fromSeconds", point.from < point.until ? .number(point.from) : nil),
                ("atSeconds", .number(point.until)), ("value", .number(point.value * (isTime ? 1000 : 1))),
                ("requests", point.requests.map(JSONText.integer)),
            ])
        }
        return .members([
            ("stepSeconds", .number(course.step)), ("unit", .string(isTime ? "ms" : course.metric.unit.rawValue)),
            ("points", .array(points)),
        ])
    }

    private static func document(_ measurement: Measurement) -> JSONText {
        let unit = measurement.metric.unit
        let scale = unit == .seconds ? 1000.0 : 1
        let shown = unit == .seconds ? "ms" : unit.rawValue
        let number = { (value: Double?) in value.map { JSONText.number($0 * scale) } }
        let head: [(String, JSONText?)] = [("unit", .string(shown))]
        switch measurement.value {
        case .distribution(let distribution):
            return .members(
                head + [
                    ("kind", .string(distribution.kind)), ("count", distribution.count.map(JSONText.integer)),
                    ("min", number(distribution.min)), ("mean", number(distribution.mean)),
                    ("max", number(distribution.max)),
                ] + distribution.shownPercentiles.map { ($0, number($1)) })
        case .ratio(let hits, let total):
            let rate = total > 0 ? JSONText.number(Double(hits) / Double(total)) : nil
            return .members(
                head + [
                    ("kind", .string("ratio")), ("hits", .integer(hits)), ("total", .integer(total)), ("rate", rate),
                ])
        case .share(let share): return .members(head + [("kind", .string("ratio")), ("rate", .number(share))])
        case .counter(let total, let perSecond):
            return .members(
                head + [("kind", .string("counter")), ("total", number(total)), ("rate", number(perSecond))])
        case .gauge(let last, let min, let max):
            return .members(
                head + [
                    ("kind", .string("gauge")), ("value", number(last)), ("min", number(min)), ("max", number(max)),
                ])
        }
    }
}

extension Distribution {
    /// "histogram" where any percentile can be asked for, "quantiles" where only those printed are known.
    fileprivate var kind: String {
        if case .quantiles = shape { "quantiles" } else { "histogram" }
    }

    /// Those that are known: all printed ones, or the usual ones.
    var shownPercentiles: [(String, Double)] {
        let ranks: [Double]
        if case .quantiles(let known) = shape {
            ranks = known.map(\.rank)
        } else {
            ranks = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999]
        }
        return ranks.compactMap { rank in
            quantile(rank).map { (MetricName.Statistic.quantile(rank).description, $0) }
        }
    }
}
