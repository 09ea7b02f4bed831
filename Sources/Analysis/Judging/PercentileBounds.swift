import Measurements

extension Settling {
    /// A limit on a percentile that no file holds, decided by its neighbours: P95 is at most P97.5, so what holds for that holds for it. Nil where the
    /// neighbours leave it open, and for whatever is no limit on a percentile.
    func bounded(_ plan: Plan) -> Check? {
        guard case .quantile(let rank) = plan.metric.statistic, !plan.rules.isEmpty,
            let entries = head.series[plan.series.id],
            let first = entries.first?.series.measurements[plan.metric.measurement]
        else { return nil }
        let bounds = entries.compactMap { entry -> (lower: Distribution.Quantile?, upper: Distribution.Quantile?)? in
            guard case .distribution(let known) = entry.series.measurements[plan.metric.measurement]?.value else {
                return nil
            }
            return known.bounds(of: rank)
        }
        let lowest = bounds.compactMap(\.lower).min { $0.value < $1.value }
        let highest = bounds.compactMap(\.upper).max { $0.value < $1.value }
        guard bounds.count == entries.count, let lowest, let highest else { return nil }
        var check = Check(
            series: plan.series.id, labels: plan.series.labels, metric: plan.metric, unit: first.metric.unit,
            direction: first.metric.direction)
        for rule in plan.rules {
            for limit in rule.limits {
                guard limit.mismatch(with: check.unit) == nil, limit.duration == nil else { return nil }
                let verdicts = Set([lowest, highest].map { limit.verdict(value: $0.value) })
                guard verdicts.count == 1, let verdict = verdicts.first, verdict != .needsBaseline else { return nil }
                check.limits.append(
                    Check.LimitOutcome(
                        rule: rule.text(limit), level: Check.Level(limit.level),
                        status: verdict == .met ? .met : .broken, bound: limit.threshold(baseline: nil),
                        file: rule.file,
                        line: rule.line))
            }
        }
        let name = plan.metric.description
        check.reasons = ["percentile.bounded"]
        check.explanation = [
            "\(name) is not in the results; it lies between \(Self.name(lowest)) and \(Self.name(highest)), which decides."
        ]
        weighBroken(plan, &check, judgement: nil)
        return check
    }

    private static func name(_ bound: Distribution.Quantile) -> String {
        switch bound.rank {
        case 0: "the minimum"
        case 1: "the maximum"
        default: MetricName.Statistic.quantile(bound.rank).description
        }
    }
}
