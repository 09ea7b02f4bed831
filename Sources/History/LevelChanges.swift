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
    private let runs: [RunFigures]
    private let metrics: [MetricName]
    private let rule: LevelShiftRule

    /// - Parameters:
    ///   - runs: oldest first, of one branch, with their figures of these metrics.
    ///   - leastChange: the smallest relative change that counts; of shares a thirtieth of it as a difference.
    package init(_ runs: [RunFigures], of metrics: [MetricName], leastChange: Double = 0.03) {
        self.runs = runs
        self.metrics = metrics
        var rule = LevelShiftRule()
        rule.leastChange = leastChange
        self.rule = rule
    }

    /// By series and metric in the order of their names, then oldest first. Series are judged on all cores.
    package func find() -> [LevelChange] {
        let series = places.sorted { $0.key < $1.key }
        return concurrently(series.count) { index in
            let (id, places) = series[index]
            return metrics.indices.flatMap { changes(id, known(places, $0), metrics[$0]) }
        }.flatMap { $0 }
    }

    /// Where each series stands: its run, and its position in that. In the order of runs.
    private var places: [String: [(run: Int, position: Int)]] {
        var table: [[(run: Int, position: Int)]] = []
        var ids: [String] = []
        var numbers: [String: Int] = [:]
        for run in runs.indices {
            var next = 0
            for (position, id) in runs[run].series.enumerated() {
                // Almost always the series stand in the order of the run before.
                let isNext = next < ids.count && ids[next] == id
                let number = isNext ? next : numbers[id] ?? table.count
                if number == table.count {
                    numbers[id] = number
                    ids.append(id)
                    table.append([])
                }
                next = number + 1
                table[number].append((run, position))
            }
        }
        return numbers.mapValues { table[$0] }
    }

    /// The runs that have a figure.
    private func known(_ places: [(run: Int, position: Int)], _ metric: Int) -> [(run: Int, figure: Figure)] {
        places.compactMap { run, position in runs[run].figure(position, metric).map { (run, $0) } }
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
        let recorded = runs[index].recorded
        return .init(commit: recorded.run.commit, time: recorded.time, id: recorded.id)
    }
}
