/// How one figure went in the course of a run, as a tool or a server computed it: a printed percentile of each period, a gauge at each instant. Such
/// figures cannot be joined into wider slices as a `Timeline` joins counts, so they stay as they came.
package struct Course: Sendable, Equatable {
    /// A figure of an instant (`from` equals `until`) or of a period.
    package struct Point: Sendable, Equatable {
        /// Seconds from the run's first value; negative where a period began before it.
        package var from: Double
        package var until: Double
        /// In the metric's base unit.
        package var value: Double
        /// That the figure is of, where known.
        package var requests: Int?

        package init(from: Double, until: Double, value: Double, requests: Int? = nil) {
            self.from = from
            self.until = until
            self.value = value
            self.requests = requests
        }
    }

    /// Unit and direction of the values; its name is the figure's ("p95", "pool_use").
    package var metric: Metric
    /// In the order of time; where nothing was measured, there is none.
    package var points: [Point]
    /// Seconds from the run's first value to its last.
    package var end: Double

    /// Seconds from point to point.
    package var step: Double

    /// - Parameter step: what most points are apart, where nil.
    package init(_ metric: Metric, points: [Point], end: Double, step: Double? = nil) {
        self.metric = metric
        self.points = points
        self.end = end
        self.step = step ?? Self.step(of: points)
    }

    /// 0 where there is only one.
    private static func step(of points: [Point]) -> Double {
        let gaps = zip(points, points.dropFirst()).map { $1.until - $0.until }.sorted()
        return gaps.isEmpty ? 0 : gaps[gaps.count / 2]
    }
}

extension Series {
    /// The course of a figure, where the input holds one: by its own name, or by that of its measurement, whose only figure it is.
    package func course(of name: MetricName) -> Course? {
        if let known = courses[name.description] { return known }
        switch name.statistic {
        case .value, .rate, .mean: return courses[name.measurement]
        default: return nil
        }
    }
}
