import Measurements
import Testing

@testable import Analysis

/// A finding counts when two measurements made it.
@Suite struct ConfirmTests {
    private let base = (0..<5).map { Fixture.run(seed: $0) }

    private func verdict(
        slow: Bool, budget: String? = nil, earlier: [EarlierVerdict.Finding]?
    ) throws -> Verdict {
        let factors = slow ? ["POST /checkout": 1.3] : [:]
        let head = (5..<10).map { Fixture.run(seed: $0, factors: factors) }
        let review = Review(
            today: CalendarDate(days: 1), earlier: earlier.map { EarlierVerdict(source: "first.json", checks: $0) })
        return Judge(head: head, base: base, budget: try budget.map(Fixture.budget)).verdict(review)
    }

    private func all(_ status: String, _ reasons: [String] = []) throws -> [EarlierVerdict.Finding] {
        try verdict(slow: true, earlier: nil).checks.map { .init(id: $0.id, status: status, reasons: reasons) }
    }

    @Test func whatBothFoundCounts() throws {
        let verdict = try verdict(slow: true, earlier: try all("regressed"))
        #expect(verdict.outcome == .fail)
        let found = verdict.checks.filter { $0.status == .regressed }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.reasons.contains("finding.confirmed") && $0.clearing == nil })
    }

    @Test func whatOnlyThisOneFoundIsCleared() throws {
        let verdict = try verdict(slow: true, earlier: try all("passed"))
        #expect(verdict.outcome == .pass)
        #expect(verdict.count(.regressed) == 0)
        let cleared = verdict.checks.filter { $0.reasons.contains("finding.cleared") }
        #expect(!cleared.isEmpty)
        #expect(cleared.allSatisfy { $0.status == .passed && $0.level == .info })
        #expect(
            cleared.first?.explanation.last
                == "Cleared: a regression was found, and first.json did not find it (passed there).")
    }

    @Test(arguments: ["inconclusive", "missing", "not_comparable"])
    func whatTheEarlierOneCouldNotTellIsInconclusive(status: String) throws {
        let verdict = try verdict(slow: true, earlier: try all(status))
        #expect(verdict.checks.contains { $0.reasons.contains("finding.cleared") && $0.status == .inconclusive })
        let strict = try self.verdict(
            slow: true, budget: "compare: { inconclusive: fail }", earlier: try all(status))
        #expect(strict.outcome == .inconclusive)
    }

    @Test func whatOnlyTheEarlierOneFoundIsCleared() throws {
        let verdict = try verdict(slow: false, earlier: try all("regressed"))
        #expect(verdict.outcome == .pass)
        let check = verdict.checks.first { $0.id == "POST /checkout#p95" }
        #expect(check?.status != .regressed)
        #expect(check?.reasons.contains("finding.cleared") == true)
        #expect(check?.clearing == "Cleared: first.json found a regression, and this measurement did not.")
    }

    @Test func aBrokenLimitNeedsNoSecondMeasurement() throws {
        let budget = "endpoints:\n  \"POST /checkout\":\n    p95: [5ms, +10%]\n"
        let verdict = try verdict(slow: true, budget: budget, earlier: try all("passed"))
        #expect(verdict.outcome == .fail)
        let check = verdict.checks.first { $0.id == "POST /checkout#p95" }
        #expect(check?.status == .overBudget)
        #expect(check?.limits.map(\.status) == [.broken, .unclear])
        let relative = "endpoints:\n  \"POST /checkout\":\n    p95: +10%\n"
        #expect(try self.verdict(slow: true, budget: relative, earlier: nil).outcome == .fail)
        #expect(try self.verdict(slow: true, budget: relative, earlier: try all("passed")).outcome == .pass)
    }

    @Test func whatWasSetAsideThenWasFoundThen() throws {
        let waived = try all("waived", ["change.significant", "waived"])
        #expect(try verdict(slow: true, earlier: waived).outcome == .fail)
        let cleared = try all("passed", ["change.significant", "finding.cleared"])
        #expect(try verdict(slow: true, earlier: cleared).outcome == .fail)
        #expect(try verdict(slow: true, earlier: try all("improved", ["change.significant"])).outcome == .pass)
    }

    @Test func whatIsNoLongerMeasuredIsSaid() throws {
        let gone = EarlierVerdict.Finding(id: "GET /gone#p95", status: "regressed", reasons: [])
        let verdict = try verdict(slow: false, earlier: [gone])
        #expect(verdict.diagnostics.contains { $0.code == "finding.gone" && $0.message.contains("GET /gone#p95") })
    }
}
