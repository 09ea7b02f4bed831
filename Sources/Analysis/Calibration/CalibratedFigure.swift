import Foundation
import Measurements
import Statistics

/// One gated figure of a history: how it varies while nothing changes, and what can be found in it.
package struct CalibratedFigure: Sendable, Equatable {
    /// `Series.id`.
    package var series: String
    package var metric: MetricName
    package var unit: Measurements.Unit
    /// Runs of its present level in which it was measured.
    package var runs: Int
    /// Its present level: geometric mean; of shares all over all.
    package var level: Double
    /// Whether it is a share, whose changes are differences and whose noise is `dispersion`.
    package var isShare: Bool
    /// Whether `check` judges it; not where a run has too few requests for the percentile.
    package var isJudged: Bool
    /// Coefficient of variation between the runs of the level.
    package var noise: Double?
    /// How many times as much the counts vary as independent errors would.
    package var dispersion: Double?
    /// Of successive runs of the level.
    package var autocorrelation: Double?
    /// Verdicts on unchanged runs that found a change in it.
    package var falseAlarms: Int
    /// The smallest change that would be found nine times of ten, by the number of new runs: relative, of shares the difference. Absent where even doubling would not be.
    package var detectable: [Int: Double] = [:]
    /// Smallest change that counts, as the budget has it.
    package var minimumChange: Double
    /// The change by which the mean of five runs strays while nothing changes, once in twenty times, in whole percent, at least 3 %: what is smaller is not worth a
    /// finding even where it could be found. Nil of shares.
    package var suggestedMinimum: Double?

    package var id: String { "\(series)#\(metric.description)" }

    /// Worst first.
    static func all(of past: CalibratedHistory, alarms: [String: Int]) -> (figures: [Self], autocorrelation: Double) {
        let magnitudes = past.plans.indices.filter { !past.isShare($0) && past.values($0).contains(where: \.isFinite) }
        let shares = past.plans.indices.filter(past.isShare)
        var figures = (magnitudes + shares).map { Self(past, $0, alarms) }
        let tests = max(figures.count { $0.isJudged }, 1)
        let profile = profile(past, magnitudes)
        for position in figures.indices where figures[position].isJudged {
            for runs in Calibration.planned {
                let change =
                    position < magnitudes.count
                    ? profile?.detectableChange(
                        position, runs: runs, tests: tests, leastChange: figures[position].minimumChange,
                        threshold: past.budget.compare.falseAlarms)
                    : detectableShare(past, shares[position - magnitudes.count], figures[position], runs, tests)
                figures[position].detectable[runs] = change
            }
        }
        return (figures.sorted(by: isWorse), profile?.autocorrelation ?? 0)
    }

    private init(_ past: CalibratedHistory, _ index: Int, _ alarms: [String: Int]) {
        let (plan, evidence, values) = (past.plans[index], past.evidence[index], past.values(index))
        isShare = past.isShare(index)
        let measured = values.indices.filter { values[$0].isFinite }
        var rule = LevelShiftRule()
        if isShare { rule.leastChange = 0.001 }
        let start = lastLevelShift(measured.map { values[$0] }, rule: rule)
        let present = measured[start...].map { values[$0] }
        series = plan.series.id
        metric = plan.metric
        unit = evidence.unit
        runs = present.count
        level = evidence.since(measured.isEmpty ? nil : measured[start]).side.value
        isJudged = !Settling.hasTooFewRequests(plan.metric, [evidence], past.budget.compare)
        autocorrelation = lagOneAutocorrelation(present)
        falseAlarms = alarms["\(plan.series.id)#\(plan.metric.description)"] ?? 0
        minimumChange = plan.minimumChange(past.budget.compare, base: level)
        if isShare {
            dispersion = Self.counts(past, index, since: measured[start]).flatMap(overDispersion)
        } else if present.count >= 2 {
            noise = expm1(variance(present)).squareRoot()
            suggestedMinimum = Self.straying(present, autocorrelation ?? 0)
        }
    }

    /// 1.96 standard errors of the mean of five runs, wider where runs follow each other (Bartlett 1946).
    private static func straying(_ values: [Double], _ autocorrelation: Double) -> Double {
        let rho = min(max(autocorrelation, 0), 0.9)
        let error = (variance(values) / 5 * (1 + rho) / (1 - rho)).squareRoot()
        return max((expm1(1.96 * error) * 100 - 1e-9).rounded(.up) / 100, 0.03)
    }

    private static func profile(_ past: CalibratedHistory, _ figures: [Int]) -> HistoryProfile? {
        let columns = figures.map(past.values)
        let rows = past.runs.indices.map { run in columns.map { $0[run] } }
        var numbers: [String: Int] = [:]
        let endpoints = figures.map { figure in
            let name = past.plans[figure].series.id
            return numbers[name]
                ?? {
                    numbers[name] = numbers.count; return numbers.count - 1
                }()
        }
        return try? HistoryProfile(history: rows, endpoints: endpoints)
    }

    private static func counts(_ past: CalibratedHistory, _ figure: Int, since start: Int) -> ErrorCounts? {
        past.evidence[figure].since(start).badCounts
    }

    private static func detectableShare(
        _ past: CalibratedHistory, _ index: Int, _ figure: Self, _ runs: Int, _ tests: Int
    ) -> Double? {
        let measured = past.values(index).indices.filter { past.values(index)[$0].isFinite }
        guard let counts = counts(past, index, since: measured[measured.count - figure.runs]) else { return nil }
        var limits = JudgementLimits()
        limits.falseDiscoveryRate = past.budget.compare.falseAlarms
        return detectableErrorRate(
            baseline: counts, runs: runs, requests: mean(counts.requests), tests: tests, limits: limits)
    }

    private static func isWorse(_ a: Self, _ b: Self) -> Bool {
        func rank(_ figure: Self) -> (Int, Double, Double) {
            let size = figure.detectable[5] ?? .infinity
            return (figure.isShare ? 1 : 0, -size, -(figure.noise ?? figure.dispersion ?? 0))
        }
        return (rank(a).0, rank(a).1, rank(a).2, a.id) < (rank(b).0, rank(b).1, rank(b).2, b.id)
    }
}
