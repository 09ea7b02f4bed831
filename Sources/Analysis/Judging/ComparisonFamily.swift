import Foundation
import Measurements
import Statistics

/// Head against base for many figures at once: one family, one error rate.
struct ComparisonFamily {
    /// What the runs of the base are, and so how the head is compared with them.
    enum Reference {
        /// Runs of the same period: two samples.
        case runs
        /// The history of the main branch: its present level, and how it varies from day to day.
        case history
    }

    /// One figure to be compared.
    struct Subject {
        /// Subjects of one endpoint share what disturbs it.
        var endpoint: String
        var base: Evidence
        var head: Evidence
        /// Earlier runs that tell the noise, where the base is not itself the history.
        var history: Evidence?
        /// Judged in the family; else only estimated.
        var gated: Bool
        /// Relative.
        var minimumChange: Double
        /// In the figure's unit.
        var minimumAbsolute: Double
        /// Relative; largest that is still "the same".
        var allowedChange: Double
    }

    struct Outcome {
        var change: Check.Change
        var judgement: Judgement
        /// Why nothing could be judged, as a code; nil where it could.
        var obstacle: String?
        /// The run of the history with which its present level begins; nil where all of it is one level.
        var levelStart: Int?
    }

    private struct Result {
        var change: Check.Change
        var shift: Shift?
        var rates: ErrorRateShift?
        var obstacle: String?
        var levelStart: Int?
        var isEqual = false
        /// One run against one: nothing says how much a rate varies from run to run.
        var isSinglePair = false

        var pWorse: Double { shift?.pWorse ?? rates?.pWorse ?? 1 }
        var pBetter: Double { shift?.pBetter ?? rates?.pBetter ?? 1 }
    }

    private let subjects: [Subject]
    private let falseAlarms: Double
    private let confidence: Double
    private let reference: Reference
    private var results: [Result] = []
    private(set) var usedCommonMode = false
    /// The shift of everything at once; told only against a history.
    private(set) var global: GlobalShift?

    /// `falseAlarms`: of the whole family; `confidence`: of intervals, and of the proof that nothing changed.
    init(_ subjects: [Subject], falseAlarms: Double, confidence: Double, reference: Reference = .runs) {
        self.subjects = subjects
        self.reference = reference
        self.falseAlarms = falseAlarms
        self.confidence = confidence
        results = subjects.map(Self.start)
        compareMagnitudes()
        compareShares()
    }

    /// Checks that are judged together.
    var family: Int { results.indices.count { isInFamily($0) } }

    /// In the order of the subjects.
    func outcomes() -> [Outcome] {
        let members = results.indices.filter(isInFamily)
        let worse = benjaminiHochberg(members.map { results[$0].pWorse })
        let better = benjaminiHochberg(members.map { results[$0].pBetter })
        var adjusted: [Int: (worse: Double, better: Double)] = [:]
        for (position, index) in members.enumerated() { adjusted[index] = (worse[position], better[position]) }
        return results.indices.map { outcome($0, adjusted[$0], tests: max(members.count, 1)) }
    }

    private func isInFamily(_ index: Int) -> Bool {
        subjects[index].gated && (results[index].shift.map { !$0.isInsufficient } ?? (results[index].rates != nil))
    }

    private func outcome(_ index: Int, _ adjusted: (worse: Double, better: Double)?, tests: Int) -> Outcome {
        var (result, subject) = (results[index], subjects[index])
        var limits = JudgementLimits()
        limits.falseDiscoveryRate = falseAlarms
        limits.leastChange = subject.minimumChange
        limits.allowedChange = subject.allowedChange
        limits.equivalenceLevel = 1 - confidence
        var judgement = Judgement.insufficient
        let (worse, better) = adjusted ?? (1, 1)
        if let rates = result.rates {
            judgement = judge(rates, adjustedWorse: worse, adjustedBetter: better, limits: limits)
            if judgement == .inconclusive, isSurelySmall(rates, subject) { judgement = .equivalent }
            if result.isSinglePair, judgement != .equivalent {
                result.obstacle = judgement == .regressed ? "errors.suspicious" : "runs.few"
                judgement = .inconclusive
            }
        } else if let shift = result.shift {
            judgement = judge(shift, adjustedWorse: worse, adjustedBetter: better, limits: limits)
            plan(&result.change, shift, tests: tests, allowed: subject.allowedChange)
        }
        if result.isEqual { judgement = .equivalent }
        let isFinding = judgement == .regressed || judgement == .improved
        if isFinding, abs(result.change.absolute) <= max(subject.minimumAbsolute, resolution(subject)) {
            judgement = .equivalent
        }
        let isBetter = result.pBetter < result.pWorse
        if result.shift != nil || result.rates != nil {
            result.change.pValue = isBetter ? result.pBetter : result.pWorse
            if adjusted != nil { result.change.adjustedPValue = isBetter ? better : worse }
        }
        return Outcome(
            change: result.change, judgement: judgement, obstacle: result.obstacle, levelStart: result.levelStart)
    }

