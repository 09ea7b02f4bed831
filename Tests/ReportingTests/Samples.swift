import Analysis
import Measurements

/// Verdicts built by hand, one per story that a report has to tell.
enum Samples {
    static let all: [(name: String, verdict: Verdict)] = [
        ("pass", pass), ("improved", improved), ("first-run", firstRun), ("regression", regression),
        ("over-budget", overBudget), ("other-hardware", otherHardware), ("nothing-checked", nothingChecked),
        ("trouble", trouble), ("warn", warn),
        ("inconclusive", inconclusive), ("failing-tests", failingTests), ("set-aside", setAside), ("hostile", hostile),
        ("large", large),
        ("error", error),
    ]

    static var pass: Verdict {
        var verdict = compared(
            .pass,
            checks: [
                check(
                    "GET /api/cart", .p95, base: 0.0981, head: 0.0987, change: (-0.021, 0.034), limit: "p95 <= 300 ms",
                    bound: 0.3),
                check(
                    "GET /api/orders", .p95, base: 0.412, head: 0.409, change: (-0.031, 0.018), limit: "p95 <= 1 s",
                    bound: 1),
                check(
                    "GET /api/products", .p95, base: 0.2134, head: 0.2151, change: (-0.018, 0.033),
                    limit: "p95 <= 500 ms", bound: 0.5),
            ])
        verdict.tests = TestSummary()
        verdict.tests?.tests = 822
        verdict.tests?.passed = 813
        verdict.tests?.skipped = 9
        verdict.inputs.append(InputRecord(path: "junit.xml", side: .tests, format: "junit", bytes: 120_411))
        return verdict
    }

    static var improved: Verdict {
        var faster = check("GET /api/search", .p95, base: 0.412, head: 0.3021, change: (-0.301, -0.231))
        faster.status = .improved
        faster.history = [0.405, 0.409, 0.421, 0.413]
        return compared(.pass, checks: [faster] + pass.checks)
    }

    static var firstRun: Verdict {
        var verdict = Verdict(outcome: .noBaseline, suite: "api")
        verdict.checks = pass.checks.map { check in
            var check = check
            check.status = .noBaseline
            check.base = nil
            check.change = nil
            return check
        }
        verdict.provenance.headCommit = "0c4f1d2e5b6a79881234567890abcdef01234567"
        return verdict
    }

    static var trouble: Verdict {
        var verdict = compared(.fail, checks: troubleChecks + pass.checks)
        verdict.exitCode = 1
        verdict.tests = failing
        verdict.testPhases = [
            TestPhase(name: "unit", reports: 2, summary: pass.tests ?? TestSummary(), duration: 41.2),
            TestPhase(name: "end to end", reports: 1, summary: failing, duration: 754),
        ]
        verdict.slowestTests = [
            SlowTest(phase: "end to end", name: "checkout > pays | twice", duration: 61.5),
            SlowTest(phase: "unit", name: "CartTest > totals", duration: 0.412),
        ]
        verdict.environment = EnvironmentComparison(
            comparable: false,
            differences: [
                .init(field: "cpu", base: "AMD EPYC 7763", head: "Intel Xeon 8370C"),
                .init(field: "virtualUsers", base: "50", head: "60"),
            ])
        verdict.diagnostics = [
            Diagnostic(
                .warning, "environment.cpu", "The baseline ran on AMD EPYC 7763, the candidate on Intel Xeon 8370C."),
            Diagnostic(
                .info, "percentile.interpolated", "p95 of autocannon's files was interpolated between p90 and p97.5."),
        ]
        verdict.inputs = (1...3).map {
            InputRecord(
                path: "run\($0).json", side: .head, format: "k6-summary", bytes: 10_233,
                sha256: String(repeating: "ab", count: 32))
        }
        return verdict
    }

