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
        case .regressed, .improved:
            guard let adjusted = change.adjustedPValue else { return nil }
            return "By chance alone this would be seen with a probability of \(probability(adjusted)) "
                + "(adjusted for \(counted(judging.family, "check"))); \(percent(judging.falseAlarms)) and a change of "
                + "\(percent(change.minimumEffect)) are asked for."
        case .inconclusive: return cannotTell(change)
        case .passed where check.reasons.contains("change.none"): return "No change that matters."
        default: return nil
        }
    }

    private func cannotTell(_ change: Check.Change) -> String {
        guard let detectable = change.detectable else {
            return check.reasons.contains("value.zero")
                ? "Cannot tell: a value of zero cannot be compared as a ratio."
                : "Cannot tell: too few runs to know how much they differ by themselves."
        }
        var text = "Cannot tell: of these runs a change would surely be found from \(percent(detectable)) on"
        if let runs = change.runsNeeded {
            text += "; \(runs) runs a side would settle one of \(percent(judging.allowedChange))"
        }
        return text + "."
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
