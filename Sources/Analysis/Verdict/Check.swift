import Measurements

/// One figure of one series, judged against its limits and its baseline.
package struct Check: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        case passed, improved, regressed
        case overBudget = "over_budget"
        case inconclusive
        case notComparable = "not_comparable"
        case missing
        case noBaseline = "no_baseline"
        case waived
    }

    /// How much it matters: `critical` fails the job, `warning` warns, `target` and `info` are shown.
    package enum Level: String, Sendable, Comparable, CaseIterable {
        case info, target, warning, critical

        private var rank: Int {
            switch self {
            case .info: 0
            case .target: 1
            case .warning: 2
            case .critical: 3
            }
        }

        package static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
    }

    /// Stable: the series' id, "#", the metric's name.
    package var id: String { "\(series)#\(metric.description)" }
    /// Of the shift of everything at once.
    package var isOfEverything: Bool { series == Series.all && metric == MetricName("global") }
    /// `Series.id`.
    package var series: String
    package var labels: [String: String]
    package var metric: MetricName
    package var unit: Unit
    package var direction: Direction
    package var status: Status
    package var level: Level
    package var base: Side?
    package var head: Side?
    package var change: Change?
    package var limits: [LimitOutcome]
    /// Values of the baseline's runs, oldest first, for a trend.
    package var history: [Double]
    /// Stable codes: "change.significant", "limit.broken", "runs.few"…
    package var reasons: [String]
    /// The same in sentences, with their numbers.
    package var explanation: [String]
    /// Whether it was judged in the family, or only shown.
    package var gated: Bool
    /// Why a waived finding is accepted.
    package var waiver: Waiver?
    /// Of a finding that one of two measurements did not find, in a sentence.
    package var clearing: String?
    /// Of a finding of one of two measurements that the other could not have shown, in a sentence.
    package var unsettled: String?

    package init(series: String, labels: [String: String], metric: MetricName, unit: Unit, direction: Direction) {
        self.series = series
        self.labels = labels
        self.metric = metric
        self.unit = unit
        self.direction = direction
        status = .passed
        level = .info
        limits = []
        history = []
        reasons = []
        explanation = []
        gated = false
    }

    /// The central value of one side: geometric mean over the runs of a latency or rate; all errors over all requests of an error rate.
    package struct Side: Sendable, Equatable {
        package var value: Double
        /// Of each run.
        package var values: [Double]
        package var runs: Int { values.count }

        package init(value: Double, values: [Double]) {
            self.value = value
            self.values = values
        }
    }

    /// Head against base. Relative numbers are ratios minus one (0.31 = 31 % more).
    package struct Change: Sendable, Equatable {
        /// Absent where the base is zero.
        package var relative: Double?
        /// In the unit of the check.
        package var absolute: Double
        /// Of the relative change, at `confidence`; absent where runs do not suffice.
        package var interval: ClosedRange<Double>?
        package var confidence = 0.95
        /// Smallest relative change that counts; nil of a share, which is compared by its counts.
        package var minimumEffect: Double?
        /// Smallest change of a share that counts, as a difference.
        package var minimumDifference: Double?
        /// Smallest number of errors above those expected that makes a share worse.
        package var minimumExtraErrors: Double?
        /// Of a change for the worse, or of the improvement where it is one.
        package var pValue: Double?
        /// Benjamini–Hochberg, over the family.
        package var adjustedPValue: Double?
        /// Smallest relative change that these runs would show at 90 % power.
        package var detectable: Double?
        /// Runs a side that would settle a change of the allowed size.
        package var runsNeeded: Int?
        /// Standard deviation between runs, relative (moderated); the noise.
        package var noise: Double?

        package init(relative: Double?, absolute: Double, minimumEffect: Double?) {
            self.relative = relative
            self.absolute = absolute
            self.minimumEffect = minimumEffect
        }
    }

    /// One limit of a budget, held against this check.
    package struct LimitOutcome: Sendable, Equatable {
        package enum Status: String, Sendable {
            case met, broken
            /// A relative limit that the estimate exceeds, but not beyond the noise.
            case unclear
            /// A relative limit without a baseline.
            case noBaseline = "no_baseline"
        }

        /// "p95 <= 500 ms".
        package var rule: String
        package var level: Level
        package var status: Status
        /// The absolute bound in base units, or nil for a relative limit without a baseline.
        package var bound: Double?
        package var file: String
        package var line: Int
        /// What the budget's author wants to be said when it is broken.
        package var message: String?
        /// Of a limit relative to the baseline.
        package var isRelative = false
        /// Of a limit that has to be broken for some time: the seconds through which it was, in the run in which it was longest.
        package var brokenSeconds: Double?

        package init(rule: String, level: Level, status: Status, bound: Double?, file: String, line: Int) {
            self.rule = rule
            self.level = level
            self.status = status
            self.bound = bound
            self.file = file
            self.line = line
        }
    }
}
