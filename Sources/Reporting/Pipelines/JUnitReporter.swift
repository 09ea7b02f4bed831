import Analysis
import Measurements

/// A test report with one case for each check, for GitLab, Jenkins, Azure Pipelines, CircleCI and Buildkite. Elements and attributes are those of
/// the schema of Jenkins: https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
package struct JUnitReporter: Reporter {
    package let name = "junit"

    package init() {}

    package func report(_ verdict: Verdict) -> String {
        let cases = verdict.checks.map { Case($0, in: verdict) } + whole(verdict)
        let counts = [
            ("tests", cases.count), ("failures", cases.count { $0.outcome == .failure }),
            ("errors", cases.count { $0.outcome == .error }),
        ].map { ($0, String($1)) }
        let skipped = ("skipped", String(cases.count { $0.outcome == .skipped }))
        let suite = XMLText(
            "testsuite", [("name", Printable.key(verdict.suite))] + counts + [skipped, ("time", "0")],
            [.init("properties", children: properties(verdict))]
                + cases.map { $0.element(of: Printable.key(verdict.suite)) }
                + [.init("system-out", text: said(verdict))])
        return XMLText("testsuites", [("name", Product.name)] + counts + [("time", "0")], [suite]).document()
    }

    /// A case for the verdict itself, where no check says why the job fails.
    private func whole(_ verdict: Verdict) -> [Case] {
        let isTold = verdict.outcome != .error && verdict.outcome != .inconclusive
        guard verdict.exitCode != 0, !isTold || verdict.checks.isEmpty && verdict.testsFailed == 0 else { return [] }
        let headline = Headline(verdict).plain
        return [
            Case(name: "verdict", outcome: .error, type: verdict.outcome.rawValue, message: headline, said: headline)
        ]
    }

    private func properties(_ verdict: Verdict) -> [XMLText] {
        let provenance = verdict.provenance
        let properties = [
            ("verdict", verdict.outcome.rawValue), ("commit", provenance.headCommit),
            ("branch", provenance.headBranch),
            ("baseline", verdict.baseline.status == .found ? verdict.baselineName : nil), ("run", provenance.runID),
            ("link", provenance.link), ("version", Product.version),
        ]
        return properties.compactMap { name, value in
            value.map { XMLText("property", [("name", name), ("value", Printable.line($0, columns: 500))]) }
        }
    }

    private func said(_ verdict: Verdict) -> String {
        let warnings = verdict.distrust.prefix(20).map { "Warning: \(Printable.line($0, columns: 1000))" }
        return ([Headline(verdict).plain] + verdict.counts + warnings).joined(separator: "\n")
    }
}

extension JUnitReporter {
    enum Outcome { case passed, failure, error, skipped }

    struct Case {
        var name: String
        var outcome: Outcome
        /// The state: "regressed".
        var type = ""
        var message = ""
        /// All sentences.
        var said: String

        init(_ check: Check, in verdict: Verdict) {
            name = Printable.key("\(check.seriesName) \(check.metric.description)")
            outcome = Self.outcome(check)
            type = check.status.rawValue
            message = check.sentence
            let sentences = Explanation(check, in: verdict).sentences.map { Printable.line($0, columns: 1000) }
            // Of what is waived the sentence is among them.
            said = ((check.status == .waived ? [] : [check.sentence]) + sentences).joined(separator: "\n")
        }

        init(name: String, outcome: Outcome, type: String, message: String, said: String) {
            self.name = name
            self.outcome = outcome
            self.type = type
            self.message = message
            self.said = said
        }

        /// A case fails where its check fails the job: warnings have no place in this format but the text of a case that passed.
        private static func outcome(_ check: Check) -> Outcome {
            switch check.status {
            case .passed, .improved: .passed
            case .regressed, .overBudget: check.level == .critical ? .failure : .passed
            case .missing: check.level == .critical ? .error : .skipped
            case .noBaseline: check.limits.contains { $0.status == .met } ? .passed : .skipped
            case .inconclusive, .notComparable, .waived: .skipped
            }
        }

        func element(of suite: String) -> XMLText {
            let attributes = [("type", type), ("message", message)]
            let children: [XMLText] =
                switch outcome {
                case .passed: [.init("system-out", text: said)]
                case .skipped: [.init("skipped", attributes, text: said)]
                case .failure: [.init("failure", attributes, text: said)]
                case .error: [.init("error", attributes, text: said)]
                }
            return XMLText("testcase", [("classname", suite), ("name", name), ("time", "0")], children)
        }
    }
}
