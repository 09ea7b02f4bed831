import Analysis
import Foundation
import Measurements

/// One check in sentences with its numbers: what was compared, how noisy it is, what was found, what would settle it.
package struct Explanation {
    private let check: Check
    private let judging: JudgingSummary

    package init(_ check: Check, in verdict: Verdict) {
        self.check = check
        judging = verdict.judging
    }

    package var sentences: [String] {
        check.explanation + [comparison, noise, finding].compactMap { $0 } + limits
    }

    /// "3 runs with 59.6 ms against 5 runs with 46.3 ms: +29 % [+27 %, +31 %]."
    private var comparison: String? {
        if check.isOfEverything { return check.changeText.map { "All endpoints together: \($0)." } }
        guard let base = check.base, let head = check.head, let change = check.changeText else { return nil }
        let sides = Quantity.pair(base.value, head.value, check.unit)
        let interval = check.intervalText.map { " \($0) at \(percent(check.change?.confidence ?? 0.95)) confidence" }
        return "\(counted(head.runs, "run")) with \(sides.head ?? "") against \(counted(base.runs, "run")) with "
            + "\(sides.base ?? ""): \(change)\(interval ?? "")."
    }

    private var noise: String? {
        guard let noise = check.change?.noise else { return nil }
        return "Runs of one build differ by ±\(percent(noise))."
    }

    private var finding: String? {
        if check.reasons.contains("samples.few") {
            return "Too few requests for this percentile to be compared: it is little more than their maximum."
        }
        if check.isAdvisory { return "Shown, not judged: what it says is said by its parts." }
        guard let change = check.change else { return nil }
        switch check.status {
        case .regressed, .improved: return chance(change).map { "By chance alone this would be seen \($0)." }
        case .inconclusive: return cannotTell(change)
        case .passed where check.reasons.contains("change.none"): return "No change that matters."
        default: return nil
        }
    }

    /// "with a probability of 0.4 % (adjusted for 12 checks); 1 % and a change of 3 % are asked for"; nil where nothing was tested.
    private func chance(_ change: Check.Change) -> String? {
        guard let p = change.adjustedPValue ?? change.pValue else { return nil }
        // The shift of everything at once stands beside the family and shares its error.
        let isAlone = check.isOfEverything
        let adjusted = isAlone ? "" : " (adjusted for \(counted(judging.family, "check")))"
        let most = percent(isAlone ? judging.falseAlarms / 2 : judging.falseAlarms)
        return "with a probability of \(probability(p))\(adjusted); at most \(most)\(leastChange(change)) are asked for"
    }

    private func leastChange(_ change: Check.Change) -> String {
        guard let least = change.minimumDifference else {
            return change.minimumEffect.map { " and a change of \(percent($0))" } ?? ""
        }
        let points = percent(least).replacing(" %", with: " percentage points")
        let extra = change.minimumExtraErrors.map { Digits.significant($0, 2) } ?? "0"
        let errors = check.metric == .errorRate ? "errors" : "cases"
        return ", a difference of \(points) and, where it got worse, \(extra) \(errors) more than expected"
    }

    private func cannotTell(_ change: Check.Change) -> String {
        guard let detectable = change.detectable else { return "Cannot tell: \(obstacle(change))." }
        var text = "Cannot tell: of these runs a change would surely be found from \(percent(detectable)) on"
        if let runs = change.runsNeeded {
            text += "; \(runs) runs a side would settle one of \(percent(judging.allowedChange))"
        }
        return text + "."
    }

    /// Why it cannot even be said what could have been found.
    private func obstacle(_ change: Check.Change) -> String {
        if check.reasons.contains("value.zero") { return "a value of zero cannot be compared as a ratio" }
        if check.reasons.contains("kind.differs") { return "one side counts what the other gives as a share only" }
        if check.reasons.contains("direction.unknown") { return "whether more of it is better is not known" }
        if check.reasons.contains(where: { ["runs.few", "errors.suspicious"].contains($0) }) {
            return change.minimumDifference == nil
                ? "too few runs to know how much they differ by themselves"
                : "one run against one does not say how much a rate differs by itself"
        }
        return chance(change).map { "by chance alone this would be seen \($0)" } ?? "nothing was tested"
    }

    private var limits: [String] {
        check.limits.filter { $0.status == .broken || $0.status == .unclear }.map { limit in
            let place = limit.file.isEmpty ? "" : " (\(limit.file):\(limit.line))"
            switch limit.status {
            case .broken: return "Breaks the \(limit.level.rawValue) limit \(limit.rule)\(place)."
            default: return "The \(limit.level.rawValue) limit \(limit.rule)\(place) could not be decided."
            }
        }
    }

    private func percent(_ share: Double) -> String { Quantity.percent(share, signed: false) }

    private func probability(_ p: Double) -> String {
        p < 0.0001 ? "less than 0.01 %" : Digits.significant(p * 100, 2) + " %"
    }
}

extension Verdict {
    /// What could not be told, for a reader of a green verdict: the first few, each with what would settle it.
    var untold: [(check: Check, text: String)] {
        checks.filter { $0.status == .inconclusive }.prefix(5).map { check in
            (
                check,
                Explanation(check, in: self).sentences.last { $0.hasPrefix("Cannot tell") || $0.hasPrefix("Too few") }
                    ?? ""
            )
        }.filter { !$0.text.isEmpty }
    }
}
