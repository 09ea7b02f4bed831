import Measurements
import Statistics

/// Whether the gate fires: runs of the present level of a history are held out as a candidate, made worse, and judged against the rest by the code of `check`.
package struct SelfTest: Sendable, Equatable {
    /// How often the gate fired.
    package struct Shots: Sendable, Equatable {
        package var fired: Int
        package var of: Int
        package var share: Double { of > 0 ? Double(fired) / Double(of) : 0 }

        package init(fired: Int = 0, of: Int = 0) {
            self.fired = fired
            self.of = of
        }
    }

    /// One endpoint, or all at once.
    package struct Row: Sendable, Equatable {
        /// `Series.id`; nil for all endpoints at once.
        package var series: String?
        /// Whether its throughput is lowered, as no time of it is judged.
        package var isThroughput: Bool
        /// By the size of the change, in the order of `SelfTest.sizes`; empty where no change of it is judged.
        package var worse: [Shots]
        /// By the share of requests that fail, in the order of `SelfTest.errors`; empty where errors are not judged.
        package var errors: [Shots]
        /// The change that the budget promises to find; nil where it promises none.
        package var promise: Double?
        package var atPromise: Shots?

        /// Whether what is promised is found often enough.
        package func holds(_ power: Double) -> Bool {
            (atPromise?.share ?? 1) >= power && (errors.last?.share ?? 1) >= power
        }
    }

    package static let sizes = [0.05, 0.1, 0.2]
    /// The last one has to be found, wherever errors are judged: a gate that does not see every twentieth request fail sees nothing.
    package static let errors = [0.01, 0.05]

    package struct Options: Sendable {
        /// Of a candidate.
        package var runs = 3
        package var replicates = 20
        /// How often, of the replicates, a promised change has to be found.
        package var power = 0.9
        /// The change that has to be found; nil for what the budget says of each figure.
        package var promise: Double?
        /// Endpoints that are tried at most: those that vary most.
        package var most = 10

        package init() {}
    }

    /// Why nothing can be tried.
    package enum Obstacle: Error, Sendable, Equatable {
        /// So many runs of the present level, of which so many are needed.
        case tooFewRuns(present: Int, needed: Int, all: Int)
        /// No figure of the runs is judged.
        case nothingJudged
    }

    package private(set) var runs: Int
    package private(set) var presentRuns: Int
    package private(set) var options: Options
    /// With nothing injected.
    package private(set) var unchanged = Shots()
    /// What fired then, by check, the most frequent first.
    package private(set) var falseAlarms: [(check: String, times: Int)] = []
    /// All at once first, then what fires least.
    package private(set) var rows: [Row] = []
    /// Endpoints that were not tried.
    package private(set) var untried = 0

    /// - Parameter given: comparable runs of one branch, in any order.
    package init(_ given: [Run], budget: Budget?, options: Options) throws(Obstacle) {
        guard let past = CalibratedHistory(given, budget: budget) else { throw .nothingJudged }
        let present = past.stretches.last ?? 0..<0
        let needed = 5 + options.runs
        guard present.count >= needed else {
            throw .tooFewRuns(present: present.count, needed: needed, all: past.runs.count)
        }
        (runs, presentRuns, self.options) = (past.runs.count, present.count, options)
        let range = FiringRange(past, present, options)
        fireUnchanged(range)
        let targets = Target.all(of: past, present: present)
        untried = max(targets.count - options.most, 0)
        let everything = Target.everything(targets)
        rows = ([everything].compactMap { $0 } + targets.prefix(options.most)).map { range.row($0) }
        rows.sort {
            ($0.series != nil ? 1 : 0, $0.strength, $0.series ?? "") < (
                $1.series != nil ? 1 : 0, $1.strength, $1.series ?? ""
            )
        }
    }

    /// Whether everything that is promised is found.
    package var holds: Bool { rows.allSatisfy { $0.holds(options.power) } }

    private mutating func fireUnchanged(_ range: FiringRange) {
        var times: [String: Int] = [:]
        for checks in range.unchanged { for check in checks { times[check, default: 0] += 1 } }
        unchanged = Shots(fired: range.unchanged.count { !$0.isEmpty }, of: range.unchanged.count)
        falseAlarms = times.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map { ($0.key, $0.value) }
    }

    package static func == (a: SelfTest, b: SelfTest) -> Bool {
        a.rows == b.rows && a.unchanged == b.unchanged && a.runs == b.runs && a.presentRuns == b.presentRuns
    }
}

extension SelfTest.Row {
    /// What it fires at, least first.
    fileprivate var strength: Double {
        (atPromise?.share ?? 1) + worse.reduce(0) { $0 + $1.share } + errors.reduce(0) { $0 + $1.share }
    }
}
