import Foundation
import Testing

/// `check --confirm`: two measurements make a finding.
@Suite struct ConfirmCommandTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    /// In one line, however it was wrapped.
    private func words(_ outcome: Command.Outcome) -> String {
        outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func judge(_ head: String, _ arguments: String...) throws -> Command.Outcome {
        try Command.run(["check", head, "--baseline", "fixtures/demo/baseline"] + arguments)
    }

    @Test func whatBothFoundFailsAndWhatOneFoundIsCleared() throws {
        let (slow, same) = (scratch.file("slow.json").path, scratch.file("same.json").path)
        #expect(try judge("fixtures/demo/candidate", "--json", slow).status == 1)
        #expect(try judge("fixtures/demo/baseline", "--json", same).status == 0)
        let both = try judge("fixtures/demo/candidate", "--confirm", slow)
        #expect(both.status == 1)
        #expect(words(both).contains("the same measurement confirms nothing"))
        let cleared = try judge("fixtures/demo/candidate", "--confirm", same)
        #expect(cleared.status == 0)
        #expect(words(cleared).contains("POST /checkout p95: Cleared: a regression was found"))
        #expect(!words(cleared).contains("the same measurement"))
        let reverse = try judge("fixtures/demo/baseline", "--confirm", slow)
        #expect(reverse.status == 0)
        #expect(words(reverse).contains("found a regression, and this measurement did not"))
    }

    @Test func whatWasNotMeasuredAgainIsNoVerdict() throws {
        let slow = scratch.file("slow.json").path
        #expect(try judge("fixtures/demo/candidate", "--json", slow).status == 1)
        let limits = try scratch.write("limits.yml", "p95: 10s\n")
        let again = try Command.run(
            ["check", "fixtures/demo/candidate", "--budget", limits, "--suite", "performance", "--confirm", slow])
        #expect(again.status == 2)
        #expect(words(again).contains("Unsettled: \(slow) found a regression"))
        #expect(words(again).contains("measure again, with more runs a side"))
    }

    @Test func aVerdictOfAnotherSuiteIsRefused() throws {
        let shop = scratch.file("shop.json").path
        #expect(try judge("fixtures/demo/candidate", "--suite", "shop", "--json", shop).status == 1)
        let other = try judge("fixtures/demo/candidate", "--suite", "search", "--confirm", shop)
        #expect(other.status == 65)
        #expect(other.errors.contains("\"shop\"") && other.errors.contains("\"search\""))
        #expect(try judge("fixtures/demo/candidate", "--suite", "shop", "--confirm", shop).status == 1)
        #expect(try judge("fixtures/demo/candidate", "--confirm", shop).status == 1)
        #expect(try judge("fixtures/demo/candidate", "--confirm", shop, "--confirm", shop).status == 64)
    }

    @Test func whatIsNoVerdictIsRefused() throws {
        let error = scratch.file("error.json").path
        #expect(try Command.run(["check", "missing.json", "--json", error]).status == 66)
        let other = try scratch.write("other.json", "{\"schemaVersion\": \"2.0\", \"checks\": []}")
        for file in ["README.md", "fixtures/k6-summary/shop.json", error, other] {
            let outcome = try judge("fixtures/demo/candidate", "--confirm", file)
            #expect(outcome.status == 65, "\(file)")
            #expect(outcome.errors.contains(file))
        }
        #expect(try judge("fixtures/demo/candidate", "--confirm", "missing.json").status == 66)
    }
}