    private static var troubleChecks: [Check] {
        var checkout = check(
            "POST /checkout", .p95, base: 0.412, head: 0.54, change: (0.268, 0.352), limit: "p95 <= 500 ms", bound: 0.5)
        checkout.status = .regressed
        checkout.level = .critical
        checkout.limits[0].status = .broken
        checkout.limits[0].message = "Checkout is what we live on; see the runbook."
        checkout.history = [0.405, 0.409, 0.398, 0.411, 0.415, 0.409, 0.412]
        checkout.reasons = ["change.significant", "limit.broken"]
        checkout.explanation = [
            "p95 rose from 412 ms to 540 ms: +31 %, with 95 % confidence between +27 % and +35 %.",
            "p95 <= 500 ms is broken (budgets/api.yml:12).",
        ]
        var errors = check("POST /checkout", .errorRate, base: 0.0012, head: 0.042, change: nil)
        errors.status = .regressed
        errors.level = .critical
        errors.reasons = ["change.significant"]
        var search = check(
            "GET /api/search", .p99, base: 0.9712, head: 1.0004, change: (-0.02, 0.08), limit: "p99 <= 1 s", bound: 1)
        search.status = .overBudget
        search.level = .critical
        search.limits[0].status = .broken
        var throughput = check(
            "*", .throughput, base: 1240, head: 1131, change: (-0.11, -0.065), limit: "throughput > 1200/s", bound: 1200
        )
        throughput.status = .overBudget
        throughput.level = .target
        throughput.limits[0].status = .broken
        throughput.limits[0].level = .target
        var missing = Check(series: "DELETE /api/cart", labels: [:], metric: .p95, unit: .seconds, direction: .lower)
        missing.status = .missing
        missing.level = .critical
        missing.limits = [
            .init(rule: "p95 <= 300 ms", level: .critical, status: .met, bound: 0.3, file: "budgets/api.yml", line: 31)
        ]
        missing.explanation = ["The budget asks for DELETE /api/cart, but no run has it."]
        var unclear = check("GET /api/users/{id}", .p99, base: 0.0811, head: 0.0893, change: (-0.034, 0.246))
        unclear.status = .inconclusive
        unclear.level = .warning
        unclear.change?.detectable = 0.14
        unclear.change?.runsNeeded = 11
        unclear.change?.noise = 0.084
        unclear.explanation = ["+10 % lies within the noise; 11 runs a side would settle it."]
        var other = check("GET /img/logo.png", MetricName("body_size", .mean), base: 48_200, head: 51_312, change: nil)
        other.unit = .bytes
        other.status = .notComparable
        return [checkout, errors, search, missing, unclear, other, throughput]
    }

    static var regression: Verdict {
        var checkout = troubleChecks[0]
        checkout.limits = []
        checkout.reasons = ["change.significant"]
        checkout.explanation = [checkout.explanation[0]]
        var verdict = compared(.fail, checks: [checkout] + pass.checks)
        verdict.exitCode = 1
        return verdict
    }

    static var overBudget: Verdict {
        var verdict = compared(.fail, checks: [troubleChecks[2]] + pass.checks)
        verdict.exitCode = 1
        return verdict
    }

    static var otherHardware: Verdict {
        let checks = pass.checks.map { check in
            var check = check
            check.status = .notComparable
            check.level = .warning
            check.change = nil
            return check
        }
        var verdict = compared(.inconclusive, checks: checks)
        verdict.exitCode = 2
        verdict.environment = trouble.environment
        verdict.diagnostics = [trouble.diagnostics[0], Diagnostic(.warning, "nothing.checked", "Nothing was decided.")]
        return verdict
    }

    static var nothingChecked: Verdict {
        var verdict = Verdict(outcome: .inconclusive, suite: "api")
        verdict.exitCode = 2
        verdict.diagnostics = [
            Diagnostic(.warning, "nothing.checked", "No result holds a figure that could be checked.")
        ]
        return verdict
    }

    static var warn: Verdict {
        var slower = check("GET /api/cart", .p99, base: 0.0981, head: 0.1132, change: (0.09, 0.22))
        slower.status = .regressed
        slower.level = .warning
        var verdict = compared(.warn, checks: [slower] + pass.checks)
        verdict.judging.headRuns = 1
        return verdict
    }

    static var inconclusive: Verdict {
        var unclear = troubleChecks[4]
        unclear.level = .critical
        var verdict = compared(.inconclusive, checks: [unclear] + pass.checks)
        verdict.exitCode = 2
        return verdict
    }

