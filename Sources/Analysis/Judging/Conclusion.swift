import Foundation
import Measurements

extension Verdict {
    /// The verdict as a whole, from its checks and tests.
    mutating func conclude(_ compare: Comparison) {
        let findings: [Check.Status] = [.regressed, .overBudget, .missing]
        let isFailed = checks.contains { $0.level == .critical && findings.contains($0.status) }
        if isFailed || tests?.ok == false {
            outcome = .fail
        } else if !hasDecided {
            outcome = .inconclusive
            diagnostics.append(
                Diagnostic(
                    .warning, "nothing.checked",
                    "Nothing was decided: no limit was checked and no change could be judged. "
                        + "Name a budget (--budget; loadline init writes one from results), or a baseline (--baseline) and three "
                        + "runs a side."))
        } else if checks.contains(where: { $0.level == .critical }) {
            outcome = .inconclusive
        } else if baseline.status == .none || environment.isForbidding, compare.noBaseline == .fail {
            outcome = .inconclusive
            let found = baseline.status == .none ? "there is none" : "the one that was found is not comparable"
            diagnostics.append(
                Diagnostic(
                    .warning, "baseline.none", "The budget demands a baseline (no_baseline: fail), and \(found)."))
        } else if checks.contains(where: { $0.level == .warning })
            || (baseline.status == .none && compare.noBaseline == .warn)
        {
            outcome = .warn
        } else {
            outcome = baseline.status == .none ? .noBaseline : .pass
        }
    }

    /// Whether anything at all was decided: a limit held, a change judged, a test run.
    private var hasDecided: Bool {
        if let tests, tests.tests > tests.skipped { return true }
        return checks.contains { check in
            switch check.status {
            // No errors in one run and none in another are equal, but decide nothing.
            case .passed:
                !check.limits.isEmpty || (check.gated && (check.base?.runs ?? 0) + (check.head?.runs ?? 0) > 2)
            case .improved, .regressed, .overBudget: true
            case .waived: check.head != nil
            case .inconclusive: check.limits.contains { $0.status == .met || $0.status == .broken }
            case .notComparable, .missing, .noBaseline: false
            }
        }
    }
}

extension Check {
    /// Order of a report: what fails the job, what warns, what cannot be told, what is well; the largest change first.
    static func comesFirst(_ a: Check, _ b: Check) -> Bool {
        (a.urgency, a.brokenRank, -a.size, a.id) < (b.urgency, b.brokenRank, -b.size, b.id)
    }

    private var urgency: Int {
        let bySeverity = level == .critical ? 0 : (level == .warning ? 1 : 2)
        switch status {
        case .regressed: return bySeverity * 3
        case .overBudget: return bySeverity * 3 + 1
        case .missing: return bySeverity * 3 + 2
        case .notComparable: return 10
        case .inconclusive: return 11 + bySeverity
        case .improved: return 14
        case .noBaseline: return 15
        case .waived: return 16
        case .passed: return level == .target ? 17 : 18
        }
    }

    /// What also breaks a limit comes first, by the limit's level.
    private var brokenRank: Int {
        switch limits.filter({ $0.status == .broken }).map(\.level).max() {
        case .critical: 0
        case .warning: 1
        default: 2
        }
    }

    /// How large the change or the excess is, as a ratio.
    private var size: Double {
        let excess = limits.filter { $0.status == .broken }.compactMap { limit -> Double? in
            guard let bound = limit.bound, let value = head?.value, bound > 0, value > 0 else { return nil }
            return abs(log(value / bound))
        }
        let moved = change?.relative.map { $0 > -1 ? abs(log1p($0)) : .infinity }
        return max(moved ?? 0, excess.max() ?? 0)
    }
}
