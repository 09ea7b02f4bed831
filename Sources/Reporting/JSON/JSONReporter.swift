import Analysis
import Measurements

/// The verdict document; `Schema/verdict.schema.json` describes it.
package struct JSONReporter: Reporter {
    package static let schemaVersion = "1.0"

    package let name = "json"

    package init() {}

    package func report(_ verdict: Verdict) -> String { document(verdict).text() + "\n" }

    private func document(_ verdict: Verdict) -> JSONText {
        let headline = Headline(verdict)
        return .members([
            ("schemaVersion", .string(Self.schemaVersion)),
            ("tool", .members([("name", .string(Product.name)), ("version", .string(Product.version))])),
            ("verdict", .string(verdict.outcome.rawValue)),
            ("exitCode", .integer(verdict.exitCode)),
            ("headline", .string(headline.findingText ?? headline.words)),
            ("summary", .string(headline.words)),
            ("suite", .string(verdict.suite)),
            ("counts", counts(verdict)),
            ("baseline", baseline(verdict.baseline)),
            ("environment", environment(verdict.environment)),
            ("checks", .array(verdict.checks.map { $0.json(in: verdict) })),
            ("tests", verdict.tests.map { $0.json(files: verdict.inputs.count { $0.side == .tests }, of: verdict) }),
            ("inputs", .array(verdict.inputs.map(input))),
            ("diagnostics", .array(verdict.diagnostics.map(diagnostic))),
            ("judging", judging(verdict.judging)),
            ("provenance", provenance(verdict.provenance)),
        ])
    }

    private func counts(_ verdict: Verdict) -> JSONText {
        let statuses: [(String, Check.Status)] = [
            ("passed", .passed), ("improved", .improved), ("regressed", .regressed), ("overBudget", .overBudget),
            ("inconclusive", .inconclusive), ("notComparable", .notComparable), ("missing", .missing),
            ("noBaseline", .noBaseline), ("waived", .waived),
        ]
        return .object(
            [("total", .integer(verdict.checks.count))] + statuses.map { ($0.0, .integer(verdict.number(of: $0.1))) }
                + [("advisory", .integer(verdict.advisory))])
    }

    private func baseline(_ baseline: Baseline) -> JSONText {
        .members([
            ("status", .string(baseline.status.rawValue)), ("kind", baseline.kind.map { .string($0.rawValue) }),
            ("branch", baseline.branch.map(JSONText.string)), ("commit", baseline.commit.map(JSONText.string)),
            ("runs", .integer(baseline.runs)), ("discarded", .integer(baseline.discarded)),
            ("ageDays", .measured(baseline.ageDays)),
        ])
    }

    private func environment(_ environment: EnvironmentComparison) -> JSONText {
        let differences = environment.differences.map { difference in
            let effect =
                switch difference.effect {
                case .notComparable: "not_comparable"
                case .widerNoise: "wider_noise"
                case .warned: "warned"
                }
            return JSONText.object([
                ("field", .string(difference.field)), ("base", .string(difference.base)),
                ("head", .string(difference.head)), ("effect", .string(effect)),
            ])
        }
        return .object([("comparable", .boolean(environment.comparable)), ("differences", .array(differences))])
    }

    private func input(_ input: InputRecord) -> JSONText {
        .members([
            ("path", .string(input.path)), ("side", .string(input.side.rawValue)), ("format", .string(input.format)),
            ("bytes", .integer(input.bytes)), ("sha256", input.sha256.map(JSONText.string)),
        ])
    }

    private func diagnostic(_ diagnostic: Diagnostic) -> JSONText {
        .object([
            ("level", .string(diagnostic.level.rawValue)), ("code", .string(diagnostic.code)),
            ("message", .string(diagnostic.message)),
        ])
    }

    private func judging(_ judging: JudgingSummary) -> JSONText {
        .members([
            ("family", .integer(judging.family)), ("falseAlarms", .measured(judging.falseAlarms)),
            ("minimumChange", .measured(judging.minimumChange)), ("allowedChange", .measured(judging.allowedChange)),
            ("headRuns", .integer(judging.headRuns)), ("baseRuns", .integer(judging.baseRuns)),
            ("commonMode", .boolean(judging.commonMode)), ("order", judging.order.map(JSONText.string)),
            ("paired", judging.paired ? .boolean(true) : nil),
            ("geometricMeanChange", .measured(judging.geometricMeanChange)),
        ])
    }

    private func provenance(_ provenance: Provenance) -> JSONText {
        let fields = [
            ("headCommit", provenance.headCommit), ("headBranch", provenance.headBranch),
            ("baseCommit", provenance.baseCommit), ("runID", provenance.runID), ("link", provenance.link),
            ("command", provenance.command),
        ]
        return .members(fields.map { ($0.0, $0.1.map(JSONText.string)) })
    }
}

extension JSONText {
    /// Absent where it was not measured or is no number.
    static func measured(_ value: Double?) -> JSONText? {
        guard let value, value.isFinite else { return nil }
        return .number(value)
    }

    static func strings(_ texts: [String]) -> JSONText { .array(texts.map(JSONText.string)) }
}
