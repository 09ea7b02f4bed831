import Foundation
import Measurements
import Statistics

/// The runs of a history in the order of time, and the figures of them that `check` judges.
struct CalibratedHistory {
    let runs: [Run]
    let budget: Budget
    /// The gated figures.
    let plans: [Plan]
    let evidence: [Evidence]
    /// Runs that a candidate is compared with at most, as `check` does.
    static let window = 50

    /// Nil where nothing is compared.
    init?(_ given: [Run], budget: Budget?) {
        let budget = budget ?? Budget(suite: "performance", rules: [], sources: [])
        self.budget = budget
        let set = RunSet(given.filter { $0.tests == nil })
        let all = Plans(budget: budget, head: set, base: RunSet([]), tests: RunSet([])).plans
        let known = all.filter { $0.compared && $0.gated }.compactMap { plan in
            (try? set.evidence(plan.series.id, plan.metric).get()).map { (plan, $0) }
        }.filter { $0.1.direction != .neither }
        guard !known.isEmpty else { return nil }
        plans = known.map(\.0)
        evidence = known.map(\.1)
        runs = set.runs.map { $0.reduced(to: all.map(\.metric)) }
    }

    /// What is compared of a figure, by run: logarithms of magnitudes, higher is worse; shares as they are. NaN where it was not measured.
    func values(_ figure: Int) -> [Double] {
        runs.indices.map { run in
            switch evidence[figure].values {
            case .magnitudes(let values):
                guard let value = values[run], value > 0 else { return .nan }
                return evidence[figure].direction == .higher ? -log(value) : log(value)
            case .shares(let counts): return counts[run].map { Double($0.hits) / Double($0.total) } ?? .nan
            }
        }
    }

    func isShare(_ figure: Int) -> Bool {
        if case .shares = evidence[figure].values { true } else { false }
    }

    /// Ranges of runs, oldest first, between which some gated figure changed its level.
    var stretches: [Range<Int>] {
        var bounds: Set = [0, runs.count]
        for figure in plans.indices {
            let values = values(figure)
            let measured = values.indices.filter { values[$0].isFinite }
            var rule = LevelShiftRule()
            if isShare(figure) { rule.leastChange = 0.001 }
            for shift in levelShifts(measured.map { values[$0] }, rule: rule) { bounds.insert(measured[shift.index]) }
        }
        let sorted = bounds.sorted()
        return zip(sorted, sorted.dropFirst()).map { $0..<$1 }
    }

    /// The verdict on some runs against others, as `check` makes it.
    func verdict(head: [Run], history: some Collection<Int>) -> Verdict {
        Judge(head: head, base: [], budget: budget, history: history.suffix(Self.window).map { runs[$0] }).verdict()
    }
}

extension Run {
    /// With the quantiles that are asked for in place of histograms, which gives the same figures and takes a hundredth of the time to judge again and again.
    fileprivate func reduced(to metrics: [MetricName]) -> Run {
        var ranks: [String: Set<Double>] = [:]
        for metric in metrics {
            if case .quantile(let rank) = metric.statistic { ranks[metric.measurement, default: []].insert(rank) }
        }
        var run = self
        for index in run.series.indices {
            for (name, measurement) in run.series[index].measurements {
                guard case .distribution(let known) = measurement.value, case .histogram = known.shape else { continue }
                let pairs = (ranks[name] ?? []).compactMap { rank in known.quantile(rank).map { (rank, $0) } }
                var reduced = Distribution(
                    printed: Dictionary(uniqueKeysWithValues: pairs), count: known.count, min: known.min,
                    max: known.max,
                    mean: known.mean, standardDeviation: known.standardDeviation)
                reduced.resolution = known.resolution
                run.series[index].measurements[name]?.value = .distribution(reduced)
            }
        }
        return run
    }
}
