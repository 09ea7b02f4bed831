import Analysis
import ArgumentParser
import Reporting

struct SelfTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "self-test",
        abstract: "Tries whether the gate fires: makes kept runs worse and judges them as check would.",
        discussion: """
            Runs of the history's present level are held out as a candidate, made slower by 5, 10 and 20 % or given 1 and 5 % \
            errors, endpoint by endpoint, and judged against the others, again and again; nothing is drawn by the clock. The \
            first row is with nothing injected.

            Exit status 1: the gate would miss what the budget promises to find: a change of allowed_change (5 %), or what a \
            relative limit or minimum effect lets pass and allowed_change more, or 5 % errors. 2: the history is too short.

            Examples:
              loadline self-test --history perf/history --budget budgets
              loadline self-test --history perf/history --runs 5 --promise 10%
            """)

    @OptionGroup var past: PastOptions

    @Option(help: "Runs of a candidate.")
    var runs = 3

    @Option(help: "Candidates that are judged.")
    var replicates = 20

    @Option(help: "How often a promised change has to be found, of all candidates.")
    var power: Share = Share(0.9)

    @Option(help: "Change that has to be found, such as 10% (default: what the budget says of each figure).")
    var promise: Share?

    @Option(help: "Endpoints that are tried at most, those that vary most.")
    var most = 10

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        if !(1...20).contains(runs) { throw ValidationError("--runs \(runs): expected 1 to 20.") }
        if !(5...500).contains(replicates) { throw ValidationError("--replicates \(replicates): expected 5 to 500.") }
        if most < 1 { throw ValidationError("--most \(most): expected 1 or more.") }
        if power.value > 1 { throw ValidationError("--power: expected at most 100%.") }
    }

    func run() throws {
        let budget = try BudgetFiles.read(past.budget)
        let history = try past.runs(like: budget?.compare.conditions ?? Conditions())
        let test: SelfTest
        do throws(SelfTest.Obstacle) {
            test = try SelfTest(history.runs, budget: budget, options: options)
        } catch {
            throw Failure(.noVerdict, "\(past.store.history): \(Self.words(error))\(history.leftOut)")
        }
        let report = SelfTestReport(test, discarded: history.discarded)
        try Output.writeToStandardOutput(json ? report.json : report.text(width: Terminal.width ?? 200))
        if !test.holds { throw ExitStatus.Ended(status: .fail) }
    }

    private var options: SelfTest.Options {
        var options = SelfTest.Options()
        (options.runs, options.replicates, options.most) = (runs, replicates, most)
        (options.power, options.promise) = (power.value, promise?.value)
        return options
    }

    private static func words(_ obstacle: SelfTest.Obstacle) -> String {
        switch obstacle {
        case .nothingJudged: return "its runs hold no figure that is judged"
        case .tooFewRuns(let present, let needed, let all):
            let level = present < all ? " since a level last changed, of \(all)," : ""
            let runs = present == 1 ? "1 run" : "\(present) runs"
            return "\(runs)\(level) of \(needed) that a self-test needs at least; record more"
        }
    }
}

/// A share as people write it: "10%", "10 %" or "0.1".
struct Share: ExpressibleByArgument {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        let digits = argument.drop { $0 == "+" }.prefix { $0 != "%" && $0 != " " }
        guard let number = Double(digits), number.isFinite, number > 0, isPercent || number <= 1 else { return nil }
        value = isPercent ? number / 100 : number
    }

    var defaultValueDescription: String { "\(Int((value * 100).rounded()))%" }
}
