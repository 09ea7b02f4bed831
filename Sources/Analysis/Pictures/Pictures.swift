import Measurements

/// What the charts of a report draw beside the checks: bounded, not judged by, and no part of the verdict document, which would be many times as large.
package struct Pictures: Sendable, Equatable {
    /// The runs of the baseline, oldest first, at most `mostRuns`: what the points of a trend are.
    package var runs: [RunLabel] = []
    /// By the check's id.
    package var trends: [String: Trend] = [:]
    /// By the series' id.
    package var distributions: [String: DistributionPicture] = [:]
    /// By the check's id.
    package var courses: [String: CoursePicture] = [:]

    /// Newest runs that a trend shows.
    package static let mostRuns = 400

    package init() {}

    /// Which run a point of a trend is.
    package struct RunLabel: Sendable, Equatable {
        /// Seconds since 1970.
        package var time: Double?
        package var commit: String?
        package var source: String

        package init(time: Double?, commit: String?, source: String) {
            self.time = time
            self.commit = commit
            self.source = source
        }
    }

    /// A figure from run to run.
    package struct Trend: Sendable, Equatable {
        /// Of `Pictures.runs`, ascending; as many as there are values.
        package var runs: [Int]
        /// In the check's unit.
        package var values: [Double]
        package var shifts: [Shift]

        package init(runs: [Int], values: [Double], shifts: [Shift] = []) {
            self.runs = runs
            self.values = values
            self.shifts = shifts
        }

        /// The level changed before the value at `index`, relatively, or for shares by a difference.
        package struct Shift: Sendable, Equatable {
            package var index: Int
            package var change: Double

            package init(index: Int, change: Double) {
                self.index = index
                self.change = change
            }
        }
    }
}

/// All quantiles of one measurement of both sides.
package struct DistributionPicture: Sendable, Equatable {
    /// "latency".
    package var measurement: String
    package var unit: Unit
    package var base: Curve?
    package var head: Curve?
    /// Where in the distribution a change lies; empty without both sides.
    package var shifts: [Shift]
    /// Of the shifts' intervals, all together.
    package static let confidence = 0.95

    package init(measurement: String, unit: Unit, base: Curve?, head: Curve?, shifts: [Shift] = []) {
        self.measurement = measurement
        self.unit = unit
        self.base = base
        self.head = head
        self.shifts = shifts
    }

    package struct Curve: Sendable, Equatable {
        /// Ascending by rank.
        package var points: [Point]
        package var runs: Int
        /// Whether the inputs hold only the percentiles that a tool printed.
        package var isPrinted: Bool

        package init(points: [Point], runs: Int, isPrinted: Bool) {
            self.points = points
            self.runs = runs
            self.isPrinted = isPrinted
        }
    }

    /// A quantile: the central value of the runs, and from the lowest to the highest of them.
    package struct Point: Sendable, Equatable {
        /// 0...1.
        package var rank: Double
        package var value: Double
        package var low: Double
        package var high: Double

        package init(rank: Double, value: Double, low: Double, high: Double) {
            self.rank = rank
            self.value = value
            self.low = low
            self.high = high
        }
    }

    /// The change of a quantile, relative to the base; the interval is one of runs, absent with fewer than two a side.
    package struct Shift: Sendable, Equatable {
        package var rank: Double
        package var relative: Double
        package var interval: ClosedRange<Double>?

        package init(rank: Double, relative: Double, interval: ClosedRange<Double>? = nil) {
            self.rank = rank
            self.relative = relative
            self.interval = interval
        }
    }
}
