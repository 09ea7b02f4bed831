import Measurements
import Statistics

/// Shares such as error rates: compared as counts.
struct ShareComparison {
    private let subjects: [ComparisonFamily.Subject]
    private let settings: ComparisonFamily.Settings
    private(set) var figures: [ComparedFigure]

    init(
        _ subjects: [ComparisonFamily.Subject], _ settings: ComparisonFamily.Settings, _ figures: [ComparedFigure]
    ) {
        self.subjects = subjects
        self.settings = settings
        self.figures = figures
    }

    mutating func compare() {
        for (index, subject) in subjects.enumerated() where figures[index].obstacle == nil {
            switch (subject.base.badCounts, subject.head.badCounts) {
            case (nil, nil): continue
            case (let base?, let head?): compare(index, subject, base, head)
            default: figures[index].obstacle = "kind.differs"
            }
        }
    }

    private mutating func compare(
        _ index: Int, _ subject: ComparisonFamily.Subject, _ base: ErrorCounts, _ head: ErrorCounts
    ) {
        let isPair = base.errors.count + head.errors.count == 2
        figures[index].isSinglePair = isPair && (subject.history?.runs.count ?? 0) < 5
        var before = base
        if settings.reference == .history {
            let start = Self.levelStart(subject.base.runs, base)
            figures[index].levelStart = start
            figures[index].change = ComparedFigure.change(of: subject, since: start)
            before = subject.base.since(start).badCounts ?? base
        }
        let past = settings.reference == .runs ? subject.history?.badCounts : nil
        figures[index].rates = try? compareErrorRates(baseline: before, candidate: head, history: past)
        if figures[index].rates == nil { figures[index].obstacle = "runs.few" }
    }

    /// The run with which the present level of a share begins; a tenth of a percentage point is no shift.
    private static func levelStart(_ runs: Set<Int>, _ bad: ErrorCounts) -> Int? {
        var rule = LevelShiftRule()
        rule.leastChange = 0.001
        let start = lastLevelShift(zip(bad.errors, bad.requests).map { $0 / $1 }, rule: rule)
        return start > 0 ? runs.sorted()[start] : nil
    }
}

extension Evidence {
    /// Counts of what is bad, in the order of the runs: misses where hits are good. Nil for magnitudes.
    var badCounts: ErrorCounts? {
        guard case .shares(let byRun) = values else { return nil }
        let ordered = byRun.sorted { $0.key < $1.key }.map(\.value)
        return ErrorCounts(
            errors: ordered.map { Double(direction == .higher ? $0.total - $0.hits : $0.hits) },
            requests: ordered.map { Double($0.total) })
    }
}