    /// Whether the upper limit of the difference of two rates (Newcombe 1998, on counts divided by their over-dispersion) is below
    /// half a percentage point: what equivalence is for a share.
    private func isSurelySmall(_ rates: ErrorRateShift, _ subject: Subject) -> Bool {
        func proportion(_ evidence: Evidence) -> Proportion? {
            guard case .shares(let byRun) = evidence.values else { return nil }
            let bad = Self.bad(byRun, evidence.direction == .higher)
            return Proportion(
                successes: bad.errors.reduce(0, +) / rates.dispersion,
                trials: bad.requests.reduce(0, +) / rates.dispersion)
        }
        guard let head = proportion(subject.head), let base = proportion(subject.base) else { return false }
        // Zero against zero is equal, however few the requests.
        if head.successes == 0, base.successes == 0 { return true }
        guard let interval = try? newcombeInterval(head, less: base, confidence: 2 * confidence - 1)
        else { return false }
        return interval.upperBound < Self.allowedShare
    }

    /// As large a difference of error rates is still "the same": half a percentage point.
    static let allowedShare = 0.005

    /// Two printed values can differ by one step through rounding alone.
    private func resolution(_ subject: Subject) -> Double {
        let step = max(subject.base.resolution, subject.head.resolution)
        return step * (1 + 1e-9)
    }

    private func plan(_ change: inout Check.Change, _ shift: Shift, tests: Int, allowed: Double) {
        guard !shift.isInsufficient else { return }
        change.detectable = detectableChange(
            shift, tests: tests, leastChange: change.minimumEffect, threshold: falseAlarms)
        change.runsNeeded = runsNeeded(
            standardDeviation: shift.standardDeviation, tests: tests, change: allowed, threshold: falseAlarms)
        change.noise = expm1(shift.standardDeviation)
    }

    private static func start(_ subject: Subject) -> Result {
        var result = Result(change: change(of: subject, since: nil))
        if subject.head.direction == .neither { result.obstacle = "direction.unknown" }
        return result
    }

    private static func change(of subject: Subject, since levelStart: Int?) -> Check.Change {
        let (base, head) = (subject.base.since(levelStart).side, subject.head.side)
        let relative = base.value > 0 ? head.value / base.value - 1 : nil
        return Check.Change(
            relative: relative, absolute: head.value - base.value, minimumEffect: subject.minimumChange)
    }

    // MARK: Magnitudes

    private struct Group: Hashable {
        var base: Set<Int>
        var head: Set<Int>
        var gated: Bool
    }

    private mutating func compareMagnitudes() {
        var groups: [Group: [Int]] = [:]
        for (index, subject) in subjects.enumerated() where results[index].obstacle == nil {
            guard case .magnitudes(let base) = subject.base.values, case .magnitudes(let head) = subject.head.values
            else { continue }
            let values = Array(base.values) + Array(head.values)
            if Set(values).count == 1, values.count > 2 { results[index].isEqual = true }
            if values.contains(where: { !($0 > 0) || !$0.isFinite }) {
                if !results[index].isEqual { results[index].obstacle = "value.zero" }
            } else {
                let group = group(subject)
                groups[group, default: []].append(index)
            }
        }
        for (group, members) in groups {
            switch reference {
            case .runs: compare(members, group)
            case .history: compareWithPast(members, group)
            }
        }
    }

    /// Figures that are compared in one table. A history may have gaps; samples may not.
    private func group(_ subject: Subject) -> Group {
        switch reference {
        case .runs: Group(base: subject.base.runs, head: subject.head.runs, gated: subject.gated)
        case .history: Group(base: [], head: [], gated: subject.gated)
        }
    }

    private mutating func compare(_ members: [Int], _ group: Group) {
        let endpoints = endpoints(members)
        let base = group.base.sorted().map { run in members.map { badness(subjects[$0].base, run) } }
        let head = group.head.sorted().map { run in members.map { badness(subjects[$0].head, run) } }
        let profile = profile(members)
        guard let shifts = try? compareRuns(baseline: base, candidate: head, endpoints: endpoints, profile: profile)
        else {
            for index in members { results[index].obstacle = "runs.few" }
            return
        }
        if group.gated, Set(endpoints).count >= 4, base.count + head.count >= 5 { usedCommonMode = true }
        for (index, shift) in zip(members, shifts) {
            results[index].shift = shift
            if shift.isInsufficient { results[index].obstacle = "runs.few" }
            results[index].change.confidence = confidence
            results[index].change.interval = interval(of: shift, index)
        }
    }

    /// Of the relative change. `offset`: what all endpoints share, as a difference of logarithms.
    private func interval(of shift: Shift, _ index: Int, offset: Double = 0) -> ClosedRange<Double>? {
        shift.ratioInterval(confidence: confidence).map { interval in
            let isHigherBetter = subjects[index].head.direction == .higher
            let (lower, upper) = (interval.lowerBound * exp(offset), interval.upperBound * exp(offset))
            let low = isHigherBetter ? 1 / upper : lower
            let high = isHigherBetter ? 1 / lower : upper
            return low - 1...max(low, high) - 1
        }
    }

