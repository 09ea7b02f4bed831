import Foundation
import Measurements
import Statistics

extension Judge {
    /// What charts draw of a verdict that this judge gave.
    package func pictures(of verdict: Verdict) -> Pictures {
        var pictures = Pictures()
        let skipped = max(0, base.runs.count - Pictures.mostRuns)
        pictures.runs = base.runs.dropFirst(skipped).map {
            .init(time: $0.start, commit: $0.commit, source: $0.source)
        }
        for check in verdict.checks where !check.history.isEmpty {
            pictures.trends[check.id] = trend(check, since: skipped)
        }
        for check in verdict.checks { pictures.courses[check.id] = coursePicture(of: check) }
        for (series, checks) in Dictionary(grouping: verdict.checks, by: \.series) {
            pictures.distributions[series] = DistributionPictures(base: base, head: head).picture(series, checks)
        }
        return pictures
    }

    private func trend(_ check: Check, since first: Int) -> Pictures.Trend? {
        guard case .success(let evidence) = base.evidence(check.series, check.metric) else { return nil }
        let points = zip(evidence.runs.sorted(), evidence.side.values).filter { $0.0 >= first }
        var trend = Pictures.Trend(runs: points.map { $0.0 - first }, values: points.map(\.1))
        trend.shifts = Self.shifts(trend.values, isShare: check.unit == .ratio)
        return trend
    }

    /// By the rule of `loadline history changes`: 3 % and more, of shares a thirtieth of that as a difference.
    private static func shifts(_ values: [Double], isShare: Bool) -> [Pictures.Trend.Shift] {
        var rule = LevelShiftRule()
        let isDifference = isShare || values.contains { !($0 > 0) }
        let compared = isDifference ? values : values.map { log($0) }
        guard values.count >= 2 * rule.leastSegment, compared.allSatisfy(\.isFinite) else { return [] }
        rule.leastChange = isDifference ? rule.leastChange / 30 : log1p(rule.leastChange)
        return levelShifts(compared, rule: rule).map {
            .init(index: $0.index, change: isDifference ? $0.change : expm1($0.change))
        }
    }
}
