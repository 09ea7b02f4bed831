import Analysis
import Measurements

/// A figure from run to run: the history, its change points, the budget's lines, and this run at its end.
struct TrendChart {
    let check: Check
    let trend: Pictures.Trend
    let runs: [Pictures.RunLabel]

    init?(_ check: Check, _ pictures: Pictures?) {
        guard let head = check.head, head.value.isFinite else { return nil }
        self.check = check
        trend = pictures?.trends[check.id] ?? Pictures.Trend(runs: Array(check.history.indices), values: check.history)
        runs = pictures?.runs ?? []
        if trend.values.isEmpty { return nil }
    }

    var html: HTML {
        let plot = Plot(y: Axis(covering: trend.values + headValues + bounds.map(\.value), check.unit))
        let title =
            "\(Shown.metric(check)) of \(Printable.line(check.seriesName)) over \(counted(trend.values.count, "run")): \(summary)"
        return plot.svg(title: title, [limits(plot), shifts(plot), line(plot), thisRun(plot), dates(plot)])
    }

    private var headValues: [Double] { [check.head?.value].compactMap { $0 } + (check.head?.values ?? []).prefix(20) }

    private var summary: String {
        let first = Quantity.text(trend.values.first ?? 0, check.unit)
        let last = Quantity.text(trend.values.last ?? 0, check.unit)
        let head = Quantity.text(check.head?.value ?? 0, check.unit)
        let shifts = trend.shifts.isEmpty ? "" : ", \(counted(trend.shifts.count, "change point"))"
        return "from \(first) to \(last)\(shifts), this run \(head)"
    }

    /// Limits that are near enough to be shown without flattening the line.
    private var bounds: [(value: Double, level: Check.Level, isRelative: Bool)] {
        let values = (trend.values + headValues).filter(\.isFinite)
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let near = (low / 2)...max(low / 2, high + max(high - low, high * 0.35) * 2)
        return check.limits.compactMap { limit in
            limit.bound.flatMap { near.contains($0) ? ($0, limit.level, limit.isRelative) : nil }
        }
    }

    /// Shares of the width: the history, then a gap, then this run.
    private func share(_ index: Int) -> Double {
        trend.values.count < 2 ? 0.4 : Double(index) / Double(trend.values.count - 1) * 0.88
    }

    private func line(_ plot: Plot) -> HTML {
        // What never moved is told by its ends.
        let isFlat = trend.values.count > 2 && trend.values.allSatisfy { $0 == trend.values[0] }
        let shown = isFlat ? [0, trend.values.count - 1] : Array(trend.values.indices)
        let points = shown.map { Plot.Point(x: plot.x(share($0)), value: trend.values[$0]) }
        let line = plot.line(points, name: "history", style: "base", places: places(shown))
        guard points.count <= 60 else { return line }
        let dots = points.map { point -> HTML in "M\(point.x) \(plot.y(point.value))h0" }
        return line + "<path class=\"base dots\" d=\"\(dots)\"/>"
    }

    /// The runs' numbers; "3+" is 3 and all that follow.
    private func places(_ shown: [Int]) -> String {
        let runs = shown.map { trend.runs.indices.contains($0) ? trend.runs[$0] : $0 }
        let isWhole = runs.enumerated().allSatisfy { $1 == runs[0] + $0 }
        return isWhole ? "\(runs.first ?? 0)+" : runs.map(String.init).joined(separator: " ")
    }

    private func thisRun(_ plot: Plot) -> HTML {
        guard let head = check.head else { return "" }
        let (x, y) = (plot.x(1), plot.y(head.value))
        let last = trend.values.last ?? head.value
        let each = (check.head?.values ?? []).prefix(20).map { value -> HTML in "M\(x) \(plot.y(value))h0" }
        return """
            <path class="head link" d="M\(plot.x(share(trend.values.count - 1))) \(plot.y(last))L\(x) \(y)"/>\
            <path class="head runs" d="\(each)"/>\
            <path class="head diamond" d="M\(x) \(y - 6)l6 6-6 6-6-6z"/>\
            \(plot.line([.init(x: x, value: head.value, place: "")], name: "this run", style: "none", places: "-1"))\
            \(plot.labels(endLabels(head.value)))
            """
    }

    private func endLabels(_ value: Double) -> [(text: String, value: Double, style: String)] {
        [(Quantity.text(value, check.unit), value, "head strong")]
            + bounds.map { bound in (words(bound.level, bound.isRelative), bound.value, "lim-\(bound.level.rawValue)") }
    }

    private func words(_ level: Check.Level, _ isRelative: Bool) -> String {
        (isRelative ? "± " : "") + level.lineLabel
    }

    private func limits(_ plot: Plot) -> HTML {
        "\(bounds.map { plot.limit(at: $0.value, $0.level) })"
    }

    private func shifts(_ plot: Plot) -> HTML {
        let marks = trend.shifts.map { shift -> HTML in
            let x = plot.x((share(shift.index - 1) + share(shift.index)) / 2)
            let words = Quantity.percent(shift.change) + (check.unit == .ratio ? " pts" : "")
            return """
                <path class="shift" d="M\(x) \(plot.top)V\(plot.floor)"/><text x="\(x)" y="\(plot.top - 3)" class="mid strong">\(words)</text>
                """
        }
        return "\(marks)"
    }

    private func dates(_ plot: Plot) -> HTML {
        func day(_ index: Int?) -> String? {
            guard let index, runs.indices.contains(index), let time = runs[index].time else { return nil }
            return Day.text(time)
        }
        let (first, last) = (day(trend.runs.first) ?? "oldest run", day(trend.runs.last) ?? "")
        let hasRoom = trend.values.count > 2 && first != last
        return plot.below(0, first, "start") + plot.below(1, "this run")
            + (hasRoom ? plot.below(share(trend.values.count - 1) - 0.1, last, "end") : "")
    }
}
