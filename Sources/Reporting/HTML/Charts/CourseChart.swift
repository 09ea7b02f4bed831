import Analysis
import Measurements

/// How a checked figure went in the course of a run, with the limits that it was held against.
struct CourseChart {
    let check: Check
    let course: Course
    let caption: HTML

    init?(_ check: Check, _ pictures: Pictures?) {
        guard let picture = pictures?.courses[check.id], picture.course.end > 0 else { return nil }
        self.check = check
        course = picture.course
        let run = picture.runs > 1 ? " of run \(picture.run + 1)" : ""
        caption = "<b>\(Shown.metric(check))</b> over time\(run)"
    }

    var html: HTML {
        let values = course.points.map(\.value).filter(\.isFinite)
        let plot = Plot(y: Axis(covering: values + bounds.map(\.value), check.unit, fromZero: true))
        let low = Quantity.text(values.min() ?? 0, check.unit)
        let high = Quantity.text(values.max() ?? 0, check.unit)
        let title =
            "\(Shown.metric(check)) of \(Printable.line(check.seriesName)) over \(Quantity.text(course.end, .seconds)): between \(low) and \(high)"
        let limits = bounds.map { plot.limit(at: $0.value, $0.level) }
        return plot.svg(
            title: title, ["\(limits)", lines(plot), plot.times(until: course.end), plot.labels(labels)])
    }

    /// Limits that do not flatten the line.
    private var bounds: [(value: Double, level: Check.Level)] {
        let most = course.points.map { abs($0.value) }.filter(\.isFinite).max() ?? 0
        return check.limits.compactMap { limit in
            guard let bound = limit.bound, !limit.isRelative, most == 0 || abs(bound) <= 4 * most else { return nil }
            return (bound, limit.level)
        }
    }

    private var labels: [(text: String, value: Double, style: String)] {
        let last = course.points.last.map { (Quantity.text($0.value, check.unit), $0.value, "head strong") }
        return [last].compactMap { $0 }
            + bounds.map { ($0.level.lineLabel, $0.value, "lim-\($0.level.rawValue)") }
    }

    /// Broken where there were no points.
    private func lines(_ plot: Plot) -> HTML {
        var stretches: [[Plot.Point]] = []
        var last = -Double.infinity
        for point in course.points where point.value.isFinite {
            let isInstant = point.from == point.until
            let middle = min(max((point.from + point.until) / 2, 0), course.end)
            let place =
                isInstant
                ? TimeAxis.text(point.from) : "\(TimeAxis.text(point.from)) to \(TimeAxis.text(point.until))"
            let isNext = point.from - last <= 2.5 * course.step
            if !isNext || stretches.isEmpty { stretches.append([]) }
            stretches[stretches.count - 1].append(
                .init(x: plot.x(middle / course.end), value: point.value, place: place))
            last = point.until
        }
        return plot.lines(stretches, name: check.metric.description, style: "head")
    }
}
