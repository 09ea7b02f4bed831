import Measurements

extension Judge {
    /// Names the runs of the history that were slower or faster in everything where they may be why nothing could be told: beside each check that they make
    /// noisier, and among what lowers the trust. No status depends on it, and it is not part of `verdict`, which calibrations make by the hundred.
    package func namingOutliers(in verdict: Verdict) -> Verdict {
        guard isAgainstHistory, verdict.checks.contains(where: Self.isUnclear),
            let past = CalibratedHistory(base.runs, budget: budget)
        else { return verdict }
        let outliers = OutlierRun.all(of: past, in: past.stretches)
        var (named, positions) = (verdict, Set<Int>())
        for index in named.checks.indices where Self.isUnclear(named.checks[index]) {
            let own = outliers.filter { counts($0, in: named.checks[index]) }
            named.checks[index].explanation += own.prefix(3).map(\.sentence)
            positions.formUnion(own.map(\.position))
        }
        named.diagnostics += OutlierRun.warnings(outliers.filter { positions.contains($0.position) }, most: 3).map {
            Diagnostic(.warning, "history.outlier", $0)
        }
        return named
    }

    private static func isUnclear(_ check: Check) -> Bool {
        check.status == .inconclusive && check.reasons.contains("change.unclear")
    }

    /// Whether a run is of the level that a check is held against: all of the history for everything at once. Errors do not come more often in slow runs.
    private func counts(_ outlier: OutlierRun, in check: Check) -> Bool {
        if check.isOfEverything { return true }
        guard let level = check.base?.runs,
            case .success(let evidence) = base.evidence(check.series, check.metric),
            case .magnitudes(let values) = evidence.values
        else { return false }
        return values.keys.sorted().suffix(level).contains(outlier.position)
    }
}
