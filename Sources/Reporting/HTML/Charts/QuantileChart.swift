import Analysis
import Foundation

/// The distributions of both sides as quantiles, with the tail stretched: each nine is as wide as the one before.
struct QuantileChart {
    let picture: DistributionPicture
    let series: String

    private static let marks: [(rank: Double, words: String)] = [
        (0, "P0"), (0.5, "P50"), (0.75, "P75"), (0.9, "P90"), (0.95, "P95"), (0.99, "P99"), (0.999, "P99.9"),
    ]

    var html: HTML {
        let plot = Plot(y: axis)
        let sides = [(picture.base, "base"), (picture.head, "head")].compactMap { curve, name in
            curve.map { ($0, name) }
        }
        let title =
            "Distribution of \(Printable.line(picture.measurement, columns: 40)) of \(Printable.line(series)): " + told
        let labels = sides.compactMap { curve, name in
            curve.points.last.map { (text: name, value: $0.value, style: "\(name) strong") }
        }
        return plot.svg(
            title: title,
            [marks(plot)] + sides.map { band(plot, $0.0, $0.1) } + sides.map { curve(plot, $0.0, $0.1) }
                + [plot.labels(labels)])
    }

    private var axis: Axis {
        let values = [picture.base, picture.head].compactMap { $0 }.flatMap(\.points).map(\.value)
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        return low > 0 && high / low > 12
            ? Axis(logarithmic: values, picture.unit) : Axis(covering: values, picture.unit, fromZero: true)
    }

    private var last: Double {
        max(0.99, [picture.base, picture.head].compactMap { $0?.points.last?.rank }.max() ?? 0.99)
    }

    /// Position of a rank: by the share of values above it.
    private func share(_ rank: Double) -> Double { log(1 - min(rank, 0.9999)) / log(1 - min(last, 0.9999)) }

    private func marks(_ plot: Plot) -> HTML {
        let shown = Self.marks.filter { $0.rank <= last }.map { mark -> HTML in
            let x = plot.x(share(mark.rank))
            return "<path class=\"grid\" d=\"M\(x) \(plot.top)V\(plot.floor)\"/>"
                + plot.below(share(mark.rank), mark.rank == 0.75 ? "" : mark.words)
        }
        return "\(shown)"
    }

    private func curve(_ plot: Plot, _ curve: DistributionPicture.Curve, _ name: String) -> HTML {
        let points = curve.points.map {
            Plot.Point(x: plot.x(share($0.rank)), value: $0.value, place: Self.percentile($0.rank))
        }
        let line = plot.line(points, name: name, style: name)
        guard curve.isPrinted else { return line }
        let dots = points.map { point -> HTML in "M\(point.x) \(plot.y(point.value))h0" }
        return line + "<path class=\"\(name) dots\" d=\"\(dots)\"/>"
    }

    /// From the lowest to the highest run.
    private func band(_ plot: Plot, _ curve: DistributionPicture.Curve, _ name: String) -> HTML {
        guard curve.runs > 1, curve.points.count > 1 else { return "" }
        let upper = curve.points.map { (plot.x(share($0.rank)), plot.y($0.high)) }
        let lower = curve.points.reversed().map { (plot.x(share($0.rank)), plot.y($0.low)) }
        let corners = (upper + lower).map { "\(Coordinate.text($0.0)),\(Coordinate.text($0.1))" }.joined(separator: " ")
        return "<polygon class=\"band \(name)\" points=\"\(corners)\"/>"
    }

    private var told: String {
        let ranks = [0.5, 0.95, 0.99]
        let sides = [(picture.base, "base"), (picture.head, "head")].compactMap { curve, name -> String? in
            let known = curve?.points.filter { point in ranks.contains { abs($0 - point.rank) < 1e-9 } } ?? []
            let figures = known.map { "\(Self.percentile($0.rank)) \(Quantity.text($0.value, picture.unit))" }
            return known.isEmpty ? nil : "\(name) \(figures.joined(separator: ", "))"
        }
        return sides.joined(separator: "; ")
    }

    static func percentile(_ rank: Double) -> String { "P" + Digits.significant(Digits.nineDigits(rank * 100), 4) }
}
