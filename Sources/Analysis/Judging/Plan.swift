import Measurements

/// A check before it is judged: which figure of which series, and what is asked of it.
struct Plan {
    var series: Series
    var metric: MetricName
    /// Of the budget, for this figure.
    var rules: [Rule] = []
    /// Whether its change against the baseline is asked for.
    var compared = false
    /// Whether its change is judged in the family, or only shown.
    var gated = false

    var hasRelativeLimit: Bool { rules.contains { $0.limits.contains(where: \.isRelative) } }
    var isOptional: Bool { rules.allSatisfy(\.optional) }
}

/// All checks of a verdict, in a stable order, and the rules that found nothing to hold for.
struct Plans {
    private(set) var plans: [Plan] = []
    let unmatched: [Rule]
    private var positions: [String: Int] = [:]

    init(budget: Budget, head: RunSet, base: RunSet, tests: RunSet) {
        let loads = Self.allSeries(head, base)
        let durations = Self.allSeries(tests, RunSet([]))
        let assignment = budget.assignment(to: loads + durations)
        unmatched = assignment.unmatched
        let hasEndpoints = loads.contains { $0.name != Series.all }
        for (index, series) in (loads + durations).enumerated() {
            let isTest = index >= loads.count
            for rule in assignment.rules[index] where Self.concerns(rule, isTest: isTest) { add(rule, to: series) }
            if !isTest { addCompared(series, budget.compare, head, base, hasEndpoints) }
        }
        for index in plans.indices { plans[index].gated = isGated(plans[index], budget.compare, hasEndpoints) }
    }

    /// One of each id; in the order in which the runs name them.
    private static func allSeries(_ head: RunSet, _ base: RunSet) -> [Series] {
        var seen: Set<String> = []
        return (head.runs + base.runs).flatMap(\.series).filter { seen.insert($0.id).inserted }
    }

    /// Tests have durations and no latency, requests the reverse; a default for all endpoints is not meant for both.
    private static func concerns(_ rule: Rule, isTest: Bool) -> Bool {
        let isDuration = rule.metric.measurement == Metric.duration.name
        return isTest ? isDuration : !(isDuration && rule.pattern == .every)
    }

    private mutating func add(_ rule: Rule, to series: Series) {
        let index = position(series, rule.metric)
        plans[index].rules.append(rule)
        plans[index].compared = true
    }

    /// Figures of the family that either side has; without a budget these are all. An endpoint's throughput follows from the load of
    /// all, unless it is alone; then all requests say nothing more.
    private mutating func addCompared(
        _ series: Series, _ compare: Comparison, _ head: RunSet, _ base: RunSet, _ hasEndpoints: Bool
    ) {
        let isTotal = series.name == Series.all
        let isLone = head.lone.contains(series.id) || base.lone.contains(series.id)
        if isTotal, hasEndpoints, series.labels["of"] != nil || !head.lone.isEmpty { return }
        for metric in compare.metrics where metric != .throughput || isTotal || isLone || !hasEndpoints {
            let known = [head, base].contains { runs in (try? runs.evidence(series.id, metric).get()) != nil }
            if known { plans[position(series, metric)].compared = true }
        }
    }

    private mutating func position(_ series: Series, _ metric: MetricName) -> Int {
        let id = "\(series.id)#\(metric.description)"
        if let known = positions[id] { return known }
        positions[id] = plans.count
        plans.append(Plan(series: series, metric: metric))
        return plans.count - 1
    }

    /// The latency of all requests together says again what its endpoints say: shown, not judged.
    private func isGated(_ plan: Plan, _ compare: Comparison, _ hasEndpoints: Bool) -> Bool {
        if plan.hasRelativeLimit { return true }
        guard compare.metrics.contains(plan.metric) else { return false }
        return plan.series.name != Series.all || plan.metric == .throughput || !hasEndpoints
    }
}
