import Measurements
import Testing

@testable import Analysis

/// Findings that were accepted, and those that were not.
@Suite struct WaiverTests {
    private let today = CalendarDate(days: 20_778)

    private func waiver(
        _ check: String, until days: Int? = nil, to extent: String = "info", line: Int = 1
    ) throws -> Waiver {
        Waiver(
            try CheckPattern(check), reason: "known", author: "Ada", accepted: today,
            expires: days.map { today.adding(days: $0) }, extent: try Waiver.extent(extent), file: "w.yml", line: line)
    }

    /// P95 of all requests is over budget.
    private func verdict(_ waivers: [Waiver], budget: String = "p95: 5ms\nerror_rate: 50%") throws -> Verdict {
        Judge(head: [Fixture.run(seed: 1)], base: [], budget: try Fixture.budget(budget))
            .verdict(Review(waivers: waivers, today: today))
    }

    private func codes(_ verdict: Verdict) -> [String] {
        verdict.diagnostics.map(\.code).filter { $0.hasPrefix("waiver") }
    }

    @Test(arguments: ["*#p95", "*#*"])
    func aWaivedFindingNoLongerFails(check: String) throws {
        #expect(try verdict([]).outcome == .fail)
        let verdict = try verdict([waiver(check, until: 0)])
        #expect(verdict.outcome == .noBaseline)
        let waived = try #require(verdict.checks.first { $0.id == "*#p95" })
        #expect(waived.status == .waived)
        #expect(waived.level == .info)
        #expect(waived.reasons.contains("waived"))
        #expect(waived.explanation.last == "Waived by Ada until 2026-11-21: known (w.yml:1).")
        #expect(waived.waiver?.reason == "known")
        #expect(codes(verdict).isEmpty)
    }

    @Test func anExpiredWaiverFailsAgainAndIsSaid() throws {
        let verdict = try verdict([waiver("*#p95", until: -1)])
        #expect(verdict.outcome == .fail)
        #expect(verdict.checks.first?.status == .overBudget)
        #expect(verdict.checks.first?.reasons.contains("waiver.expired") == true)
        let said = verdict.diagnostics.first { $0.code == "waiver.expired" }
        #expect(said?.level == .warning)
        #expect(said?.message == "The waiver of *#p95 by Ada expired after 2026-11-20: known (w.yml:1).")
    }

    @Test func theLevelOfAWaiver() throws {
        #expect(try verdict([waiver("*#p95", to: "warning")]).outcome == .warn)
        let target = try verdict([waiver("*#p95", to: "target")]).checks.first { $0.id == "*#p95" }
        #expect(target?.level == .target)
    }

    @Test func aWorstValueThatIsAccepted() throws {
        #expect(try verdict([waiver("*#p95", to: "10s")]).outcome == .noBaseline)
        let exceeded = try verdict([waiver("*#p95", to: "6ms")])
        #expect(exceeded.outcome == .fail)
        #expect(codes(exceeded) == ["waiver.exceeded"])
        // Bytes say nothing of a time.
        #expect(try verdict([waiver("*#p95", to: "10MB")]).outcome == .fail)
    }

    @Test func theLastEntryCounts() throws {
        let (open, over) = (try waiver("*#p95"), try waiver("*#p95", until: -1, line: 2))
        #expect(try verdict([open, over]).outcome == .fail)
        #expect(try verdict([over, open]).outcome == .noBaseline)
        #expect(codes(try verdict([over, open])).isEmpty)
    }

    @Test func whatWaivesNothingIsSaid() throws {
        let verdict = try verdict([
            waiver("*#error_rate"), waiver("GET /none#p95", line: 2), waiver("GET /none#p95", until: -5, line: 3),
        ])
        let said = verdict.diagnostics.filter { $0.code == "waiver.unused" }
        #expect(said.map(\.level) == [.info, .info])
        #expect(said.first?.message.contains("w.yml:1: the waiver of *#error_rate waives nothing") == true)
        #expect(said.last?.message.contains("no check is called so") == true)
        #expect(verdict.checks.first { $0.id == "*#error_rate" }?.status == .passed)
    }

    @Test func whatIsMissingCanBeWaivedButIsNotGreen() throws {
        let budget = "endpoints:\n  \"GET /gone\":\n    p95: 1s\n"
        let verdict = try verdict([waiver("GET /gone#p95")], budget: budget)
        #expect(verdict.checks.first { $0.series == "GET /gone" }?.status == .waived)
        #expect(verdict.outcome == .inconclusive)
    }

    @Test func aRegressionIsWaived() throws {
        let base = (0..<5).map { Fixture.run(seed: $0) }
        let head = (5..<10).map { Fixture.run(seed: $0, factors: ["POST /checkout": 1.3]) }
        let judge = Judge(head: head, base: base, budget: nil)
        let all = Review(waivers: [try waiver("POST *#*")], today: today)
        #expect(judge.verdict(all).outcome == .pass)
        #expect(judge.verdict(all).count(.regressed) == 0)
        let one = Review(waivers: [try waiver("POST /checkout#p95")], today: today)
        #expect(judge.verdict(one).outcome == .fail)
        #expect(judge.verdict(one).count(.waived) == 1)
    }

    @Test func patternsAreThoseOfBudgets() throws {
        var check = Check(
            series: "GET /a*b#c{region=eu}", labels: ["region": "eu"], metric: .percentile(95), unit: .seconds,
            direction: .lower)
        for pattern in [
            "GET /a*b#c{region=eu}#p95", "GET /a*b#c#p95", "GET *#p95", "/^GET/#p(95)", "GET *#*", "GET /a*b#c#*",
        ] {
            #expect(try CheckPattern(pattern).matches(check), "\(pattern)")
        }
        for pattern in ["*#p95", "GET /a*b#c#p99", "GET /x*#p95", "/POST$/#p95"] {
            #expect(try !CheckPattern(pattern).matches(check), "\(pattern)")
        }
        check.series = Series.all
        check.labels = [:]
        #expect(try CheckPattern("*#p95").matches(check))
        #expect(try !CheckPattern("**#p95").matches(check))
        for wrong in ["", "#p95", "a#", "p95"] {
            #expect(throws: Misread.self, "\(wrong)") { try CheckPattern(wrong) }
        }
    }
}
