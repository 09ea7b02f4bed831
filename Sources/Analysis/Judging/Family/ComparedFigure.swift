import Measurements
import Statistics

/// What the comparison of one figure found, before the family is judged.
struct ComparedFigure {
    var change: Check.Change
    /// Of a magnitude.
    var shift: Shift?
    /// What all endpoints share of the change, and `shift` leaves out, as a difference of logarithms.
    var shared = 0.0
    /// Of a share.
    var rates: ErrorRateShift?
    /// Why nothing could be judged, as a code.
    var obstacle: String?
    /// The run of the history with which its present level begins.
    var levelStart: Int?
    /// Every run says the same.
    var isEqual = false
    /// One run against one: nothing says how much a rate varies from run to run.
    var isSinglePair = false

    init(_ subject: ComparisonFamily.Subject) {
        change = Self.change(of: subject, since: nil)
        if subject.head.direction == .neither { obstacle = "direction.unknown" }
    }

    var pWorse: Double { shift?.pWorse ?? rates?.pWorse ?? 1 }
    var pBetter: Double { shift?.pBetter ?? rates?.pBetter ?? 1 }

    /// Against the runs of the base from one on.
    static func change(of subject: ComparisonFamily.Subject, since levelStart: Int?) -> Check.Change {
        let (base, head) = (subject.base.since(levelStart).side, subject.head.side)
        let relative = base.value > 0 ? head.value / base.value - 1 : nil
        let isShare = subject.head.badCounts != nil
        var change = Check.Change(
            relative: relative, absolute: head.value - base.value,
            minimumEffect: isShare ? nil : subject.minimumChange)
        if isShare {
            let limits = JudgementLimits()
            change.minimumDifference = max(limits.leastRateDifference, subject.minimumAbsolute)
            change.minimumExtraErrors = limits.leastExtraErrors
        }
        return change
    }
}
