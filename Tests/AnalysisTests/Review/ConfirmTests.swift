import Measurements
import Testing

@testable import Analysis

/// A finding counts when two measurements made it.
@Suite struct ConfirmTests {
    private let base = (0..<5).map { Fixture.run(seed: $0) }

    private func verdict(
        slow: Bool, budget: String? = nil, earlier: [MeasuredCheck]?
    ) throws -> Verdict {
        let factors = slow ? ["POST /checkout": 1.3] : [:]
        let head = (5..<10).map { Fixture.run(seed: $0, factors: factors) }
        let review = Review(
            today: CalendarDate(days: 1), earlier: earlier.map { EarlierVerdict(source: "first.json", checks: $0) })
        return Judge(head: head, base: base, budget: try budget.map(Fixture.budget)).verdict(review)
    }

    private func all(_ status: String, _ reasons: [String] = [], detectable: Double? = nil) throws -> [MeasuredCheck] {
        try verdict(slow: true, earlier: nil).checks.map {
            .init(id: $0.id, status: status, reasons: reasons, detectable: detectable)
        }
    }

    @Test func whatBothFoundCounts() throws {
        let verdict = try verdict(slow: true, earlier: try all("regressed"))
        #expect(verdict.outcome == .fail)
        let found = verdict.checks.filter { $0.status == .regressed }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.reasons.contains("finding.confirmed") && $0.clearing == nil })
    }

    @Test func whatOnlyThisOneFoundIsCleared() throws {
        let verdict = try verdict(slow: true, earlier: try all("passed", ["change.none"]))
        #expect(verdict.outcome == .pass)
        #expect(verdict.count(.regressed) == 0)
        let cleared = verdict.checks.filter { $0.reasons.contains("finding.cleared") }
        #expect(!cleared.isEmpty)
        #expect(cleared.allSatisfy { $0.status == .passed && $0.level == .info })
        #expect(
            cleared.first?.explanation.last
                == "Cleared: a regression was found, and first.json did not find it (passed there).")
    }

    @Test(
        arguments: [
            ("inconclusive", ["change.unclear"], nil), ("inconclusive", ["change.unclear"], 0.5),
            ("missing", ["metric.missing"], nil), ("not_comparable", ["environment.differs"], nil),
            ("passed", ["advisory"], 0.01), ("passed", ["samples.few"], 0.01), ("over_budget", ["limit.broken"], nil),
        ] as [(String, [String], Double?)])
    func whatTheEarlierOneCouldNotHaveShownIsUnsettled(status: String, reasons: [String], detectable: Double?) throws {
        let verdict = try verdict(slow: true, earlier: try all(status, reasons, detectable: detectable))
        #expect(verdict.outcome == .inconclusive)
        let unsettled = verdict.checks.filter { $0.unsettled != nil }
        #expect(!unsettled.isEmpty)
        #expect(unsettled.allSatisfy { $0.status == .inconclusive && $0.level == .critical && $0.clearing == nil })
        #expect(verdict.diagnostics.contains { $0.code == "finding.unsettled" && $0.level == .warning })
    }

    @Test func whatTheEarlierOneWouldHaveShownIsCleared() throws {
        let earlier = try all("inconclusive", ["change.unclear"], detectable: 0.2)
        #expect(try verdict(slow: true, earlier: earlier).outcome == .pass)
    }

    /// A measurement that sees less than the one before says nothing of what that one saw.
    @Test(arguments: [
        (0.08, Check.Level.critical, Verdict.Outcome.inconclusive, true), (0.2, .critical, .pass, false),
        (0.08, .warning, .warn, true),
    ])
    func aWeakerMeasurementClearsNothing(
        change: Double, level: Check.Level, outcome: Verdict.Outcome, isUnsettled: Bool
    ) {
        var check = Check(series: "GET /a", labels: [:], metric: .percentile(95), unit: .seconds, direction: .lower)
        (check.status, check.reasons, check.gated) = (.inconclusive, ["change.unclear"], true)
        check.head = .init(value: 0.105, values: [0.105])
        check.change = .init(relative: 0.05, absolute: 0.005, minimumEffect: 0.03)
        check.change?.detectable = 0.2
        var other = check
        (other.metric, other.status, other.reasons) = (.percentile(50), .improved, ["change.significant"])
        var verdict = Verdict(outcome: .pass, suite: "api", checks: [check, other])
        verdict.baseline = Baseline(status: .found, runs: 3)
        let found = MeasuredCheck(
            id: "GET /a#p95", status: "regressed", reasons: ["change.significant"], level: level, change: change)
        EarlierVerdict(source: "first.json", checks: [found]).confirm(&verdict)
        verdict.conclude(Comparison())
        #expect(verdict.outcome == outcome)
        #expect((verdict.checks[0].clearing == nil) == isUnsettled)
        #expect(
            verdict.checks[0].unsettled
                == (isUnsettled
                    ? "Unsettled: first.json found a regression of 8 %, and this measurement would not surely have shown it. "
                        + "Measure again, with more runs a side." : nil))
    }

    /// Where more is better, a fifth less is a quarter worse.
    @Test func sizesAreComparedAsWorsening() {
        let less = MeasuredCheck(
            id: "*#throughput", status: "regressed", reasons: ["change.significant"], direction: .higher, change: -0.2)
        #expect(abs((less.worsening ?? 0) - 0.25) < 1e-12)
        let seen = MeasuredCheck(
            id: "*#throughput", status: "inconclusive", reasons: ["change.unclear"], detectable: 0.24)
        #expect(seen.wouldShow(less.worsening) && !seen.wouldShow(0.2) && !seen.wouldShow(nil))
    }

    @Test func withoutABaselineNothingIsCleared() throws {
        let budget = try Fixture.budget("endpoints:\n  \"POST /checkout\":\n    p95: 10s\n")
        let found = MeasuredCheck(id: "POST /checkout#p95", status: "regressed", reasons: [], change: 0.3)
        let review = Review(
            today: CalendarDate(days: 1), earlier: EarlierVerdict(source: "first.json", checks: [found]))
        let verdict = Judge(head: base, base: [], budget: budget).verdict(review)
        #expect(verdict.outcome == .inconclusive)
        #expect(verdict.checks.first?.unsettled?.contains("no change of it could be judged this time") == true)
    }

    @Test func whatOnlyTheEarlierOneFoundIsCleared() throws {
        let found = MeasuredCheck(id: "POST /checkout#p95", status: "regressed", reasons: [], change: 0.3)
        let verdict = try verdict(slow: false, earlier: [found])
        #expect(verdict.outcome == .pass)
        let check = verdict.checks.first { $0.id == "POST /checkout#p95" }
        #expect(check?.status != .regressed)
        #expect(check?.reasons.contains("finding.cleared") == true)
        #expect(check?.clearing == "Cleared: first.json found a regression, and this measurement did not.")
    }

    @Test func aBrokenLimitNeedsNoSecondMeasurement() throws {
        let budget = "endpoints:\n  \"POST /checkout\":\n    p95: [5ms, +10%]\n"
        let verdict = try verdict(slow: true, budget: budget, earlier: try all("passed", ["change.none"]))
        #expect(verdict.outcome == .fail)
        let check = verdict.checks.first { $0.id == "POST /checkout#p95" }
        #expect(check?.status == .overBudget)
        #expect(check?.limits.map(\.status) == [.broken, .unclear])
        let relative = "endpoints:\n  \"POST /checkout\":\n    p95: +10%\n"
        #expect(try self.verdict(slow: true, budget: relative, earlier: nil).outcome == .fail)
        #expect(
            try self.verdict(slow: true, budget: relative, earlier: try all("passed", ["change.none"])).outcome == .pass
        )
    }

    @Test func whatWasSetAsideThenWasFoundThen() throws {
        let waived = try all("waived", ["change.significant", "waived"])
        #expect(try verdict(slow: true, earlier: waived).outcome == .fail)
        for code in ["finding.cleared", "finding.unsettled"] {
            let setAside = try all("passed", ["change.significant", code])
            #expect(try verdict(slow: true, earlier: setAside).outcome == .fail)
        }
        #expect(try verdict(slow: true, earlier: try all("improved", ["change.significant"])).outcome == .pass)
    }

    @Test func whatIsNoLongerMeasuredIsUnsettled() throws {
        let gone = MeasuredCheck(id: "GET /gone#p95", status: "regressed", reasons: [])
        let verdict = try verdict(slow: false, earlier: [gone])
        #expect(verdict.outcome == .inconclusive)
        let check = verdict.checks.first { $0.id == "GET /gone#p95" }
        #expect(check?.status == .inconclusive)
        #expect(check?.unsettled?.contains("first.json found a regression, and it was not measured this time") == true)
        #expect(verdict.diagnostics.contains { $0.message.contains("GET /gone#p95") })
    }

    @Test func whatIsAcceptedNeedsNotBeSettled() throws {
        let gone = MeasuredCheck(id: "GET /gone#p95", status: "regressed", reasons: [])
        let waiver = try Waiver(
            CheckPattern("GET /gone#*"), reason: "was removed", author: "Ada", accepted: CalendarDate(days: 1))
        let review = Review(
            waivers: [waiver], today: CalendarDate(days: 1),
            earlier: EarlierVerdict(source: "first.json", checks: [gone]))
        let head = (5..<10).map { Fixture.run(seed: $0) }
        let verdict = Judge(head: head, base: base, budget: nil).verdict(review)
        #expect(verdict.outcome == .pass)
        #expect(verdict.checks.first { $0.id == "GET /gone#p95" }?.status == .waived)
    }
}
