import Foundation
import Measurements
import Statistics

/// Draws up the quantiles of both sides of a series.
struct DistributionPictures {
    let base: RunSet
    let head: RunSet

    /// Dense where tails are.
    private static let ranks: [Double] =
        stride(from: 5, through: 90, by: 5).map { Double($0) / 100 }
        + [0.925, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.9975, 0.999]
    private static let shiftRanks = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    /// Newest runs of a side that are drawn.
    private static let mostRuns = 20

    /// Of the measurement that most of the series' checks are about; nil where none has quantiles.
    func picture(_ series: String, _ checks: [Check]) -> DistributionPicture? {
        let names = checks.filter { if case .quantile = $0.metric.statistic { true } else { false } }
            .map(\.metric.measurement)
        guard let name = names.contains(Metric.latency.name) ? Metric.latency.name : names.first else { return nil }
        // The runs that were compared with: those since the history's last level shift.
        let level = checks.filter { $0.metric.measurement == name }.compactMap { $0.base?.runs }.min()
        let before = distributions(name, base.series[series], newest: min(level ?? Self.mostRuns, Self.mostRuns))
        let after = distributions(name, head.series[series], newest: Self.mostRuns)
        guard let unit = (after.first ?? before.first)?.unit else { return nil }
        let sides = (before.map(\.distribution), after.map(\.distribution))
        let picture = DistributionPicture(
            measurement: name, unit: unit, base: curve(sides.0), head: curve(sides.1), shifts: shifts(sides.0, sides.1))
        return picture.base == nil && picture.head == nil ? nil : picture
    }

    private func distributions(
        _ name: String, _ entries: [RunSet.Entry]?, newest: Int
    ) -> [(unit: Measurements.Unit, distribution: Distribution)] {
        let known: [(Measurements.Unit, Distribution)] = (entries ?? []).compactMap { entry in
            guard let measurement = entry.series.measurements[name],
                case .distribution(let distribution) = measurement.value
            else { return nil }
            return (measurement.metric.unit, distribution)
        }
        return known.suffix(newest).map { (unit: $0.0, distribution: $0.1) }
    }

    /// Only ranks that every run knows, and behind which there is at least one value.
    private func curve(_ runs: [Distribution]) -> DistributionPicture.Curve? {
        guard let first = runs.first else { return nil }
        let isPrinted = runs.contains { !$0.printedPercentiles.isEmpty }
        let least = runs.compactMap(\.count).min().map { 1 - 1 / Double(max($0, 1)) } ?? 1
        let ranks = isPrinted ? printed(runs, first) : Self.ranks.filter { $0 <= least }
        let points = ranks.compactMap { rank -> DistributionPicture.Point? in
            guard let values = quantiles(rank, runs), let low = values.min(), let high = values.max() else {
                return nil
            }
            return .init(rank: rank, value: centralValue(of: values), low: low, high: high)
        }
        return points.isEmpty ? nil : .init(points: points, runs: runs.count, isPrinted: isPrinted)
    }

    private func printed(_ runs: [Distribution], _ first: Distribution) -> [Double] {
        let known = runs.first { !$0.printedPercentiles.isEmpty } ?? first
        return known.printedPercentiles.map { $0 / 100 }.filter { $0 > 0 && $0 < 1 }.prefix(40).map { $0 }
    }

    private func quantiles(_ rank: Double, _ runs: [Distribution]) -> [Double]? {
        let values = runs.compactMap { $0.quantile(rank) }.filter(\.isFinite)
        return values.count == runs.count ? values : nil
    }

    /// Doksum's shift function, relative: of each rank the ratio of the runs' geometric means, with Welch's interval on logarithms. The run is the
    /// replicate, as in the judging; an interval of single requests would be far too narrow.
    private func shifts(_ before: [Distribution], _ after: [Distribution]) -> [DistributionPicture.Shift] {
        let error = (1 - DistributionPicture.confidence) / Double(Self.shiftRanks.count)
        return Self.shiftRanks.compactMap { rank in
            guard let base = quantiles(rank, before)?.map({ log($0) }), !base.isEmpty,
                let head = quantiles(rank, after)?.map({ log($0) }), !head.isEmpty,
                (base + head).allSatisfy(\.isFinite)
            else { return nil }
            let interval = (try? welch(head, base))?.interval(confidence: 1 - error)
            let ratios = interval.map { expm1($0.lowerBound)...expm1($0.upperBound) }
            return .init(
                rank: rank, relative: expm1(mean(head) - mean(base)),
                interval: ratios.flatMap { $0.upperBound.isFinite ? $0 : nil })
        }
    }
}
