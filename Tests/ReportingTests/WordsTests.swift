import Analysis
import Foundation
import Foundation
import Measurements
import Testing

@testable import Reporting

@Suite struct WordsTests {
    @Test(arguments: [
        (0.412, Measurements.Unit.seconds, "412 ms"), (1.58, .seconds, "1.58 s"), (0.00004712, .seconds, "47.1 µs"),
        (3e-8, .seconds, "30 ns"), (0, .seconds, "0 ms"),
        (0.99996, .seconds, "1.00 s"), (75.25, .seconds, "75.3 s"), (512e6, .bytes, "512 MB"), (999, .bytes, "999 B"),
        (1e9, .bytes, "1 GB"),
        (0.0025, .ratio, "0.250 %"), (1, .ratio, "100 %"), (0, .ratio, "0 %"), (1240, .perSecond, "1240/s"),
        (12345.6, .perSecond, "12346/s"),
        (822, .count, "822"), (1_204_332, .count, "1.20 M"), (-0.05, .seconds, "−50 ms"),
        (2.5e7, .bytesPerSecond, "25 MB/s"), (1.25, .unknown, "1.25"),
    ])
    func quantities(value: Double, unit: Measurements.Unit, text: String) {
        #expect(Quantity.text(value, unit) == text)
    }

