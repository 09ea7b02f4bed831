import Analysis
import Measurements

/// What happened in the course of a run: percentiles, requests per second, errors and users over its time.
struct TimelineChart {
    let timeline: Timeline
    let series: String

    private typealias Line = (name: String, style: String, value: (Int) -> Double?)

    /// Of what the input says, a caption and a drawing each.
    var figures: [(caption: HTML, chart: HTML)] {
        [latency, throughput, errors, users].compactMap { $0 }
    }

    var latency: (caption: HTML, chart: HTML)? {
        let lines: [Line] = [
            ("P50", "p50", { timeline.slices[$0].p50 }), ("P95", "p95", { timeline.slices[$0].p95 }),
            ("P99", "p99", { timeline.slices[$0].p99 }),
        ]
        return figure("<b>Latency</b>: P50, P95 and P99 over time", "Latency", .seconds, lines)
    }

    private var throughput: (caption: HTML, chart: HTML)? {
        figure(
            "<b>Throughput</b>: requests per second", "Throughput", .perSecond,
            [("requests", "head", { timeline.throughput(of: $0) })])
    }

    private var errors: (caption: HTML, chart: HTML)? {
        figure(
            "<b>Errors</b>: share of failed requests", "Error rate", .ratio,
            [("errors", "p95", { timeline.slices[$0].errorRate })])
    }

    private var users: (caption: HTML, chart: HTML)? {
        figure(
            "<b>Users</b>: concurrent, at most", "Users", .count,
            [("users", "base", { timeline.slices[$0].users.map(Double.init) })])
    }

    private func figure(
        _ caption: HTML, _ what: String, _ unit: Unit, _ lines: [Line]
    ) -> (caption: HTML, chart: HTML)? {
        let values = lines.flatMap { line in timeline.slices.indices.compactMap(line.value) }.filter(\.isFinite)
        guard !values.isEmpty, timeline.end > 0 else { return nil }
        let plot = Plot(y: Axis(covering: values, unit, fromZero: true))
        let low = Quantity.text(values.min() ?? 0, unit)
        let high = Quantity.text(values.max() ?? 0, unit)
        let title =
            "\(what) of \(Printable.line(series)) over \(Quantity.text(timeline.end, .seconds)): between \(low) and \(high)"
        let last = lines.compactMap { line in
            timeline.slices.indices.reversed().lazy.compactMap(line.value).first.map {
                (text: line.name, value: $0, style: line.style)
            }
        }
        let parts = lines.map { draw($0, plot) } + [plot.times(until: timeline.end), plot.labels(last)]
        return (caption, plot.svg(title: title, parts))
    }

    /// Broken where a slice has no value.
    private func draw(_ line: Line, _ plot: Plot) -> HTML {
        var stretches: [[Plot.Point]] = [[]]
        for index in timeline.slices.indices {
            guard let value = line.value(index), value.isFinite else {
                if stretches.last?.isEmpty == false { stretches.append([]) }
                continue
            }
            let span = timeline.span(of: index)
            let middle = (span.lowerBound + span.upperBound) / 2
            stretches[stretches.count - 1].append(
                .init(
                    x: plot.x(middle / timeline.end), value: value,
                    place: "\(TimeAxis.text(span.lowerBound)) to \(TimeAxis.text(span.upperBound))"))
        }
        return plot.lines(stretches, name: line.name, style: line.style)
    }
}

/// Times since a run's start, in steps that clocks have.
enum TimeAxis {
    private static let steps: [Double] = [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    ]

    static func ticks(until end: Double) -> [Double] {
        let step = steps.first { $0 * 5 >= end } ?? end / 4
        return stride(from: 0, through: end, by: max(step, end / 6)).map { $0 }
    }

    /// "45 s", "2:30 min", "1:05 h".
    static func text(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "–" }
        if seconds < 60 {
            let tenths = (seconds * 10).rounded() / 10
            return Digits.fixed(tenths, decimals: tenths == tenths.rounded() ? 0 : 1) + " s"
        }
        let (large, small, unit) =
            seconds < 3600
            ? (Int(seconds) / 60, Int(seconds) % 60, "min") : (Int(seconds) / 3600, Int(seconds) / 60 % 60, "h")
        return small == 0 ? "\(large) \(unit)" : "\(large):\(small < 10 ? "0" : "")\(small) \(unit)"
    }
}
