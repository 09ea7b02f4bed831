import Measurements

/// What the evidence says about all checks of one comparison, ready for any reporter. Values are in base units.
package struct Verdict: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        case pass, warn, fail, inconclusive
        case noBaseline = "no_baseline"
        /// Nothing was judged: an input or the budget could not be read.
        case error
    }

    /// Name of the suite where nobody names one.
    package static let unnamedSuite = "performance"

    package var outcome: Outcome
    /// The exit status of the process (CONTRACT: 0, 1, 2, 64…74); set by the executable.
    package var exitCode: Int
    /// Name of the suite: the key by which a comment is found again.
    package var suite: String
    /// Sorted by what a reader has to see first: worst first, then by id.
    package var checks: [Check]
    package var baseline: Baseline
    package var environment: EnvironmentComparison
    package var tests: TestSummary?
    /// The same by phase, in the order of a pipeline.
    package var testPhases: [TestPhase] = []
    /// The ten slowest tests, slowest first.
    package var slowestTests: [SlowTest] = []
    package var inputs: [InputRecord]
    package var diagnostics: [Diagnostic]
    package var judging: JudgingSummary
    package var provenance: Provenance
    /// What charts draw; absent where no report asks for charts.
    package var pictures: Pictures?
    /// What happened in the course of the candidate's runs, where their inputs say: run by run, everything first, then by the series' ids.
    package var timelines: [SeriesTimeline]

    package init(outcome: Outcome, suite: String, checks: [Check] = []) {
        self.outcome = outcome
        self.suite = suite
        self.checks = checks
        exitCode = 0
        baseline = Baseline(status: .none)
        environment = EnvironmentComparison()
        inputs = []
        diagnostics = []
        judging = JudgingSummary()
        provenance = Provenance()
        timelines = []
    }

    package func count(_ status: Check.Status) -> Int { checks.count { $0.status == status } }
}

/// The course of one series in one run of the candidate.
package struct SeriesTimeline: Sendable, Equatable {
    /// Number of the run among those of the candidate, from 0, and where it was read from.
    package var run: Int
    package var source: String
    /// `Series.id`.
    package var series: String
    package var timeline: Timeline

    package init(run: Int, source: String, series: String, timeline: Timeline) {
        self.run = run
        self.source = source
        self.series = series
        self.timeline = timeline
    }
}

/// With what the candidate was compared.
package struct Baseline: Sendable, Equatable {
    package enum Status: String, Sendable { case found, none }
    package enum Kind: String, Sendable { case files, history }

    package var status: Status
    package var kind: Kind?
    package var branch: String?
    package var commit: String?
    /// Runs that were compared with.
    package var runs: Int
    /// Runs that were found but left out, as not comparable or failed.
    package var discarded: Int
    package var ageDays: Double?

    package init(status: Status, kind: Kind? = nil, runs: Int = 0) {
        self.status = status
        self.kind = kind
        self.runs = runs
        discarded = 0
    }
}

/// Whether both sides were measured under the same conditions.
package struct EnvironmentComparison: Sendable, Equatable {
    package struct Difference: Sendable, Equatable {
        /// What follows from it.
        package enum Effect: Sendable, Equatable {
            case notComparable
            /// Compared with this much more noise, the standard deviation of a logarithm.
            case widerNoise(Double)
            case warned
        }

        /// "virtual users", "tool", "cpu"…
        package var field: String
        package var base: String
        package var head: String
        package var effect = Effect.warned
        /// What `base` says, where it is a number.
        package var baseNumber: Double?

        package init(field: String, base: String, head: String, baseNumber: Double? = nil) {
            self.field = field
            self.base = base
            self.head = head
            self.baseNumber = baseNumber
        }
    }

    package var comparable: Bool
    package var differences: [Difference]

    /// Whether a difference forbids that anything is compared.
    var isForbidding: Bool { differences.contains { $0.effect == .notComparable } }

    package init(comparable: Bool = true, differences: [Difference] = []) {
        self.comparable = comparable
        self.differences = differences
    }
}

/// One file that was read.
package struct InputRecord: Sendable, Equatable {
    package enum Side: String, Sendable { case head, base, tests }

    package var path: String
    package var side: Side
    package var format: String
    package var bytes: Int
    /// Of the file's bytes as they lie there, lower-case hexadecimal; absent for streams.
    package var sha256: String?

    package init(path: String, side: Side, format: String, bytes: Int, sha256: String? = nil) {
        self.path = path
        self.side = side
        self.format = format
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// What lowers the trust in the verdict, or what a reader has to know beside it.
package struct Diagnostic: Sendable, Equatable {
    package enum Level: String, Sendable { case info, warning, error }

    package var level: Level
    package var code: String
    package var message: String

    package init(_ level: Level, _ code: String, _ message: String) {
        self.level = level
        self.code = code
        self.message = message
    }
}

/// How it was judged: the constants and counts that the sentences of a report need.
package struct JudgingSummary: Sendable, Equatable {
    /// Checks judged together, at `falseAlarms` (0.01) for the whole family.
    package var family = 0
    package var falseAlarms = 0.01
    package var minimumChange = 0.03
    package var allowedChange = 0.05
    package var headRuns = 0
    package var baseRuns = 0
    /// Whether the deviation that all endpoints share was told apart (at least four endpoints, three degrees of freedom).
    package var commonMode = false
    /// In which order the runs were measured ("pairs", "mixed", "separate"); nil where not every run says when it started.
    package var order: String?
    /// Whether each run was compared with the one measured beside it.
    package var paired = false
    /// Ratio of the geometric means of all compared latencies, head over base, minus 1; nil where nothing was compared.
    package var geometricMeanChange: Double?

    package init() {}
}

/// Who and what is judged, as far as known; nothing here is read from a clock.
package struct Provenance: Sendable, Equatable {
    package var headCommit: String?
    package var headBranch: String?
    package var baseCommit: String?
    /// Identifies the CI run; later runs have greater ones.
    package var runID: String?
    /// Address of the CI run.
    package var link: String?
    /// The command that reproduces the verdict, without paths of a machine.
    package var command: String?

    package init() {}
}
