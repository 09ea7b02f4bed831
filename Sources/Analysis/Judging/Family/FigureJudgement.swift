import Foundation
import Measurements
import Statistics

/// What is said of one figure, given what its family found.
struct FigureJudgement {
    let settings: ComparisonFamily.Settings
    /// Judged together.
    let tests: Int

    /// As large a difference of error rates is still "the same": half a percentage point.
    static let allowedShare = 0.005

    /// - Parameter adjusted: nil for a figure that is only shown.
    func outcome(
        _ subject: ComparisonFamily.Subject, _ compared: ComparedFigure, _ adjusted: AdjustedProbabilities?
    ) -> ComparisonFamily.Outcome {
        var figure = compared
        var judgement = judgement(subject, &figure, adjusted ?? AdjustedProbabilities(worse: 1, better: 1))
        if figure.isEqual { judgement = .equivalent }
        let isFinding = judgement == .regressed || judgement == .improved
        if isFinding, abs(figure.change.absolute) <= max(subject.minimumAbsolute, Self.resolution(subject)) {
            judgement = .equivalent
        }
        let isBetter = figure.pBetter < figure.pWorse
        if figure.shift != nil || figure.rates != nil {
            figure.change.pValue = isBetter ? figure.pBetter : figure.pWorse
            figure.change.adjustedPValue = isBetter ? adjusted?.better : adjusted?.worse
        }
        return ComparisonFamily.Outcome(
            change: figure.change, judgement: judgement, obstacle: figure.obstacle, levelStart: figure.levelStart)
    }

    private func judgement(
        _ subject: ComparisonFamily.Subject, _ figure: inout ComparedFigure, _ adjusted: AdjustedProbabilities
    ) -> Judgement {
        var limits = JudgementLimits()
        limits.falseDiscoveryRate = settings.falseAlarms
        limits.leastChange = subject.minimumChange
        limits.allowedChange = subject.allowedChange
        limits.equivalenceLevel = 1 - settings.confidence
        if let rates = figure.rates {
            var judgement = judge(
                rates, adjustedWorse: adjusted.worse, adjustedBetter: adjusted.better, limits: limits)
            if judgement == .inconclusive, isSurelySmall(rates, subject) { judgement = .equivalent }
            guard figure.isSinglePair, judgement != .equivalent else { return judgement }
            figure.obstacle = judgement == .regressed ? "errors.suspicious" : "runs.few"
            return .inconclusive
        }
        guard let shift = figure.shift else { return .insufficient }
        plan(&figure.change, shift, subject)
        return judge(
            shift, adjustedWorse: adjusted.worse, adjustedBetter: adjusted.better, shared: figure.shared, limits: limits
        )
    }

    /// Whether the upper limit of the difference of two rates (Newcombe 1998, on counts divided by their over-dispersion) is below
    /// half a percentage point: what equivalence is for a share.
    private func isSurelySmall(_ rates: ErrorRateShift, _ subject: ComparisonFamily.Subject) -> Bool {
        func proportion(_ evidence: Evidence) -> Proportion? {
            evidence.badCounts.map { bad in
                Proportion(
                    successes: bad.errors.reduce(0, +) / rates.dispersion,
                    trials: bad.requests.reduce(0, +) / rates.dispersion)
            }
        }
        guard let head = proportion(subject.head), let base = proportion(subject.base) else { return false }
        // Zero against zero is equal, however few the requests.
        if head.successes == 0, base.successes == 0 { return true }
        guard let interval = try? newcombeInterval(head, less: base, confidence: 2 * settings.confidence - 1)
        else { return false }
        return interval.upperBound < Self.allowedShare
    }

    /// Two printed values can differ by one step through rounding alone.
    private static func resolution(_ subject: ComparisonFamily.Subject) -> Double {
        max(subject.base.resolution, subject.head.resolution) * (1 + 1e-9)
    }

    /// What these runs could have shown, and how many would settle it. No number of runs settles what other conditions may do.
    private func plan(_ change: inout Check.Change, _ shift: Shift, _ subject: ComparisonFamily.Subject) {
        guard !shift.isInsufficient else { return }
        change.detectable = detectableChange(
            shift, tests: tests, leastChange: subject.minimumChange, threshold: settings.falseAlarms)
        if settings.conditions == 0 {
            change.runsNeeded = runsNeeded(
                standardDeviation: shift.standardDeviation, tests: tests, change: subject.allowedChange,
                threshold: settings.falseAlarms)
        }
        change.noise = expm1(shift.standardDeviation)
    }
}
