import Foundation
import Measurements
import Statistics

/// Judges runs against a budget and a baseline. A pure function of its inputs: no file, no clock.
package struct Judge {
    private let budget: Budget
    private let head: RunSet
    private let base: RunSet
    private let tests: RunSet
    private let comparability: Comparability

    /// `head`: replicates of the candidate; `base`: of the baseline, empty where there is none. Runs of tests (`Run.tests`) may be among the
    /// head's. Without a budget, only changes are judged.
    package init(head: [Run], base: [Run], budget: Budget?) {
        self.budget = budget ?? Budget(suite: "performance", rules: [], sources: [])
        self.head = RunSet(head.filter { $0.tests == nil })
        self.base = RunSet(base.filter { $0.tests == nil })
        tests = RunSet(head.filter { $0.tests != nil })
        comparability = Comparability(base: self.base.runs, head: self.head.runs)
    }

    package func verdict() -> Verdict {
        let plans = Plans(budget: budget, head: head, base: base, tests: tests)
        let (subjects, owners) = subjects(of: plans.plans)
        let family = ComparisonFamily(
            subjects, falseAlarms: budget.compare.falseAlarms, confidence: budget.compare.confidence)
        let outcomes = Dictionary(uniqueKeysWithValues: zip(owners, family.outcomes()))
        let settling = Settling(
            budget: budget, head: head, comparable: comparability.blocking.isEmpty, hasBaseline: !base.runs.isEmpty)
        var checks = plans.plans.enumerated().compactMap { index, plan in
            settling.check(
                plan, head: evidence(plan), base: base.evidence(plan.series.id, plan.metric), outcomes[index])
        }
        checks += plans.unmatched.filter { !$0.optional && !$0.limits.isEmpty }.map(settling.unmatched)
        checks += missingSeries(besides: checks)
        var verdict = Verdict(outcome: .pass, suite: budget.suite, checks: checks.sorted(by: Check.comesFirst))
        verdict.baseline = baseline
        verdict.environment = EnvironmentComparison(
            comparable: comparability.blocking.isEmpty && comparability.visible.isEmpty,
            differences: comparability.blocking + comparability.visible)
        verdict.tests = testSummary
        verdict.judging = summary(family, checks)
        verdict.diagnostics = Diagnostics(head: head, base: base, tests: tests, comparability, checks).all
        verdict.conclude(budget.compare)
        return verdict
    }

    private func evidence(_ plan: Plan) -> Result<Evidence, Absent> {
        let own = head.evidence(plan.series.id, plan.metric)
        if case .failure = own, tests.series[plan.series.id] != nil {
            return tests.evidence(plan.series.id, plan.metric)
        }
        return own
    }

    /// What can be compared, and to which plan each belongs.
    private func subjects(of plans: [Plan]) -> ([ComparisonFamily.Subject], [Int]) {
        guard comparability.blocking.isEmpty else { return ([], []) }
        var subjects: [ComparisonFamily.Subject] = []
        var owners: [Int] = []
        for (index, plan) in plans.enumerated() where plan.compared {
            guard case .success(let before) = base.evidence(plan.series.id, plan.metric),
                case .success(let after) = head.evidence(plan.series.id, plan.metric)
            else { continue }
            subjects.append(subject(plan, before, after))
            owners.append(index)
        }
        return (subjects, owners)
    }

    private func subject(_ plan: Plan, _ before: Evidence, _ after: Evidence) -> ComparisonFamily.Subject {
        let compare = budget.compare
        return ComparisonFamily.Subject(
            endpoint: plan.series.id, base: before, head: after,
            gated: plan.gated && !Settling.hasTooFewRequests(plan.metric, [before, after], compare),
            minimumChange: plan.minimumChange(compare, base: before.side.value),
            minimumAbsolute: compare.minimumAbsolute(of: plan.metric, in: after.unit),
            allowedChange: compare.allowedChange[plan.metric])
    }

    /// Endpoints that the baseline has and the candidate has not: one check each, unless a rule already said so.
    private func missingSeries(besides checks: [Check]) -> [Check] {
        guard !head.runs.isEmpty, comparability.blocking.isEmpty else { return [] }
        let said = Set(checks.lazy.filter { $0.status == .missing }.map(\.series))
        var seen: Set<String> = []
        let before = base.runs.flatMap(\.series).filter { seen.insert($0.id).inserted }
        return before.filter { head.series[$0.id] == nil && !said.contains($0.id) }.map(Settling.missingSeries)
    }

    private var baseline: Baseline {
        guard !base.runs.isEmpty else { return Baseline(status: .none) }
        var baseline = Baseline(status: .found, kind: .files, runs: base.runs.count)
        let (commits, branches) = (Set(base.runs.compactMap(\.commit)), Set(base.runs.compactMap(\.branch)))
        if commits.count == 1 { baseline.commit = commits.first }
        if branches.count == 1 { baseline.branch = branches.first }
        return baseline
    }

    private var testSummary: TestSummary? {
        tests.runs.compactMap(\.tests).reduce(nil) { sum, one in
            var total = sum ?? TestSummary()
            total.add(one)
            return total
        }
    }

    private func summary(_ family: ComparisonFamily, _ checks: [Check]) -> JudgingSummary {
        var summary = JudgingSummary()
        summary.family = family.family
        summary.falseAlarms = budget.compare.falseAlarms
        summary.minimumChange = budget.compare.minimumChange.common
        summary.allowedChange = budget.compare.allowedChange.common
        summary.headRuns = head.runs.count
        summary.baseRuns = base.runs.count
        summary.commonMode = family.usedCommonMode
        let ratios = checks.filter { $0.gated && $0.unit == .seconds }.compactMap { check in
            check.change?.relative.map { log1p($0) }
        }.filter(\.isFinite)
        if !ratios.isEmpty { summary.geometricMeanChange = expm1(ratios.reduce(0, +) / Double(ratios.count)) }
        return summary
    }
}
