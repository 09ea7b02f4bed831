import Analysis
import Measurements

/// Where in the distribution the change lies: the relative change of each quantile, with its interval.
struct ShiftChart {
    let picture: DistributionPicture
    let series: String

    var html: HTML {
        let plot = Plot(y: Axis(covering: values + [0, 0.03, -0.03], .ratio))
        let told = picture.shifts.map { "\(QuantileChart.percentile($0.rank)) \(Quantity.percent($0.relative))" }
        let title = "Change of each percentile of \(Printable.line(series)): \(told.joined(separator: ", "))"
        return plot.svg(title: title, [zero(plot), whiskers(plot), line(plot), marks(plot), end(plot)])
    }

    /// What the axis covers: the changes, and intervals as far as they do not hide them.
    private var values: [Double] {
        let changes = picture.shifts.map(\.relative)
        let most = max(0.1, (changes.map(\.magnitude).max() ?? 0) * 3)
        let ends = picture.shifts.compactMap(\.interval).flatMap { [$0.lowerBound, $0.upperBound] }
        return changes + ends.map { min(max($0, -most), most) }
    }

    private func share(_ index: Int) -> Double { (Double(index) + 0.5) / Double(max(picture.shifts.count, 1)) }

    private func zero(_ plot: Plot) -> HTML {
        "<path class=\"zero\" d=\"M\(plot.left) \(plot.y(0))H\(plot.edge)\"/>"
    }

    private func whiskers(_ plot: Plot) -> HTML {
        let lines = picture.shifts.enumerated().compactMap { index, shift -> HTML? in
            guard let interval = shift.interval else { return nil }
            let x = plot.x(share(index))
            let (high, low) = (plot.y(interval.upperBound), plot.y(interval.lowerBound))
            return "M\(x) \(high)V\(low)M\(x - 4) \(high)h8M\(x - 4) \(low)h8"
        }
        return "<path class=\"head whisker\" d=\"\(lines)\"/>"
    }

    private func line(_ plot: Plot) -> HTML {
        let points = picture.shifts.enumerated().map { index, shift in
            Plot.Point(
                x: plot.x(share(index)), value: shift.relative,
                place: QuantileChart.percentile(shift.rank) + (shift.interval.map(Self.words) ?? ""))
        }
        let dots = points.map { point -> HTML in "M\(point.x) \(plot.y(point.value))h0" }
        return plot.line(points, name: "change", style: "head thin") + "<path class=\"head dots big\" d=\"\(dots)\"/>"
    }

    private static func words(_ interval: ClosedRange<Double>) -> String {
        " [\(Quantity.percent(interval.lowerBound)), \(Quantity.percent(interval.upperBound))]"
    }

    private func marks(_ plot: Plot) -> HTML {
        let marks = picture.shifts.enumerated().map { index, shift in
            plot.below(share(index), QuantileChart.percentile(shift.rank))
        }
        return "\(marks)"
    }

    private func end(_ plot: Plot) -> HTML { plot.labels([(text: "no change", value: 0, style: "quiet")]) }
}
