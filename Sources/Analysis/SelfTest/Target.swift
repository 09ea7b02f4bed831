import Measurements
import Statistics

extension SelfTest {
    /// What is made worse: an endpoint, or all of them.
    struct Target {
        /// Nil for all at once.
        var series: String?
        /// Whether a change of its times, or of its throughput, can fail the job.
        var isCompared: Bool
        var isThroughput: Bool
        var hasErrors: Bool
        var promise: Double?
        private var onlyThroughput: Set<String>
        private var judged: [String: Set<String>]

        /// Those that vary most first.
        static func all(of past: CalibratedHistory, present: Range<Int>) -> [Target] {
            var figures: [String: [Int]] = [:]
            for figure in past.plans.indices { figures[past.plans[figure].series.id, default: []].append(figure) }
            let judged = figures.mapValues { own in Set(own.map { past.plans[$0].metric.measurement }) }
            let onlyThroughput = Set(
                figures.filter { $0.value.allSatisfy { past.isShare($0) || past.plans[$0].metric == .throughput } }.keys
            )
            let targets = figures.map { series, own in
                let magnitudes = own.filter { !past.isShare($0) }
                let promises = magnitudes.map { past.promise($0, present) }
                let noise = magnitudes.map { variance(past.values($0)[present].filter(\.isFinite)) }
                let target = Target(
                    series: series, isCompared: promises.contains { $0 != nil },
                    isThroughput: onlyThroughput.contains(series), hasErrors: own.contains(where: past.countsErrors),
                    promise: promises.compactMap { $0 }.min(), onlyThroughput: onlyThroughput, judged: judged)
                return (target: target, noise: noise.filter(\.isFinite).max() ?? 0)
            }
            return targets.filter { $0.target.isCompared || $0.target.hasErrors }.sorted {
                (-$0.noise, $0.target.series ?? "") < (-$1.noise, $1.target.series ?? "")
            }.map(\.target)
        }

        /// Nil where there is one endpoint only.
        static func everything(_ targets: [Target]) -> Target? {
            let endpoints = targets.filter { !$0.isThroughput }
            guard endpoints.count > 1, var all = endpoints.first else { return nil }
            all.series = nil
            all.isCompared = endpoints.contains(where: \.isCompared)
            all.hasErrors = endpoints.contains(where: \.hasErrors)
            all.promise = endpoints.compactMap(\.promise).min()
            return all
        }

        func injection(_ change: Injection.Change) -> Injection {
            Injection(change: change, series: series, onlyThroughput: onlyThroughput, judged: judged)
        }

        /// Whether a check, by its id, is of it.
        func isMeant(_ check: String) -> Bool { series.map { check.hasPrefix($0 + "#") } ?? true }
    }
}

extension CalibratedHistory {
    fileprivate func countsErrors(_ figure: Int) -> Bool {
        plans[figure].metric == .errorRate && isShare(figure)
    }

    /// The change of a figure that the budget promises to find: the allowed change, as what is larger is no longer "the same". Where the budget lets more pass (a relative
    /// limit, a minimum effect), no judge can tell a change of just that size from one that may pass; what is promised is then the allowed change beyond it.
    fileprivate func promise(_ figure: Int, _ present: Range<Int>) -> Double? {
        let (plan, compare) = (plans[figure], budget.compare)
        guard !Settling.hasTooFewRequests(plan.metric, [evidence[figure]], compare) else { return nil }
        let level = evidence[figure].since(present.lowerBound).side.value
        guard level > 0 else { return nil }
        let allowed = compare.allowedChange[plan.metric]
        let floor = compare.minimumAbsolute(of: plan.metric, in: evidence[figure].unit) / level
        guard let least = least(plan, level) else { return nil }
        let passing = max(least, floor)
        return plan.hasRelativeLimit || passing >= allowed ? (1 + passing) * (1 + allowed) - 1 : allowed
    }

    /// The change that a figure has to exceed to fail; nil where its relative limits only warn.
    private func least(_ plan: Plan, _ level: Double) -> Double? {
        guard plan.hasRelativeLimit else { return budget.compare.minimumChange[plan.metric] }
        var critical = plan
        critical.rules = plan.rules.map { rule in
            var rule = rule
            rule.limits = rule.limits.filter { $0.level == .critical }
            return rule
        }
        return critical.hasRelativeLimit ? critical.minimumChange(budget.compare, base: level) : nil
    }
}
