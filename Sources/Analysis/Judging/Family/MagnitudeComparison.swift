import Foundation
import Measurements
import Statistics

/// Latencies, rates per second, sizes: compared as ratios, many in one table.
struct MagnitudeComparison {
    private let subjects: [ComparisonFamily.Subject]
    private let settings: ComparisonFamily.Settings
    private(set) var figures: [ComparedFigure]
    private(set) var usedCommonMode = false
    private(set) var usedPairs = false
    private(set) var global: GlobalShift?

    init(
        _ subjects: [ComparisonFamily.Subject], _ settings: ComparisonFamily.Settings, _ figures: [ComparedFigure]
    ) {
        self.subjects = subjects
        self.settings = settings
        self.figures = figures
    }

    /// Figures that are compared in one table. A history may have gaps; samples may not.
    private struct Group: Hashable {
        var base: Set<Int> = []
        var head: Set<Int> = []
        var gated: Bool
    }

    mutating func compare() {
        var groups: [Group: [Int]] = [:]
        for (index, subject) in subjects.enumerated() where figures[index].obstacle == nil {
            guard case .magnitudes(let base) = subject.base.values, case .magnitudes(let head) = subject.head.values
            else { continue }
            let values = Array(base.values) + Array(head.values)
            if Set(values).count == 1, values.count > 2 { figures[index].isEqual = true }
            if values.contains(where: { !($0 > 0) || !$0.isFinite }) {
                if !figures[index].isEqual { figures[index].obstacle = "value.zero" }
            } else {
                groups[group(subject), default: []].append(index)
            }
        }
        for (group, members) in groups {
            switch settings.reference {
            case .runs: compare(members, group)
            case .history: compareWithPast(members, group)
            }
        }
    }

    private func group(_ subject: ComparisonFamily.Subject) -> Group {
        switch settings.reference {
        case .runs: Group(base: subject.base.runs, head: subject.head.runs, gated: subject.gated)
        case .history: Group(gated: subject.gated)
        }
    }

    private mutating func compare(_ members: [Int], _ group: Group) {
        let endpoints = endpoints(members)
        let base = group.base.sorted().map { run in members.map { subjects[$0].base.badness(run) } }
        let head = group.head.sorted().map { run in members.map { subjects[$0].head.badness(run) } }
        // A run that lacks these figures leaves its neighbour alone.
        let isPaired =
            settings.areNeighbours && group.base == group.head
            && pairsShareDisturbances(baseline: base, candidate: head)
        guard
            let shifts = try? compareRuns(
                baseline: base, candidate: head, endpoints: endpoints, profile: profile(members), paired: isPaired)
        else {
            for index in members { figures[index].obstacle = "runs.few" }
            return
        }
        if group.gated {
            if Set(endpoints).count >= 4, base.count + head.count >= 5 { usedCommonMode = true }
            if isPaired { usedPairs = true }
        }
        for (index, shift) in zip(members, shifts) { settle(index, shift) }
    }

    /// Against the present level of the history.
    private mutating func compareWithPast(_ members: [Int], _ group: Group) {
        func table(_ side: (ComparisonFamily.Subject) -> Evidence) -> (runs: [Int], rows: [[Double]]) {
            let runs = Set(members.flatMap { side(subjects[$0]).runs }).sorted()
            return (runs, runs.map { run in members.map { side(subjects[$0]).badness(run) } })
        }
        let (past, now) = (table(\.base), table(\.head))
        guard
            let found = try? compareWithHistory(
                history: past.rows, runs: now.rows, endpoints: endpoints(members), threshold: settings.falseAlarms)
        else {
            for index in members { figures[index].obstacle = "runs.few" }
            return
        }
        if group.gated {
            global = found.global?.allowing(for: settings.conditions)
            usedCommonMode = found.global != nil
        }
        for (position, index) in members.enumerated() {
            let (shift, start) = (found.shifts[position], found.levelStarts[position])
            if start > 0 { figures[index].levelStart = past.runs[start] }
            figures[index].change = ComparedFigure.change(of: subjects[index], since: figures[index].levelStart)
            settle(index, shift, offset: found.rawChanges[position] - shift.change)
        }
    }

    /// - Parameter offset: what all endpoints share, as a difference of logarithms.
    private mutating func settle(_ index: Int, _ found: Shift, offset: Double = 0) {
        let shift = found.allowing(for: settings.conditions)
        figures[index].shift = shift
        figures[index].shared = offset
        if shift.isInsufficient { figures[index].obstacle = "runs.few" }
        figures[index].change.confidence = settings.confidence
        figures[index].change.interval = interval(of: shift, index, offset: offset)
    }

    /// Of the relative change.
    private func interval(of shift: Shift, _ index: Int, offset: Double) -> ClosedRange<Double>? {
        shift.ratioInterval(confidence: settings.confidence).map { interval in
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
            variance(runs.sorted().map { run in subjects[member].history?.badness(run) ?? .nan })
        }
        guard variances.allSatisfy(\.isFinite) else { return nil }
        return NoiseProfile(variances: variances, degreesOfFreedom: Double(runs.count - 1))
    }
}

extension Evidence {
    /// Logarithm of a run's magnitude, signed so that higher is worse; NaN where there is none.
    fileprivate func badness(_ run: Int) -> Double {
        guard case .magnitudes(let values) = values, let value = values[run] else { return .nan }
        return direction == .higher ? -log(value) : log(value)
    }
}