    @Test(arguments: [
        (0.3107, "+31 %"), (-0.042, "−4.2 %"), (0, "0 %"), (0.0004, "0 %"), (-0.0004, "0 %"), (0.0996, "+10 %"),
        (12, "+1200 %"), (0.03, "+3 %"),
    ])
    func percents(ratio: Double, text: String) { #expect(Quantity.percent(ratio) == text) }

    @Test func limitsThatHaveToBeBrokenForLong() {
        var limit = Check.LimitOutcome(
            rule: "p95 <= 80 ms, broken for 20 s", level: .critical, status: .broken, bound: 0.08, file: "b.yml",
            line: 1)
        limit.brokenSeconds = 48
        #expect(limit.bounds == "≤ 80 ms, broken for 20 s; was 48 s")
        limit.status = .met
        #expect(limit.bounds == "≤ 80 ms, broken for 20 s")
    }

    @Test func sidesShareTheUnitAndStayApart() {
        #expect(Quantity.range(0.412, 0.54, .seconds) == "412 → 540 ms")
        #expect(Quantity.range(0.97, 1.2, .seconds) == "0.970 → 1.20 s")
        #expect(Quantity.range(0.9995, 0.9999, .ratio) == "99.95 → 99.99 %")
        #expect(Quantity.text(0.5004, .seconds, unlike: 0.5) == "500.4 ms")
        #expect(Quantity.text(1.0004, .seconds, unlike: 1) == "1.0004 s")
        #expect(Quantity.pair(0.0981, 1.2, .seconds).base == "0.0981 s")
    }

    private static let roundings: [(Double, Double)] = [
        (0.1 + 0.2, 0.3), (412.00000000000006, 412), (1.0 / 3, 0.333333333), (123_456_789_012, 123_456_789_000),
        (9.999999999e-7, 1e-6), (-2.5, -2.5), (0, 0), (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
        (1.25e300, 1.25e300), (1.234567891234e-250, 1.23456789e-250),
    ]

    @Test(arguments: roundings)
    func nineDigits(value: Double, rounded: Double) {
        #expect(Digits.nineDigits(value) == rounded)
    }

    @Test func digitsNeverTrap() {
        for value in [
            Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, 1e300, -1e19, .leastNonzeroMagnitude,
        ] {
            for unit in Measurements.Unit.allCases { #expect(!Quantity.text(value, unit).isEmpty) }
            #expect(!Quantity.percent(value).isEmpty)
            _ = Digits.nineDigits(value)
            _ = Sparkline.text([value, 1, 2, 3])
        }
    }

    @Test func sparklineShowsNoiseAsNoise() {
        #expect(Sparkline.text([405, 409, 398, 411, 415, 409, 412, 540]) == "▁▁▁▁▁▁▁█")
        #expect(Sparkline.text([100, 101, 100, 102]) == "▁▁▁▂")
        #expect(Sparkline.text([0, 0, 0]) == "▁▁▁")
        #expect(Sparkline.text([1, 2]) == nil)
    }

    @Test(arguments: [
        (
            Samples.trouble,
            "2 regressions, 1 budget exceeded, 3 tests failed, 1 missing, 1 inconclusive, 1 target missed — POST /checkout p95 +31 % (412 → 540 ms)"
        ),
        (Samples.pass, "budgets met, nothing regressed"),
        (Samples.firstRun, "budgets met, nothing compared — no baseline yet"),
        (Samples.improved, "budgets met, nothing regressed, 1 improved — GET /api/search p95 −27 % (412 → 302 ms)"),
        (Samples.failingTests, "3 tests failed — Checkout > Payment > pays with a stored card"),
        (
            Samples.inconclusive,
            "too little evidence, 1 inconclusive — GET /api/users/{id} p99 +10 % (81.1 → 89.3 ms), within the noise"
        ),
        (Samples.error, "not judged — run1.json:12: expected a number after \"p(95)\", found \"<b>\""),
    ])
    func headlines(verdict: Verdict, text: String) { #expect(Headline(verdict).plain == text) }

    private static func inconclusive(_ metric: Double, _ level: Check.Level, _ interval: ClosedRange<Double>?) -> Check
    {
        var check = Check(
            series: "POST /c", labels: [:], metric: .percentile(metric), unit: .seconds, direction: .lower)
        check.status = .inconclusive
        check.level = level
        check.gated = true
        (check.base, check.head) = (.init(value: 0.1, values: [0.1]), .init(value: 0.105, values: [0.105]))
        check.change = .init(relative: 0.05, absolute: 0.005, minimumEffect: 0.03)
        check.change?.interval = interval
        return check
    }

    @Test func theHeadlineNamesWhatMadeTheVerdict() {
        let checks = [
            Self.inconclusive(99, .info, 0.01...0.1), Self.inconclusive(50, .info, -0.1...0.2),
            Self.inconclusive(95, .warning, 0.01...0.12),
        ]
        var verdict = Verdict(outcome: .warn, suite: "api", checks: checks)
        verdict.baseline = Baseline(status: .found, runs: 5)
        #expect(
            Headline(verdict).plain
                == "1 of 3 inconclusive, nothing regressed — POST /c p95 +5 % (100 → 105 ms), not certain")
        var waived = Self.inconclusive(90, .warning, nil)
        waived.status = .waived
        verdict.checks = [checks[0], waived]
        #expect(Headline(verdict).plain == "1 waived — POST /c p90 +5 % (100 → 105 ms), waived")
        verdict.outcome = .inconclusive
        verdict.checks = [checks[0], Self.inconclusive(95, .critical, -0.1...0.2)]
        #expect(
            Headline(verdict).plain
                == "too little evidence, 1 of 2 inconclusive — POST /c p95 +5 % (100 → 105 ms), within the noise")
        verdict.checks[1].unsettled = "Unsettled: first.json found it."
        #expect(Headline(verdict).plain.hasSuffix("(100 → 105 ms), unsettled"))
        verdict.diagnostics = [Diagnostic(.warning, "baseline.none", "The budget demands a baseline.")]
        #expect(Headline(verdict).words.hasPrefix("the baseline is missing"))
    }

    @Test func whatIsOnlyShownHasNotPassed() throws {
        var verdict = Samples.pass
        verdict.checks[0].gated = false
        verdict.checks[0].limits = []
        #expect(verdict.counts.first == "3 checks: 2 passed, 1 not judged")
        let document = try JSONSerialization.jsonObject(with: Data(JSONReporter().report(verdict).utf8))
        let counts = try #require((document as? [String: Any])?["counts"] as? [String: Int])
        #expect(counts["passed"] == 2 && counts["advisory"] == 1 && counts["total"] == 3)
        #expect(counts.filter { $0.key != "total" }.values.reduce(0, +) == 3)
        #expect(VerdictFacts.all(verdict).contains { $0.name == "advisory" && $0.value == "1" })
        #expect(OpenMetricsReporter().report(verdict).contains("loadline_checks{suite=\"api\",status=\"advisory\"} 1"))
        #expect(HTMLReporter().report(verdict).contains("<option value=\"advisory\">not judged (1)</option>"))
    }

    private static let errorRates: [(Check.Status, [String], Bool, String)] = [
        (
            .regressed, ["change.significant"], true,
            "By chance alone this would be seen with a probability of 0.40 % (adjusted for 12 checks); at most 1 %, "
                + "a difference of 0.1 percentage points and, where it got worse, 5 errors more than expected are asked for."
        ),
        (
            .inconclusive, ["change.unclear"], true,
            "Cannot tell: by chance alone this would be seen with a probability of 0.40 % (adjusted for 12 checks); at most 1 %, "
                + "a difference of 0.1 percentage points and, where it got worse, 5 errors more than expected are asked for."
        ),
        (
            .inconclusive, ["errors.suspicious", "change.unclear"], true,
            "Cannot tell: one run against one does not say how much a rate differs by itself."
        ),
        (
            .inconclusive, ["kind.differs"], false,
            "Cannot tell: one side counts what the other gives as a share only."
        ),
    ]

    @Test(arguments: errorRates.indices)
    func whatIsAskedOfErrorRates(index: Int) {
        let (status, reasons, isTested, sentence) = Self.errorRates[index]
        var check = Check(series: "POST /c", labels: [:], metric: .errorRate, unit: .ratio, direction: .lower)
        (check.status, check.reasons, check.gated) = (status, reasons, true)
        check.change = .init(relative: nil, absolute: 0.01, minimumEffect: nil)
        check.change?.minimumDifference = 0.001
        check.change?.minimumExtraErrors = 5
        if isTested { check.change?.adjustedPValue = 0.004 }
        var verdict = Verdict(outcome: .pass, suite: "api", checks: [check])
        verdict.judging.family = 12
        #expect(Explanation(check, in: verdict).sentences == [sentence])
    }

    @Test func theShiftOfEverythingIsToldWithItsChance() {
        var check = Check(
            series: Series.all, labels: [:], metric: MetricName("global"), unit: .unknown, direction: .lower)
        (check.status, check.reasons, check.gated) = (.inconclusive, ["change.unclear"], true)
        check.change = .init(relative: 0.12, absolute: 0.12, minimumEffect: 0.03)
        check.change?.pValue = 0.012
        let sentences = Explanation(check, in: Verdict(outcome: .pass, suite: "api", checks: [check])).sentences
        #expect(
            sentences == [
                "All endpoints together: +12 %.",
                "Cannot tell: by chance alone this would be seen with a probability of 1.2 %; at most 0.5 % and a change of 3 % "
                    + "are asked for.",
            ])
    }

    @Test(arguments: [
        ("POST /checkout", "POST /checkout"), ("/a_b/c", "/a_b/c"), ("GET /users/{id}", "`GET /users/{id}`"),
        ("a|b", "`a\\|b`"), ("a\\|b", "`a\\\\\\|b`"),
        ("`x`", "`` `x` ``"), ("@me", "`@me`"), ("GH-12", "`GH-12`"), ("919ad74", "`919ad74`"), ("<!-- x", "`‹!-- x`"),
        ("www.e.org", "`www.e.org`"),
        ("", "`(no name)`"), ("a\nb", "a b"), ("_x_", "`_x_`"), ("- x", "`- x`"),
    ])
    func names(text: String, markdown: String) { #expect(MarkdownText.name(text, inTable: true) == markdown) }

    @Test(arguments: Samples.all.map(\.name))
    func terminalsAreNotWiderThanTheyAre(sample: String) throws {
        let verdict = try #require(Samples.all.first { $0.name == sample }?.verdict)
        for width in [60, 80, 100] {
            for reporter in [TextReporter(width: width), ComparisonReporter(width: width)] as [any Reporter] {
                for line in reporter.report(verdict).split(separator: "\n") {
                    #expect(Printable.width(String(line)) <= width, "\(line)")
                }
            }
        }
    }

    @Test func namesAreWholeInAPipe() {
        let name = "GET /" + String(repeating: "very-long-segment/", count: 40) + "end"
        for reporter in [TextReporter(width: nil), ComparisonReporter(width: nil)] as [any Reporter] {
            #expect(reporter.report(Samples.named([name])).contains("\(name)  "))
        }
    }

    @Test func failedTestsComeBeforeWhatIsOnlyShown() {
        var verdict = Samples.failingTests
        verdict.checks += Samples.trouble.checks.filter { $0.level <= .target || $0.status == .inconclusive }
        #expect(Headline(verdict).findingText == "Checkout > Payment > pays with a stored card")
    }

    @Test func proseIsEscaped() {
        #expect(
            MarkdownText.prose("@me #12 a|b <b> *x* snake_case 31 %")
                == "@&#8203;me #&#8203;12 a&#124;b &lt;b&gt; \\*x\\* snake\\_case 31 %")
    }

    @Test func cutsTheMiddle() {
        #expect(Printable.cut("GET /api/products", columns: 9) == "GET …ucts")
        #expect(Printable.width("日本e\u{301}🚀") == 7)
        #expect(Printable.width(Printable.cut("日本語日本語日本語", columns: 8)) <= 8)
    }
}