    /// A waived finding, one that only one of two measurements found, and a waiver that is over.
    static var setAside: Verdict {
        let expired =
            "The waiver of GET /api/search#p99 by Bob expired after 2026-11-20: index rebuild (budgets/waivers.yml:9)."
        var (waived, unclear, failing) = (troubleChecks[0], troubleChecks[4], troubleChecks[2])
        waived.status = .waived
        waived.level = .info
        waived.waiver = try? Waiver(
            CheckPattern("POST /checkout#p95"), reason: "New tax service | see #412", author: "Ada",
            accepted: CalendarDate(days: 20_778), expires: CalendarDate(days: 20_818), commit: "919ad74",
            file: "budgets/waivers.yml", line: 2)
        waived.reasons.append("waived")
        waived.explanation += [waived.waiver?.sentence].compactMap { $0 }
        unclear.level = .info
        unclear.clearing = "Cleared: a regression was found, and first.json did not find it (passed there)."
        failing.reasons = ["limit.broken", "waiver.expired"]
        failing.explanation = [expired]
        var verdict = compared(.fail, checks: [failing, unclear, waived] + pass.checks)
        verdict.exitCode = 1
        verdict.diagnostics = [Diagnostic(.warning, "waiver.expired", expired)]
        return verdict
    }

    static var failingTests: Verdict {
        var verdict = compared(.fail, checks: pass.checks)
        verdict.exitCode = 1
        verdict.tests = failing
        return verdict
    }

    private static var failing: TestSummary {
        var tests = TestSummary()
        tests.tests = 822
        tests.passed = 810
        tests.failed = 2
        tests.errors = 1
        tests.skipped = 9
        tests.flaky = 1
        tests.failures = [
            .init(
                kind: .failure, suite: "Checkout > Payment", className: nil, name: "pays with a stored card",
                message: "Expected 200\nReceived 502"),
            .init(kind: .error, suite: "Checkout", className: "CartTest", name: "empties", message: ""),
            .init(
                kind: .failure, suite: "Search", className: nil, name: "finds `<b>` & @everyone",
                message: "line one\n```\n</details>\n<!-- loadline key=api -->\n\u{202E}\n6\n7\n8\n9\n10"),
        ]
        tests.flakyTests = ["Search > sorts"]
        return tests
    }

    static let hostileNames = [
        "GET /a|b\\|c", "`code` ``two``", "@octocat and @org/team #12 GH-34 org/repo#5",
        "</details></table><!-- loadline key=api -->",
        "line\nbreak\r\n| --- | --- |\n\u{2028}x", "\u{202E}desrever\u{202C} \u{1B}[31mred\u{07}\u{0}",
        "![x](https://e.org/p.png) [y](javascript:1)",
        "https://e.org www.e.org a@e.org 919ad74b", "*bold* _it_ ~~gone~~ $x^2$ :+1: &copy;", "日本語のエンドポイント 🚀 e\u{301}",
        "GET /" + String(repeating: "very-long-segment/", count: 40) + "end",
        "a" + String(repeating: "\u{301}", count: 500), "|\u{301} <\u{301}b `\u{301}",
        " ", "- # > 1. + =", "<script>alert(1)</script>", "@all", "::error::forged",
        "\n::set-output name=verdict::pass",
        "##[error]forged ##vso[task.setvariable variable=x]y ##teamcity[z]", "a%0A::warning file=x,line=1::%25 y, z: w",
        "x\nloadline-output\nverdict=pass", "\"} 1\nloadline_exit_status{suite=\"api\"} 0\n# EOF", "a]]>&amp;<!--",
        "$(touch /tmp/x) `id` ; $CI_JOB_TOKEN", String(repeating: "endless", count: 1429),
    ]

    static var hostile: Verdict {
        var verdict = named(hostileNames)
        verdict.suite = "api --> <!-- x"
        verdict.diagnostics = hostileNames.prefix(4).map { Diagnostic(.warning, "x", $0) }
        verdict.environment.differences = [.init(field: "a|b", base: "@me", head: "`x`")]
        verdict.provenance.command = "loadline check '`` ``` ````' <(zcat x) </details>"
        verdict.provenance.link = "javascript:alert(1)"
        verdict.baseline.branch = "fix/#12-@me"
        return verdict
    }

