import Analysis
import Measurements

/// The verdict as metrics in base units, for the node exporter's textfile collector, a Pushgateway or GitLab's metrics report.
/// Only gauges and no times: so the text is at once OpenMetrics and Prometheus's text format 0.0.4, which the first two read and in which `# UNIT`
/// and `# EOF` are comments.
package struct OpenMetricsReporter: Reporter {
    package let name = "openmetrics"

    package init() {}

    package func report(_ verdict: Verdict) -> String {
        let families = Self.families(verdict).filter { !$0.isEmpty }
        return (families.flatMap(\.lines) + ["# EOF"]).joined(separator: "\n") + "\n"
    }

    private static func families(_ verdict: Verdict) -> [MetricFamily] {
        VerdictMetrics.families(verdict) + MeasuredMetrics.families(verdict) + CheckMetrics.families(verdict)
    }

    static func suite(_ verdict: Verdict) -> (String, String) { ("suite", Printable.key(verdict.suite)) }
}

/// What is said of the verdict as a whole.
enum VerdictMetrics {
    private static let outcomes: [Verdict.Outcome] = [.pass, .warn, .fail, .inconclusive, .noBaseline, .error]

    static func families(_ verdict: Verdict) -> [MetricFamily] {
        let suite = OpenMetricsReporter.suite(verdict)
        var families = [information(verdict, suite), outcome(verdict, suite)]
        var status = MetricFamily("loadline_exit_status", "Exit status of the command: 0 pass, 1 fail, 2 no verdict.")
        status.add([suite], Double(verdict.exitCode))
        var checks = MetricFamily("loadline_checks", "Checks by their state.")
        for status in Check.Status.allCases {
            checks.add([suite, ("status", status.rawValue)], Double(verdict.number(of: status)))
        }
        checks.add([suite, ("status", "advisory")], Double(verdict.advisory))
        var runs = MetricFamily("loadline_runs", "Runs that were compared, by side.")
        runs.add([suite, ("side", "head")], Double(verdict.judging.headRuns))
        runs.add([suite, ("side", "base")], Double(verdict.judging.baseRuns))
        var warnings = MetricFamily("loadline_warnings", "What lowers the trust in the verdict.")
        warnings.add([suite], Double(verdict.distrust.count))
        families += [status, checks, runs, warnings, tests(verdict, suite)]
        return families
    }

    private static func information(_ verdict: Verdict, _ suite: (String, String)) -> MetricFamily {
        let provenance = verdict.provenance
        let labels = [
            ("version", Product.version), ("commit", provenance.headCommit), ("branch", provenance.headBranch),
            ("baseline_commit", verdict.baseline.commit ?? provenance.baseCommit),
        ].compactMap { name, value in value.map { (name, Printable.key($0)) } }
        var family = MetricFamily("loadline_info", "What was judged, and by which version.")
        family.add([suite] + labels, 1)
        return family
    }

    private static func outcome(_ verdict: Verdict, _ suite: (String, String)) -> MetricFamily {
        var family = MetricFamily("loadline_verdict", "1 for the verdict that was reached, 0 for the others.")
        for outcome in outcomes {
            family.add([suite, ("verdict", outcome.rawValue)], outcome == verdict.outcome ? 1 : 0)
        }
        return family
    }

    private static func tests(_ verdict: Verdict, _ suite: (String, String)) -> MetricFamily {
        var family = MetricFamily("loadline_tests", "Functional tests by their result; flaky ones passed too.")
        guard let tests = verdict.tests else { return family }
        let counts = [
            ("passed", tests.passed), ("failed", tests.failed), ("broken", tests.errors), ("skipped", tests.skipped),
            ("flaky", tests.flaky),
        ]
        for (result, count) in counts { family.add([suite, ("result", result)], Double(count)) }
        return family
    }
}
