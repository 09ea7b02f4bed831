import Measurements

/// What one measurement said of one check, so far as another can confirm or clear it; of a verdict at hand or of the document of an earlier one.
package struct MeasuredCheck: Sendable, Equatable {
    /// `Check.id`.
    package var id: String
    /// As the document of the verdict has it.
    package var status: String
    package var reasons: [String]
    package var level: Check.Level
    package var labels: [String: String]
    /// How much worse it got, as a ratio minus 1; negative where it got better, nil where unknown.
    package var worsening: Double?
    /// Smallest worsening that these runs would show at 90 % power; nil where unknown.
    package var detectable: Double?

    /// - Parameter change: relative, as the document has it.
    package init(
        id: String, status: String, reasons: [String], level: Check.Level = .critical, labels: [String: String] = [:],
        direction: Direction = .lower, change: Double? = nil, detectable: Double? = nil
    ) {
        self.id = id
        self.status = status
        self.reasons = reasons
        self.level = level
        self.labels = labels
        self.detectable = detectable
        worsening = change.flatMap { $0 > -1 ? (direction == .higher ? 1 / (1 + $0) - 1 : $0) : nil }
    }

    init(_ check: Check) {
        self.init(
            id: check.id, status: check.status.rawValue, reasons: check.reasons, level: check.level,
            labels: check.labels, direction: check.direction, change: check.change?.relative,
            detectable: check.change?.detectable)
    }

    /// A regression, also one that was waived or not confirmed then.
    var isRegression: Bool {
        if status == Check.Status.regressed.rawValue { return true }
        if reasons.contains("finding.unsettled") { return reasons.contains("change.significant") }
        let wasSetAside = status == Check.Status.waived.rawValue || reasons.contains(Check.cleared)
        return wasSetAside && reasons.contains("change.significant") && status != Check.Status.improved.rawValue
    }

    /// At which a finding that cannot be settled counts: as it did, or as it would have if nobody had set it aside.
    var findingLevel: Check.Level { status == Check.Status.regressed.rawValue ? level : .critical }

    /// Whether its change was judged at all.
    var isJudged: Bool { reasons.contains { ["change.none", "change.unclear", "change.significant"].contains($0) } }

    /// Whether these runs would have shown a regression of that size: they say that there is none, or they could have told a smaller one.
    func wouldShow(_ regression: Double?) -> Bool {
        if status == Check.Status.improved.rawValue || reasons.contains("change.none") { return true }
        if reasons.contains("change.significant"), let worsening, worsening < 0 { return true }
        guard isJudged, let regression, let detectable else { return false }
        return regression >= detectable
    }

    /// The check of a measurement that lacks it.
    var unmeasured: Check {
        let sign = id.lastIndex(of: "#") ?? id.endIndex
        return Check(
            series: String(id[..<sign]), labels: labels, metric: MetricName(parsing: String(id[sign...].dropFirst())),
            unit: .unknown, direction: .neither)
    }
}
