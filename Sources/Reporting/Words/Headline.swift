import Analysis
import Measurements

/// The verdict in one line; the one place that makes the words, for every reporter.
package struct Headline: Equatable, Sendable {
    /// The worst finding, in parts, so that each writer can make names harmless in its own way.
    struct Finding: Equatable, Sendable {
        var series: String
        var metric: String?
        /// "+31 % (412 → 540 ms)".
        var numbers: String?
    }

    /// ❌ ⚠️ ✅ 🆕 ❔ 🛑
    var mark: String
    /// "2 regressions, 1 budget exceeded"; ours.
    package var words: String
    var finding: Finding?
    /// Why nothing was judged.
    var message: String?

    /// What first runs must never hide behind a green headline; part of `words`.
    static let nothingCompared = "nothing compared"

    package init(_ verdict: Verdict) {
        mark = Self.mark(verdict.outcome)
        words = Self.words(verdict)
        finding = Self.finding(verdict)
        message = verdict.outcome == .error ? verdict.diagnostics.first { $0.level == .error }?.message : nil
    }

    private static func mark(_ outcome: Verdict.Outcome) -> String {
        switch outcome {
        case .pass: "✅"
        case .warn: "⚠️"
        case .fail: "❌"
        case .inconclusive: "❔"
        case .noBaseline: "🆕"
        case .error: "🛑"
        }
    }

    private static func words(_ verdict: Verdict) -> String {
        if verdict.outcome == .error { return "not judged" }
        var parts = troubles(verdict)
        let calm = [.pass, .noBaseline, .warn].contains(verdict.outcome)
        let waived = verdict.count(.waived)
        if waived > 0 { parts.append("\(waived) waived") }
        let limits = verdict.checks.flatMap(\.limits).filter { $0.level > .target }
        let areMet = !limits.isEmpty && limits.allSatisfy { $0.status == .met || $0.status == .noBaseline }
        if parts.isEmpty, calm, areMet { parts.append("budgets met") }
        if parts.isEmpty, verdict.checks.isEmpty, let tests = verdict.tests, tests.ok, tests.passed > 0 {
            parts.append("tests passed")
        }
        if calm, verdict.baseline.status == .none {
            let why = verdict.baseline.discarded > 0 ? "no run of the history could serve" : "no baseline yet"
            return (parts + [nothingCompared]).joined(separator: ", ") + " — " + why
        }
        if calm, waived == 0, verdict.count(.regressed) == 0 { parts.append("nothing regressed") }
        let improved = verdict.count(.improved)
        if improved > 0 { parts.append("\(improved) improved") }
        let warnings = verdict.distrust.count
        if verdict.outcome == .warn, warnings > 0, troubles(verdict).isEmpty {
            parts.append(counted(warnings, "warning"))
        }
        if verdict.outcome == .inconclusive, !verdict.checks.isEmpty { parts.insert(verdict.whyUndecided, at: 0) }
        if parts.isEmpty { parts.append(verdict.outcome == .fail ? "failed" : "nothing checked") }
        return parts.joined(separator: ", ")
    }

    /// What went wrong, counted; what was only shown is not counted here.
    private static func troubles(_ verdict: Verdict) -> [String] {
        let attention = verdict.attention
        func count(_ status: Check.Status, where levels: (Check.Level) -> Bool = { $0 > .target }) -> Int {
            attention.count { $0.status == status && levels($0.level) }
        }
        let tests = verdict.tests.map { $0.failed + $0.errors } ?? 0
        // The line of counts has all of them, also those that decide nothing.
        let (telling, all) = (count(.inconclusive), verdict.count(.inconclusive))
        let inconclusive = telling < all ? "of \(all) inconclusive" : "inconclusive"
        let parts = [
            (count(.regressed), "regression", nil),
            (count(.overBudget), "budget exceeded", "budgets exceeded"),
            (tests, "test failed", "tests failed"),
            (count(.missing), "missing", "missing"),
            (count(.notComparable), "not comparable", "not comparable"),
            (count(.inconclusive), inconclusive, inconclusive),
            (count(.overBudget) { $0 == .target }, "target missed", "targets missed"),
            (count(.regressed) { $0 <= .target }, "advisory regression", nil),
        ]
        return parts.filter { $0.0 > 0 }.map { counted($0.0, $0.1, $0.2) }
    }

    private static func finding(_ verdict: Verdict) -> Finding? {
        if verdict.outcome == .error { return nil }
        if let check = verdict.deciding.first { return Finding(check) }
        if let failure = verdict.tests?.failures.first { return Finding(series: failure.fullName) }
        return (verdict.attention.first ?? largestImprovement(verdict)).map(Finding.init)
    }

    private static func largestImprovement(_ verdict: Verdict) -> Check? {
        verdict.checks.filter { $0.status == .improved }
            .max { ($0.change?.relative?.magnitude ?? 0) < ($1.change?.relative?.magnitude ?? 0) }
    }

    /// The whole line as plain text, on one line.
    package var plain: String { [words, findingText].compactMap { $0 }.joined(separator: " — ") }

    /// "POST /checkout p95 +31 % (412 → 540 ms)".
    package var findingText: String? {
        guard let finding else { return message.map { Printable.line($0, columns: 300) } }
        let parts = [Printable.line(finding.series), finding.metric.map { Printable.line($0) }, finding.numbers]
        return parts.compactMap { $0 }.joined(separator: " ")
    }
}

extension Headline.Finding {
    fileprivate init(_ check: Check) {
        self.init(series: check.seriesName, metric: check.metric.description, numbers: check.numbers)
    }
}

extension Verdict {
    /// Why there is no verdict, in words.
    fileprivate var whyUndecided: String {
        if diagnostics.contains(where: { $0.code == "nothing.checked" }) { return "nothing decided" }
        if diagnostics.contains(where: { $0.code == "baseline.none" }) { return "the baseline is missing" }
        return "too little evidence"
    }
}

extension Check {
    /// The series as people call it.
    var seriesName: String { series == Series.all ? "all requests" : series }
}

extension TestSummary.Failure {
    /// "suite > test".
    var fullName: String { suite.isEmpty ? name : "\(suite) > \(name)" }
}
