import Measurements

/// What another measurement of the same change found. Two independent verdicts that err once in a hundred times agree on the same error hardly ever.
///
/// A finding that only one of them made is cleared where the other would have shown it; else it is unsettled, and neither passes nor fails.
package struct EarlierVerdict: Sendable, Equatable {
    /// The file, as the user named it.
    package var source: String
    private let checks: [String: MeasuredCheck]

    package init(source: String, checks: [MeasuredCheck]) {
        self.source = source
        self.checks = Dictionary(checks.map { ($0.id, $0) }) { $0.isRegression ? $0 : $1 }
    }

    /// Leaves of the regressions those that both found; says what became of the others.
    func confirm(_ verdict: inout Verdict) {
        for index in verdict.checks.indices {
            let earlier = checks[verdict.checks[index].id]
            if verdict.checks[index].status == .regressed {
                confirm(&verdict.checks[index], earlier)
            } else if let earlier, earlier.isRegression {
                settle(&verdict.checks[index], earlier)
            }
        }
        let known = Set(verdict.checks.map(\.id))
        let gone = checks.values.filter { $0.isRegression && !known.contains($0.id) }.sorted { $0.id < $1.id }
        for finding in gone {
            var check = finding.unmeasured
            settle(&check, finding)
            verdict.checks.append(check)
        }
        verdict.diagnostics += warning(verdict.checks.filter { $0.unsettled != nil })
    }

    /// Of a regression of this measurement.
    private func confirm(_ check: inout Check, _ earlier: MeasuredCheck?) {
        if earlier?.isRegression == true { return check.confirm("\(source) found it too.") }
        let word = earlier?.status.split(separator: "_").joined(separator: " ") ?? "not measured"
        if earlier?.wouldShow(MeasuredCheck(check).worsening) == true {
            check.clear("a regression was found, and \(source) did not find it (\(word) there).")
        } else {
            let level = check.level
            check.takeBack()
            check.leaveUnsettled(
                "a regression was found, and \(source) would not surely have shown it (\(word) there).", level)
        }
    }

    /// Of a regression of the earlier measurement that this one did not find.
    private func settle(_ check: inout Check, _ earlier: MeasuredCheck) {
        let now = MeasuredCheck(check)
        if now.wouldShow(earlier.worsening) {
            return check.setAside("\(source) found a regression, and this measurement did not.")
        }
        let size = earlier.worsening.flatMap { Int(exactly: ($0 * 100).rounded()) }.map { " of \($0) %" } ?? ""
        let reason =
            check.head == nil
            ? "it was not measured this time"
            : now.isJudged
                ? "this measurement would not surely have shown it" : "no change of it could be judged this time"
        check.leaveUnsettled("\(source) found a regression\(size), and \(reason).", earlier.findingLevel)
    }

    private func warning(_ unsettled: [Check]) -> [Diagnostic] {
        guard !unsettled.isEmpty else { return [] }
        let names = unsettled.prefix(3).map(\.id).joined(separator: ", ")
        let more = unsettled.count > 3 ? " and \(unsettled.count - 3) more" : ""
        return [
            Diagnostic(
                .warning, "finding.unsettled",
                "One measurement found what the other could not have shown: \(names)\(more). "
                    + "That clears nothing: measure again, with more runs a side.")
        ]
    }
}

extension Check {
    static let cleared = "finding.cleared"

    fileprivate mutating func confirm(_ sentence: String) {
        reasons.append("finding.confirmed")
        explanation.append("Confirmed: \(sentence)")
    }

    fileprivate mutating func setAside(_ reason: String) {
        let sentence = "Cleared: \(reason)"
        reasons.append(Self.cleared)
        explanation.append(sentence)
        clearing = sentence
    }

    fileprivate mutating func clear(_ reason: String) {
        takeBack()
        setAside(reason)
    }

    /// Takes the regression back. Limits that are broken for themselves stay broken.
    fileprivate mutating func takeBack() {
        for index in limits.indices where limits[index].isRelative && limits[index].status == .broken {
            limits[index].status = .unclear
        }
        let broken = limits.filter { $0.status == .broken }.map(\.level).max()
        status = (broken ?? .info) > .target ? .overBudget : .passed
        level = broken ?? .info
    }

    /// Neither found nor cleared: what fails the job for another reason keeps failing it, all else cannot be told.
    ///
    /// - Parameter level: of the finding.
    fileprivate mutating func leaveUnsettled(_ reason: String, _ level: Level) {
        let sentence = "Unsettled: \(reason) Measure again, with more runs a side."
        reasons.append("finding.unsettled")
        explanation.append(sentence)
        unsettled = sentence
        let isFailure = self.level == .critical && (status == .overBudget || status == .missing)
        if !isFailure { status = .inconclusive }
        self.level = max(self.level, level)
    }
}

extension Check.Level {
    /// Of what the evidence does not settle.
    init(_ policy: Comparison.Policy) {
        switch policy {
        case .pass: self = .info
        case .warn: self = .warning
        case .fail: self = .critical
        }
    }
}
