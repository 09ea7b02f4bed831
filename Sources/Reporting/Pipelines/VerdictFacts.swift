import Analysis
import Measurements

/// The few facts of a verdict that later steps of a pipeline decide by, in lower case with hyphens. Counts are of all levels.
enum VerdictFacts {
    static func all(_ verdict: Verdict) -> [(name: String, value: String)] {
        let counts: [(String, Int)] = [
            ("checks", verdict.checks.count), ("passed", verdict.number(of: .passed)),
            ("improved", verdict.number(of: .improved)), ("regressions", verdict.number(of: .regressed)),
            ("over-budget", verdict.number(of: .overBudget)), ("inconclusive", verdict.number(of: .inconclusive)),
            ("not-comparable", verdict.number(of: .notComparable)), ("missing", verdict.number(of: .missing)),
            ("no-baseline", verdict.number(of: .noBaseline)), ("waived", verdict.number(of: .waived)),
            ("advisory", verdict.advisory),
            ("tests", verdict.tests?.tests ?? 0), ("tests-failed", verdict.testsFailed),
            ("baseline-runs", verdict.baseline.runs),
        ]
        return [
            ("verdict", verdict.outcome.rawValue), ("exit-code", String(verdict.exitCode)),
            ("headline", Headline(verdict).plain),
        ] + counts.map { ($0, String($1)) }
    }
}

extension Verdict {
    /// Failed and broken ones.
    var testsFailed: Int { tests.map { $0.failed + $0.errors } ?? 0 }
}