    /// Regressions of these endpoints.
    static func named(_ names: [String]) -> Verdict {
        let checks = names.map { name in
            var check = check(
                name, MetricName(name, .mean), base: 0.1, head: 0.2, change: (0.9, 1.1), limit: "\(name) <= 150 ms",
                bound: 0.15)
            check.status = .regressed
            check.level = .critical
            check.limits[0].status = .broken
            check.limits[0].message = name
            check.explanation = [name]
            return check
        }
        var verdict = compared(.fail, checks: checks)
        verdict.exitCode = 1
        verdict.tests = TestSummary()
        verdict.tests?.tests = names.count
        verdict.tests?.failed = names.count
        verdict.tests?.failures = names.map { .init(kind: .failure, suite: $0, className: nil, name: $0, message: $0) }
        return verdict
    }

    static var large: Verdict {
        let checks = (1...500).map { number in
            var check = check(
                "GET /api/resource/\(number)/with/a/rather/long/path", .p95, base: 0.1, head: 0.13,
                change: (0.25, 0.35), limit: "p95 <= 120 ms", bound: 0.12)
            check.status = number <= 40 ? .regressed : .passed
            check.level = number <= 40 ? .critical : .info
            return check
        }
        var verdict = compared(.fail, checks: checks)
        verdict.exitCode = 1
        return verdict
    }

    static var error: Verdict {
        var verdict = Verdict(outcome: .error, suite: "api")
        verdict.exitCode = 65
        verdict.diagnostics = [
            Diagnostic(.error, "input.unreadable", "run1.json:12: expected a number after \"p(95)\", found \"<b>\""),
            Diagnostic(.error, "input.unreadable", "run2.json: the file is empty"),
        ]
        return verdict
    }

    private static func compared(_ outcome: Verdict.Outcome, checks: [Check]) -> Verdict {
        var verdict = Verdict(outcome: outcome, suite: "api", checks: checks)
        verdict.baseline = Baseline(status: .found, kind: .history, runs: 7)
        verdict.baseline.branch = "main"
        verdict.baseline.commit = "919ad74f00aa11bb22cc33dd44ee55ff66778899"
        verdict.baseline.discarded = 2
        verdict.baseline.ageDays = 1.3
        verdict.judging.family = checks.count
        verdict.judging.headRuns = 3
        verdict.judging.baseRuns = 7
        verdict.judging.commonMode = true
        verdict.judging.geometricMeanChange = 0.0123
        verdict.provenance.headCommit = "0c4f1d2e5b6a79881234567890abcdef01234567"
        verdict.provenance.runID = "9182736450"
        verdict.provenance.link = "https://github.com/acme/shop/actions/runs/9182736450"
        verdict.provenance.command = "loadline check run*.json --budget budgets/api.yml --history perf --branch main"
        return verdict
    }

    /// A check of a series whose runs scatter a little around the values.
    private static func check(
        _ series: String, _ metric: MetricName, base: Double, head: Double, change interval: (Double, Double)?,
        limit: String? = nil, bound: Double? = nil
    ) -> Check {
        let unit: Unit = metric == .errorRate ? .ratio : metric == .throughput ? .perSecond : .seconds
        var check = Check(
            series: series, labels: [:], metric: metric, unit: unit, direction: metric == .throughput ? .higher : .lower
        )
        check.base = .init(value: base, values: [0.98, 1.01, 0.99, 1, 1.02, 1, 1].map { $0 * base })
        check.head = .init(value: head, values: [0.99, 1, 1.01].map { $0 * head })
        check.change = .init(relative: head / base - 1, absolute: head - base, minimumEffect: 0.03)
        if let interval {
            check.change?.interval = interval.0...interval.1
            check.change?.noise = 0.0214
            check.change?.pValue = 0.0002
            check.change?.adjustedPValue = 0.004
            check.change?.detectable = 0.06
        }
        if let limit {
            check.limits = [
                .init(rule: limit, level: .critical, status: .met, bound: bound, file: "budgets/api.yml", line: 12)
            ]
        }
        check.gated = true
        return check
    }
}

extension MetricName {
    fileprivate static let p95 = MetricName.percentile(95)
    fileprivate static let p99 = MetricName.percentile(99)
}