    /// Each endpoint as a number.
    private func endpoints(_ members: [Int]) -> [Int] {
        let names = Array(Set(members.map { subjects[$0].endpoint })).sorted()
        let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        return members.map { number[subjects[$0].endpoint] ?? 0 }
    }

    /// The noise of earlier runs, where at least eight measured all of these figures.
    private func profile(_ members: [Int]) -> NoiseProfile? {
        let shared = members.map { subjects[$0].history?.runs ?? [] }
        let runs = shared.dropFirst().reduce(shared.first ?? []) { $0.intersection($1) }
        guard runs.count >= 8 else { return nil }
        let variances = members.map { member in
            variance(runs.sorted().map { run in subjects[member].history.map { badness($0, run) } ?? .nan })
        }
        guard variances.allSatisfy(\.isFinite) else { return nil }
        return NoiseProfile(variances: variances, degreesOfFreedom: Double(runs.count - 1))
    }

    /// Against the present level of the history.
    private mutating func compareWithPast(_ members: [Int], _ group: Group) {
        func table(_ side: (Subject) -> Evidence) -> (runs: [Int], rows: [[Double]]) {
            let runs = Set(members.flatMap { side(subjects[$0]).runs }).sorted()
            return (runs, runs.map { run in members.map { badness(side(subjects[$0]), run) } })
        }
        let (past, now) = (table(\.base), table(\.head))
        guard
            let found = try? compareWithHistory(
                history: past.rows, runs: now.rows, endpoints: endpoints(members), threshold: falseAlarms)
        else {
            for index in members { results[index].obstacle = "runs.few" }
            return
        }
        if group.gated {
            global = found.global
            usedCommonMode = found.global != nil
        }
        for (position, index) in members.enumerated() {
            let (shift, start) = (found.shifts[position], found.levelStarts[position])
            if start > 0 { results[index].levelStart = past.runs[start] }
            results[index].change = Self.change(of: subjects[index], since: results[index].levelStart)
            results[index].shift = shift
            if shift.isInsufficient { results[index].obstacle = "runs.few" }
            results[index].change.confidence = confidence
            let offset = found.rawChanges[position] - shift.change
            results[index].change.interval = interval(of: shift, index, offset: offset)
        }
    }

    /// Logarithm, signed so that higher is worse.
    private func badness(_ evidence: Evidence, _ run: Int) -> Double {
        guard case .magnitudes(let values) = evidence.values, let value = values[run] else { return .nan }
        return evidence.direction == .higher ? -log(value) : log(value)
    }

    // MARK: Shares

    private mutating func compareShares() {
        for (index, subject) in subjects.enumerated() where results[index].obstacle == nil {
            guard case .shares(let base) = subject.base.values, case .shares(let head) = subject.head.values else {
                if case .shares = subject.base.values { results[index].obstacle = "kind.differs" }
                if case .shares = subject.head.values { results[index].obstacle = "kind.differs" }
                continue
            }
            results[index].isSinglePair = base.count + head.count == 2 && (subject.history?.runs.count ?? 0) < 5
            let isHigherBetter = subject.head.direction == .higher
            var (before, past) = (Self.bad(base, isHigherBetter), ErrorCounts?.none)
            if reference == .history {
                results[index].levelStart = Self.levelStart(base, before)
                results[index].change = Self.change(of: subject, since: results[index].levelStart)
                if case .shares(let level) = subject.base.since(results[index].levelStart).values {
                    before = Self.bad(level, isHigherBetter)
                }
            } else if case .shares(let earlier) = subject.history?.values {
                past = Self.bad(earlier, isHigherBetter)
            }
            results[index].rates = try? compareErrorRates(
                baseline: before, candidate: Self.bad(head, isHigherBetter), history: past)
            if results[index].rates == nil { results[index].obstacle = "runs.few" }
        }
    }

    /// The run with which the present level of a share begins; a tenth of a percentage point is no shift.
    private static func levelStart(_ counts: [Int: (hits: Int, total: Int)], _ bad: ErrorCounts) -> Int? {
        var rule = LevelShiftRule()
        rule.leastChange = 0.001
        let start = lastLevelShift(zip(bad.errors, bad.requests).map { $0 / $1 }, rule: rule)
        return start > 0 ? counts.keys.sorted()[start] : nil
    }

    /// Counts of what is bad: misses where hits are good.
    static func bad(_ counts: [Int: (hits: Int, total: Int)], _ isHigherBetter: Bool) -> ErrorCounts {
        let ordered = counts.sorted { $0.key < $1.key }.map(\.value)
        return ErrorCounts(
            errors: ordered.map { Double(isHigherBetter ? $0.total - $0.hits : $0.hits) },
            requests: ordered.map { Double($0.total) })
    }
}
