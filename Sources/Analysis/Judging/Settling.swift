import Foundation
import Measurements
import Statistics

/// Makes one check of a plan, its evidence and the outcome of its comparison.
struct Settling {
    let budget: Budget
    let head: RunSet
    let comparable: Bool
    let hasBaseline: Bool

    /// Nil where nothing was there and nothing was required.
    func check(
        _ plan: Plan, head: Result<Evidence, Absent>, base: Result<Evidence, Absent>,
        _ outcome: ComparisonFamily.Outcome?
    ) -> Check? {
        guard case .success(let after) = head else { return absent(plan, head, base) }
        var check = Check(
            series: plan.series.id, labels: plan.series.labels, metric: plan.metric, unit: after.unit,
            direction: after.direction)
        check.head = after.side
        check.gated = plan.gated
        if case .success(let before) = base {
            check.base = before.since(outcome?.levelStart).side
            check.history = before.side.values
            if outcome?.levelStart != nil { check.reasons.append("level.shifted") }
        }
        check.change = outcome?.change
        holdLimits(plan, &check, outcome)
        judgeChange(plan, &check, after, outcome)
        if !check.limits.isEmpty, Self.hasTooFewRequests(plan.metric, [after], budget.compare) {
            check.reasons.append("samples.few")
            check.explanation.append(
                "\(plan.metric.description) of \(after.leastRequests ?? 0) requests is little more than their maximum.")
        }
        return check
    }

    // MARK: Limits

    private func holdLimits(_ plan: Plan, _ check: inout Check, _ outcome: ComparisonFamily.Outcome?) {
        guard let value = check.head?.value else { return }
        for rule in plan.rules {
            for limit in rule.limits {
                guard fits(limit, rule, &check) else { continue }
                if let seconds = limit.duration {
                    if let held = hold(limit, for: seconds, rule, &check) { check.limits.append(held) }
                } else {
                    check.limits.append(hold(limit, rule, value, check, outcome))
                }
            }
        }
        weighBroken(plan, &check, judgement: outcome?.judgement)
    }

    /// False, and said, where a limit is in a unit that the figure is not in.
    func fits(_ limit: Limit, _ rule: Rule, _ check: inout Check) -> Bool {
        guard let mismatch = limit.mismatch(with: check.unit) else { return true }
        check.reasons.append("limit.unit")
        check.explanation.append("\(rule.file):\(rule.line): \(mismatch).")
        check.raise(.missing, .critical)
        return false
    }

    /// Status and level of a check whose limits have been held.
    func weighBroken(_ plan: Plan, _ check: inout Check, judgement: Judgement?) {
        let broken = check.limits.filter { $0.status == .broken }
        guard let worst = broken.map(\.level).max() else { return }
        check.reasons.append(worst == .target ? "target.missed" : "limit.broken")
        if worst > .target {
            let isRelativeOnly = plan.hasRelativeLimit && judgement == .regressed
            check.raise(isRelativeOnly ? .regressed : .overBudget, worst)
        } else {
            check.level = max(check.level, .target)
        }
    }

    private func hold(
        _ limit: Limit, _ rule: Rule, _ value: Double, _ check: Check, _ outcome: ComparisonFamily.Outcome?
    ) -> Check.LimitOutcome {
        let baseline = limit.isRelative ? (comparable ? check.base?.value : nil) : nil
        let status: Check.LimitOutcome.Status =
            switch limit.verdict(value: value, baseline: baseline) {
            case .met: .met
            case .needsBaseline: .noBaseline
            case .broken where !limit.isRelative: .broken
            // A percentage alone is noise as often as not: it has to be beyond what the runs vary.
            case .broken: outcome?.judgement == .regressed ? .broken : .unclear
            }
        var held = Check.LimitOutcome(
            rule: rule.text(limit), level: Check.Level(limit.level), status: status,
            bound: limit.threshold(baseline: baseline), file: rule.file, line: rule.line)
        held.message = rule.message
        held.isRelative = limit.isRelative
        return held
    }

    // MARK: Change

    private func judgeChange(
        _ plan: Plan, _ check: inout Check, _ after: Evidence, _ outcome: ComparisonFamily.Outcome?
    ) {
        if !hasBaseline || (comparable && check.base == nil) {
            check.reasons.append("baseline.none")
            let hasOwnLimit = check.limits.contains { $0.status != .noBaseline }
            if plan.compared, !hasOwnLimit { check.settle(.noBaseline, .info) }
            return
        }
        if !comparable {
            check.reasons.append("environment.differs")
            if plan.gated { check.settle(.notComparable, .warning) }
            return
        }
        guard let outcome else { return }
        if Self.hasTooFewRequests(plan.metric, [after], budget.compare), plan.gated {
            check.reasons.append("samples.few")
            if check.limits.isEmpty { check.settle(.inconclusive, .info) }
            return
        }
        guard plan.gated else {
            check.reasons.append("advisory")
            return
        }
        if let obstacle = outcome.obstacle { check.reasons.append(obstacle) }
        switch outcome.judgement {
        case .regressed:
            check.reasons.append("change.significant")
            // Where a limit says how much more is allowed, it alone says whether this is too much.
            if !plan.hasRelativeLimit { check.raise(.regressed, .critical) }
        case .improved:
            check.reasons.append("change.significant")
            check.settle(.improved, .info)
        case .equivalent: check.reasons.append("change.none")
        case .inconclusive, .insufficient:
            check.reasons.append("change.unclear")
            // A jump of errors, or a limit that the numbers exceed, is said at least as a warning.
            let isUrgent = outcome.obstacle == "errors.suspicious" || check.limits.contains { $0.status == .unclear }
            check.settle(.inconclusive, isUrgent ? max(inconclusiveLevel, .warning) : inconclusiveLevel)
        }
        if check.limits.contains(where: { $0.status == .unclear }) {
            check.reasons.append("limit.unclear")
            check.settle(.inconclusive, max(inconclusiveLevel, .warning))
        }
    }

