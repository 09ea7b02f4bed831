import Foundation
import Measurements
import Statistics

/// A place in a history where a figure changed and stayed.
package struct LevelChange: Sendable, Equatable, Codable {
    /// One end of the range of commits that it lies in.
    package struct End: Sendable, Equatable, Codable {
        package var commit: String?
        /// Seconds since 1970.
        package var time: Double
        package var id: String
    }

    package var series: String
    package var metric: String
    package var unit: Measurements.Unit
    package var isWorse: Bool
    /// Last run of the old level and first of the new one: the change came after the first and with or before the second.
    package var after: End
    package var first: End
    /// Geometric means of the two levels; arithmetic ones of shares. In base units.
    package var oldLevel: Double
    package var newLevel: Double
    /// New over old less 1, and its 95 % interval; of shares the difference.
    package var change: Double
    package var interval: [Double]
    /// 1 less the p-value, which is adjusted for all places of the series; at most 0.9999, as nothing is certain.
    package var confidence: Double
    /// Runs of the two levels.
    package var runsBefore: Int
    package var runsAfter: Int
}

/// Finds level shifts in each figure of a history.
package struct LevelChanges {
    private let runs: [RecordedRun]
    private let rule: LevelShiftRule

    /// - Parameters:
    ///   - runs: oldest first, of one branch.
    ///   - leastChange: the smallest relative change that counts; of shares a thirtieth of it as a difference.
    package init(_ runs: [RecordedRun], leastChange: Double = 0.03) {
        self.runs = runs
        var rule = LevelShiftRule()
        rule.leastChange = leastChange
        self.rule = rule
    }

    /// By series and metric in the order of their names, then oldest first. Runs are looked at, and series judged, on all cores.
    package func find(_ metrics: [MetricName]) -> [LevelChange] {
        let series = figures(metrics).sorted { $0.key < $1.key }
        return concurrently(series.count) { index in
            let (id, byMetric) = series[index]
            return zip(metrics, byMetric).flatMap { changes(id, $1, $0) }
        }.flatMap { $0 }
    }

    /// What is known of each series: for each metric the runs that have it, and its figures.
    private func figures(_ metrics: [MetricName]) -> [String: [[(run: Int, figure: Figure)]]] {
        let byRun = concurrently(runs.count) { run in
            runs[run].run.series.map { series in (id: series.id, figures: metrics.map { try? series.figure($0) }) }
        }
        var positions: [String: Int] = [:]
        var ids: [String] = []
        var table: [[[(run: Int, figure: Figure)]]] = []
        for (run, found) in byRun.enumerated() {
            var next = 0
            for series in found {
                // Almost always the series stand in the order of the run before.
                let isNext = next < ids.count && ids[next] == series.id
                let position = isNext ? next : positions[series.id] ?? table.count
                if position == table.count {
                    positions[series.id] = position
                    ids.append(series.id)
                    table.append(metrics.map { _ in [] })
                }
                next = position + 1
                for (metric, figure) in series.figures.enumerated() {
                    if let figure { table[position][metric].append((run, figure)) }
                }
            }
        }
        return positions.mapValues { table[$0] }
    }

    private func changes(
        _ id: String, _ known: [(run: Int, figure: Figure)], _ metric: MetricName
    ) -> [LevelChange] {
        guard let last = known.last?.1, known.count >= 2 * rule.leastSegment else { return [] }
        let isShare = last.unit == .ratio || known.contains { !($0.1.value > 0) }
        let values = known.map { isShare ? $0.1.value : log($0.1.value) }
        guard values.allSatisfy(\.isFinite) else { return [] }
        var rule = rule
        rule.leastChange = isShare ? rule.leastChange / 30 : log1p(rule.leastChange)
        let shifts = levelShifts(values, rule: rule)
        let bounds = [0] + shifts.map(\.index) + [values.count]
        return shifts.enumerated().map { position, shift in
            let old = Array(values[bounds[position]..<shift.index])
            let new = Array(values[shift.index..<bounds[position + 2]])
            func shown(_ value: Double) -> Double { isShare ? value : exp(value) }
            func relative(_ value: Double) -> Double { isShare ? value : expm1(value) }
            return LevelChange(
                series: id, metric: metric.description, unit: last.unit,
                isWorse: last.direction == .higher ? shift.change < 0 : shift.change > 0,
                after: end(known[shift.index - 1].0), first: end(known[shift.index].0),
                oldLevel: shown(mean(old)), newLevel: shown(mean(new)), change: relative(shift.change),
                interval: [relative(shift.interval.lowerBound), relative(shift.interval.upperBound)],
                confidence: min(1 - shift.pValue, 0.9999), runsBefore: old.count, runsAfter: new.count)
        }
    }

    private func end(_ index: Int) -> LevelChange.End {
        .init(commit: runs[index].run.commit, time: runs[index].time, id: runs[index].id)
    }
}
