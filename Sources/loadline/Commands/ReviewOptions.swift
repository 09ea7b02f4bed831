import Analysis
import ArgumentParser
import Foundation

/// What is said of findings from outside: by people, and by another measurement.
struct ReviewOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Files of accepted findings (default: waivers.yml beside the budgets).")
    var waivers: [String] = []

    @Option(
        help: ArgumentHelp(
            "Verdict (--json) of an independent measurement: only regressions that both find count, and one that either could not have shown is no verdict.",
            valueName: "previous"))
    var confirm: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "Budget files to compare the limits with (default: those in git at the commit of the baseline).")
    var budgetBefore: [String] = []

    /// Everything that is read.
    var inputs: [String] { waivers + confirm + budgetBefore }

    func validate() throws {
        if confirm.count > 1 { throw ValidationError("--confirm takes one verdict; confirm one after the other.") }
    }

    /// - Parameter suite: that is judged now.
    func review(besides budgets: [String], suite: String) throws(Failure) -> Reviewing {
        let waivers = try WaiverFiles.read(waivers, besides: budgets)
        var earlier: VerdictFile?
        for path in confirm { earlier = try VerdictFile(path, confirming: suite) }
        return Reviewing(
            review: Review(waivers: waivers, today: Today.date, earlier: earlier?.verdict),
            digests: earlier?.digests ?? [])
    }

    /// What this branch changed in its limits.
    func changes(in budget: Budget?, _ paths: [String], since commit: String?) throws(Failure) -> [Diagnostic] {
        guard let budget else { return [] }
        let named = try BudgetFiles.read(budgetBefore)
        guard let before = named ?? commit.flatMap({ EarlierBudget.read(paths, at: $0) }) else { return [] }
        return BudgetChanges(before: before, after: budget).diagnostics
    }
}

/// A review, and the files that the earlier verdict judged.
struct Reviewing {
    var review: Review
    var digests: Set<String>

    /// Two verdicts on the same file are one measurement.
    func objections(to inputs: [InputRecord]) -> [Diagnostic] {
        let shared = inputs.filter { input in input.side == .head && input.sha256.map(digests.contains) == true }
        return shared.prefix(1).map { input in
            let message =
                "\(review.earlier?.source ?? "The earlier verdict") judged \(input.path) too: "
                + "the same measurement confirms nothing; measure again."
            return Diagnostic(.warning, "confirm.same", message)
        }
    }
}

/// The one clock of the review: the day in UTC, the same on every machine.
enum Today {
    static var date: CalendarDate { CalendarDate(days: Int(Date().timeIntervalSince1970) / 86_400) }
}