    private var inconclusiveLevel: Check.Level { Check.Level(budget.compare.inconclusive) }

    /// A percentile of few requests is little more than their maximum.
    static func hasTooFewRequests(_ metric: MetricName, _ evidence: [Evidence], _ compare: Comparison) -> Bool {
        guard let least = compare.minimumRequests(of: metric) else { return false }
        return evidence.contains { ($0.leastRequests ?? .max) < least }
    }

    /// The shift of everything at once, beside the checks of single figures.
    func check(_ shift: GlobalShift) -> Check {
        var check = Check(
            series: Series.all, labels: [:], metric: MetricName("global"), unit: .unknown, direction: .lower)
        check.gated = true
        let compare = budget.compare
        let relative = expm1(shift.change)
        var change = Check.Change(
            relative: relative, absolute: relative, minimumEffect: compare.minimumChange.common)
        change.pValue = min(shift.pWorse, shift.pBetter)
        check.change = change
        var limits = JudgementLimits()
        limits.falseDiscoveryRate = compare.falseAlarms
        limits.leastChange = compare.minimumChange.common
        switch judge(shift, limits: limits) {
        case .regressed:
            check.reasons = ["change.significant"]
            check.explanation = ["All endpoints together got worse; no single one is to blame."]
            check.raise(.regressed, .critical)
        case .improved:
            check.reasons = ["change.significant"]
            check.settle(.improved, .info)
        case .equivalent, .inconclusive, .insufficient:
            let isSmall = abs(relative) < compare.allowedChange.common
            check.reasons = [isSmall ? "change.none" : "change.unclear"]
            if !isSmall { check.settle(.inconclusive, inconclusiveLevel) }
        }
        return check
    }

    // MARK: Absence

    private func absent(
        _ plan: Plan, _ head: Result<Evidence, Absent>, _ base: Result<Evidence, Absent>
    ) -> Check? {
        guard case .failure(let absent) = head else { return nil }
        let before = try? base.get()
        if plan.rules.isEmpty, before == nil { return nil }
        if let bounded = bounded(plan) { return bounded }
        if let held = heldOverTime(plan, absent) { return held }
        if !plan.rules.isEmpty, plan.isOptional { return nil }
        // A series that is gone altogether is said once, by `missingSeries`.
        if plan.rules.isEmpty, absent.reason.hasPrefix(plan.series.id) { return nil }
        var check = Check(
            series: plan.series.id, labels: plan.series.labels, metric: plan.metric, unit: before?.unit ?? .unknown,
            direction: before?.direction ?? .neither)
        check.base = before?.side
        check.raise(.missing, plan.rules.isEmpty ? .warning : .critical)
        check.reasons = ["metric.missing"]
        check.explanation = ["\(absent.reason)."]
        for rule in plan.rules {
            for limit in rule.limits { check.limits.append(Self.unheld(rule, limit)) }
        }
        return check
    }

    /// A rule whose pattern matched no series.
    func unmatched(_ rule: Rule) -> Check {
        let name = rule.pattern.description
        var check = Check(series: name, labels: [:], metric: rule.metric, unit: .unknown, direction: .neither)
        check.raise(.missing, .critical)
        check.reasons = ["series.missing"]
        check.explanation = [
            "\(rule.file):\(rule.line) limits \(name), and nothing of that name is in the results; "
                + (head.hint(for: name) ?? "mark the rule optional if that is right.")
        ]
        check.limits = rule.limits.map { Self.unheld(rule, $0) }
        return check
    }

    static func missingSeries(_ series: Series) -> Check {
        var check = Check(
            series: series.id, labels: series.labels, metric: .requests, unit: .count, direction: .neither)
        check.raise(.missing, .warning)
        check.reasons = ["series.missing"]
        check.explanation = ["The baseline has \(series.id), the candidate has not."]
        return check
    }

    static func unheld(_ rule: Rule, _ limit: Limit) -> Check.LimitOutcome {
        var held = Check.LimitOutcome(
            rule: rule.text(limit), level: Check.Level(limit.level), status: .unclear,
            bound: limit.threshold(baseline: nil), file: rule.file, line: rule.line)
        held.message = rule.message
        return held
    }
}

extension Plan {
    /// The smallest change that counts: the tightest relative limit where there is one, else what the budget says for the metric.
    func minimumChange(_ compare: Comparison, base: Double) -> Double {
        let allowed = rules.flatMap(\.limits).compactMap { limit -> Double? in
            switch limit.bound {
            case .relative(let share): abs(share)
            case .relativeAbsolute(let distance, _): base > 0 ? abs(distance) / base : nil
            case .absolute: nil
            }
        }
        return allowed.min() ?? compare.minimumChange[metric]
    }
}

extension Check {
    /// Worse than what was said before; the higher level counts.
    mutating func raise(_ status: Status, _ level: Level) {
        if self.level < .warning || status == .regressed { self.status = status }
        self.level = max(self.level, level)
    }

    /// Only where nothing worse was said.
    mutating func settle(_ status: Status, _ level: Level) {
        guard self.status == .passed || self.status == .improved else { return }
        self.status = status
        self.level = max(self.level, level)
    }
}

extension Check.Level {
    init(_ level: Level) {
        switch level {
        case .target: self = .target
        case .warning: self = .warning
        case .critical: self = .critical
        }
    }
}
