import Measurements

/// A histogram of fortio's JSON (stats/stats.go, `HistogramData`), in seconds.
struct FortioHistogram {
    private struct Cell {
        var start, end, percent: Double
    }

    let count: Int
    private let min, max, mean, deviation: Double?
    private var ranks: [Double: Double] = [:]
    private(set) var hasInterpolated = false

    init(_ node: JSONNode, isNighthawk: Bool) throws(FormatError) {
        count = try node.required("Count").quotedCount()
        var cells: [Cell] = []
        for cell in node["Data"]?.elements ?? [] {
            cells.append(
                Cell(
                    start: try cell.required("Start").amount(), end: try cell.required("End").amount(),
                    percent: try cell.required("Percent").amount()))
        }
        for one in node["Percentiles"]?.elements ?? [] {
            let percent = try one.required("Percentile").amount()
            guard percent <= 100 else { throw one.unexpected("a percentile up to 100") }
            ranks[percent / 100] = try one.required("Value").amount()
        }
        min = try node["Min"]?.amount() ?? (isNighthawk ? cells.first { $0.percent == 0 }?.end : nil)
        max = try node["Max"]?.amount() ?? cells.last { $0.percent == 100 }?.end
        mean = try node["Avg"]?.amount()
        deviation = try node["StdDev"]?.amount()
        if isNighthawk {
            addPoints(cells)
        } else if ranks[0.95] == nil, let p95 = percentile(95, of: cells) {
            ranks[0.95] = p95
            hasInterpolated = true
        }
    }

    /// Nighthawk's cells are the points of its own percentiles, not counts between bounds: those at round percentages are kept.
    private mutating func addPoints(_ cells: [Cell]) {
        for cell in cells where cell.percent > 0 && cell.percent < 100 {
            let tenths = (cell.percent * 10).rounded()
            if abs(tenths - cell.percent * 10) < 1e-9, ranks[tenths / 1000] == nil { ranks[tenths / 1000] = cell.end }
        }
    }

    /// Linear between the bounds of a cell, as fortio does (`CalcPercentile`); the first value has a share of its own.
    private func percentile(_ percent: Double, of cells: [Cell]) -> Double? {
        guard count > 0, let min else { return nil }
        var before = 100 / Double(count)
        if percent <= before { return min }
        for cell in cells {
            if percent <= cell.percent {
                guard cell.percent > before, cell.end >= cell.start else { return nil }
                return cell.start + (percent - before) / (cell.percent - before) * (cell.end - cell.start)
            }
            before = cell.percent
        }
        return nil
    }

    var distribution: Distribution? {
        guard count > 0 else { return nil }
        return Distribution(printed: ranks, count: count, min: min, max: max, mean: mean, standardDeviation: deviation)
    }
}
