import Analysis
import Measurements

extension Check.Status {
    var words: String {
        switch self {
        case .passed: "passed"
        case .improved: "improved"
        case .regressed: "regressed"
        case .overBudget: "over budget"
        case .inconclusive: "inconclusive"
        case .notComparable: "not comparable"
        case .missing: "missing"
        case .noBaseline: "no baseline"
        case .waived: "waived"
        }
    }

    /// Those that a reader looks for first come first.
    static let inOrderOfConcern: [Check.Status] = [
        .regressed, .overBudget, .missing, .notComparable, .inconclusive, .improved, .waived, .noBaseline, .passed,
    ]
}

extension Check {
    /// Shown beside what is judged: no limit, and not of the family.
    var isAdvisory: Bool { status == .passed && !gated && limits.isEmpty }

    static let advisoryWords = "not judged"

    /// The status as people read it.
    var statusWords: String {
        isAdvisory ? Self.advisoryWords : (status == .passed && level == .target ? "target missed" : status.words)
    }

    /// A sign for tables and headlines of Markdown.
    var mark: String {
        switch status {
        case .passed: return isAdvisory ? "▫️" : (level == .target ? "🎯" : "✅")
        case .improved: return "🚀"
        case .inconclusive: return "❔"
        case .notComparable: return "🚫"
        case .noBaseline: return "🆕"
        case .waived: return "🔕"
        case .regressed, .overBudget, .missing:
            switch level {
            case .critical: return "❌"
            case .warning: return "⚠️"
            case .target: return "🎯"
            case .info: return "ℹ️"
            }
        }
    }
}

extension Verdict {
    /// Checks of a status; what was only shown has not passed, since nothing was asked of it.
    func number(of status: Check.Status) -> Int { checks.count { $0.status == status && !$0.isAdvisory } }

    /// Checks that were only shown.
    var advisory: Int { checks.count(where: \.isAdvisory) }

    /// What did not pass, in the verdict's order. Where the verdict is green, what was only shown and could not be told is not among them.
    var attention: [Check] {
        let green = outcome == .pass || outcome == .noBaseline
        return checks.filter { check in
            switch check.status {
            case .regressed, .overBudget, .missing: true
            case .inconclusive, .notComparable: check.level > .info || !green
            case .passed, .improved, .noBaseline, .waived: false
            }
        }
    }

    /// The checks that made the verdict what it is, worst first; none where it is green, or tests or a missing baseline made it.
    var deciding: [Check] {
        switch outcome {
        case .fail: checks.filter { $0.level == .critical && [.regressed, .overBudget, .missing].contains($0.status) }
        case .inconclusive: checks.filter { $0.level == .critical }
        case .warn: checks.filter { $0.level == .warning }
        case .pass, .noBaseline, .error: []
        }
    }

    /// What is to be said of the checks that did not pass, once each: what the budgets' authors wrote, and why something is missing or
    /// unsettled.
    var remarks: [(check: Check, text: String)] {
        var said: Set<String> = []
        var remarks: [(check: Check, text: String)] = []
        for check in attention {
            let authors = check.limits.filter { $0.status == .broken }.compactMap(\.message)
            let reasons =
                check.status == .missing ? Array(check.explanation.prefix(2)) : [check.unsettled].compactMap { $0 }
            for text in authors + reasons where said.insert("\(check.series)\n\(text)").inserted {
                remarks.append((check, text))
            }
        }
        return remarks
    }

    /// What was set aside and by whom, in the verdict's order: waived findings, and those of only one of two measurements.
    var setAside: [(check: Check, text: String)] {
        checks.flatMap { check in [check.clearing, check.waiver?.sentence].compactMap { $0 }.map { (check, $0) } }
    }

    /// "18 checks: 2 regressed, 14 passed" and "822 tests: 1 failed, 812 passed"; zeros are left out.
    var counts: [String] {
        let ofChecks =
            Check.Status.inOrderOfConcern.map { (number(of: $0), $0.words) } + [(advisory, Check.advisoryWords)]
        let isTestsAlone = (tests?.tests ?? 0) > 0 && checks.isEmpty
        var lines =
            outcome == .error && checks.isEmpty || isTestsAlone
            ? [] : [Self.counts(checks.count, "check", ofChecks)]
        if let tests, tests.tests > 0 {
            let ofTests = [
                (tests.failed, "failed"), (tests.errors, "broken"), (tests.flaky, "flaky"), (tests.skipped, "skipped"),
                (tests.passed, "passed"),
            ]
            lines.append(Self.counts(tests.tests, "test", ofTests))
        }
        return lines
    }

    private static func counts(_ total: Int, _ noun: String, _ parts: [(Int, String)]) -> String {
        let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return counted(total, noun) + (told.isEmpty ? "" : ": " + told.joined(separator: ", "))
    }
}

/// "1 check", "2 checks".
func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) " + (number == 1 ? noun : plural ?? noun + "s")
}
