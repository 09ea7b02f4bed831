import Foundation
import Measurements
import Statistics

/// Judges runs against a budget and a baseline. A pure function of its inputs: no file, no clock.
package struct Judge {
    let budget: Budget
    let head: RunSet
    let base: RunSet
    /// Earlier runs that tell the noise, where the base is not itself of the history.
    private let history: RunSet
    private let isBaseOfHistory: Bool
    private let tests: RunSet
    private let comparability: Comparability
    private let order: RunOrder

    /// `head`: replicates of the candidate; `base`: of the baseline, empty where there is none. Runs of tests (`Run.tests`) may be among the
    /// head's. Without a budget, only changes are judged.
    ///
    /// `history`: comparable earlier runs of the main branch, oldest first. Without a base they are what the head is compared with: five and more
    /// as a history, fewer as if they had been given as the base. With a base they tell how much runs vary.
    package init(head: [Run], base: [Run], budget: Budget?, history: [Run] = []) {
        self.budget = budget ?? Budget(suite: Verdict.unnamedSuite, rules: [], sources: [])
        self.head = RunSet(head.filter { $0.tests == nil })
        isBaseOfHistory = base.isEmpty && !history.isEmpty
        self.base = RunSet((isBaseOfHistory ? history : base).filter { $0.tests == nil })
        self.history = RunSet(isBaseOfHistory ? [] : history.filter { $0.tests == nil })
        tests = RunSet(head.filter { $0.tests != nil })
        comparability = Comparability(
            base: self.base.runs, head: self.head.runs, self.budget.compare.conditions)
        order = RunOrder(base: self.base, head: self.head)
    }

    /// - Parameter review: what people and an earlier verdict say of the findings.
    package func verdict(_ review: Review? = nil) -> Verdict {
        let plans = Plans(budget: budget, head: head, base: base, tests: tests)
        let (subjects, owners) = subjects(of: plans.plans)
        let family = ComparisonFamily(subjects, settings)
        let outcomes = Dictionary(uniqueKeysWithValues: zip(owners, family.outcomes()))
        let settling = Settling(
            budget: budget, head: head, comparable: comparability.blocking.isEmpty, hasBaseline: !base.runs.isEmpty)
        var checks = plans.plans.enumerated().compactMap { index, plan in
            settling.check(
                plan, head: evidence(plan), base: base.evidence(plan.series.id, plan.metric), outcomes[index])
        }
        checks += plans.unmatched.filter { !$0.optional && !$0.limits.isEmpty }.map(settling.unmatched)
        checks += missingSeries(besides: checks)
        if let shift = family.global { checks.append(settling.check(shift)) }
        var verdict = Verdict(outcome: .pass, suite: budget.suite, checks: checks.sorted(by: Check.comesFirst))
        verdict.baseline = baseline
        verdict.environment = EnvironmentComparison(
            comparable: comparability.differences.isEmpty, differences: comparability.differences)
        verdict.tests = testSummary
        verdict.timelines = timelines
        let phases = TestPhases(tests.runs)
        verdict.testPhases = phases.phases
        verdict.slowestTests = phases.slowest
        verdict.judging = summary(family, checks)
        verdict.diagnostics =
            Diagnostics(
                head: head, base: base, tests: tests, hasNoiseProfile: history.runs.count >= 8,
                order: isBaseOfHistory ? .unknown : order, comparability, checks
            ).all
        review?.apply(to: &verdict)
        verdict.conclude(budget.compare)
        return verdict
    }

    /// Fewer runs of a history are compared with as if they had been measured beside the candidate's.
    var isAgainstHistory: Bool { isBaseOfHistory && base.runs.count >= 5 }

    private var settings: ComparisonFamily.Settings {
        ComparisonFamily.Settings(
            falseAlarms: budget.compare.falseAlarms, confidence: budget.compare.confidence,
            reference: isAgainstHistory ? .history : .runs,
            areNeighbours: order == .pairs, conditions: comparability.noise)
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
            history: try? history.evidence(plan.series.id, plan.metric).get(),
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
        // An endpoint that left long ago is no longer missed.
        let before = (isBaseOfHistory ? base.runs.suffix(1) : base.runs[...]).flatMap(\.series).filter {
            seen.insert($0.id).inserted
        }
        return before.filter { head.series[$0.id] == nil && !said.contains($0.id) }.map(Settling.missingSeries)
    }

    private var timelines: [SeriesTimeline] {
        head.runs.enumerated().flatMap { number, run in
            let known = run.series.filter { $0.timeline != nil }.sorted {
                ($0.name == Series.all ? 0 : 1, $0.id) < ($1.name == Series.all ? 0 : 1, $1.id)
            }
            return known.compactMap { series in
                series.timeline.map {
                    SeriesTimeline(run: number, source: run.source, series: series.id, timeline: $0)
                }
            }
        }
    }

    private var baseline: Baseline {
        guard !base.runs.isEmpty else { return Baseline(status: .none) }
        var baseline = Baseline(
            status: .found, kind: isBaseOfHistory ? .history : .files, runs: base.runs.count)
        let (commits, branches) = (Set(base.runs.compactMap(\.commit)), Set(base.runs.compactMap(\.branch)))
        if commits.count == 1 { baseline.commit = commits.first }
        if branches.count == 1 { baseline.branch = branches.first }
        if isBaseOfHistory {
            baseline.commit = base.runs.last?.commit
            if let now = head.runs.compactMap(\.start).max(), let then = base.runs.compactMap(\.start).max() {
                baseline.ageDays = max(0, now - then) / 86_400
            }
        }
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
        summary.order = order == .unknown || isBaseOfHistory ? nil : order.rawValue
        summary.paired = family.usedPairs
        let ratios = checks.filter { $0.gated && $0.unit == .seconds }.compactMap { check in
            check.change?.relative.map { log1p($0) }
        }.filter(\.isFinite)
        if !ratios.isEmpty { summary.geometricMeanChange = expm1(ratios.reduce(0, +) / Double(ratios.count)) }
        return summary
    }
}
