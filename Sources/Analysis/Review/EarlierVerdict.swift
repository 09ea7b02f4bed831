/// What another measurement of the same change found. Two independent verdicts that err once in a hundred times agree on the same error hardly ever.
package struct EarlierVerdict: Sendable, Equatable {
    /// What it said of one check.
    package struct Finding: Sendable, Equatable {
        package var id: String
        /// As the document of the verdict has it.
        package var status: String
        package var reasons: [String]

        package init(id: String, status: String, reasons: [String]) {
            self.id = id
            self.status = status
            self.reasons = reasons
        }

        /// A regression, also one that was waived or not confirmed then.
        var isRegression: Bool {
            if status == Check.Status.regressed.rawValue { return true }
            let wasSetAside = status == Check.Status.waived.rawValue || reasons.contains(Check.cleared)
            return wasSetAside && reasons.contains("change.significant") && status != Check.Status.improved.rawValue
        }
    }

    /// The file, as the user named it.
    package var source: String
    private let checks: [String: Finding]

    package init(source: String, checks: [Finding]) {
        self.source = source
        self.checks = Dictionary(checks.map { ($0.id, $0) }) { $0.isRegression ? $0 : $1 }
    }

    /// Leaves of the regressions those that both found; says what became of the others.
    func confirm(_ verdict: inout Verdict, _ compare: Comparison) {
        for index in verdict.checks.indices {
            let id = verdict.checks[index].id
            if verdict.checks[index].status == .regressed {
                if checks[id]?.isRegression == true {
                    verdict.checks[index].confirm("\(source) found it too.")
                } else {
                    verdict.checks[index].clear(then: checks[id], in: source, compare.inconclusive)
                }
            } else if checks[id]?.isRegression == true, verdict.checks[index].head != nil {
                verdict.checks[index].setAside("Cleared: \(source) found a regression, and this measurement did not.")
            }
        }
        let known = Set(verdict.checks.map(\.id))
        for finding in checks.values.filter({ $0.isRegression && !known.contains($0.id) }).sorted(by: { $0.id < $1.id })
        {
            verdict.diagnostics.append(
                Diagnostic(
                    .warning, "finding.gone",
                    "\(source) found a regression of \(finding.id), which was not measured this time."))
        }
    }
}

extension Check {
    static let cleared = "finding.cleared"

    fileprivate mutating func confirm(_ sentence: String) {
        reasons.append("finding.confirmed")
        explanation.append("Confirmed: \(sentence)")
    }

    fileprivate mutating func setAside(_ sentence: String) {
        reasons.append(Self.cleared)
        explanation.append(sentence)
        clearing = sentence
    }

    /// Takes the regression back. Limits that are broken for themselves stay broken.
    fileprivate mutating func clear(
        then: EarlierVerdict.Finding?, in source: String, _ inconclusive: Comparison.Policy
    ) {
        for index in limits.indices where limits[index].isRelative && limits[index].status == .broken {
            limits[index].status = .unclear
        }
        let broken = limits.filter { $0.status == .broken }.map(\.level).max()
        let couldTell = ["passed", "improved", "over_budget"].contains(then?.status)
        if let broken, broken > .target {
            (status, level) = (.overBudget, broken)
        } else if couldTell {
            (status, level) = (.passed, broken ?? .info)
        } else {
            (status, level) = (.inconclusive, max(Level(inconclusive), broken ?? .info))
        }
        let word = then?.status.split(separator: "_").joined(separator: " ")
        setAside("Cleared: a regression was found, and \(source) did not find it (\(word ?? "not measured") there).")
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
