import Analysis

/// The frame that all charts share: a picture of fixed size in which text stays readable on a phone, its axes and its lines.
struct Plot {
    static let width = 380.0
    var height = 200.0
    var left = 56.0
    /// Room for labels beside the lines' ends.
    var right = 70.0
    var top = 14.0
    var bottom = 26.0
    let y: Axis

    init(y: Axis) { self.y = y }

    var plotWidth: Double { Self.width - left - right }
    var plotHeight: Double { height - top - bottom }
    var floor: Double { height - bottom }
    var edge: Double { Self.width - right }

    /// From a share of the width, and from a value.
    func x(_ share: Double) -> Double { left + share * plotWidth }
    func y(_ value: Double) -> Double { floor - y.share(value) * plotHeight }

    /// The picture with its lines across and the numbers beside them.
    func svg(title: String, _ content: [HTML]) -> HTML {
        let grid = y.ticks.map { tick -> HTML in
            let at = y(tick)
            return """
                <path class="grid" d="M\(left) \(at)H\(edge)"/><text x="\(left - 6)" y="\(at + 3.5)" class="end">\(y.label(tick))</text>
                """
        }
        return """
            <svg viewBox="0 0 \(Self.width) \(height)" role="img" tabindex="0" data-l="\(left)" data-r="\(edge)" data-t="\(top)" data-b="\(floor)"><title>\(title)</title>\(grid)\(content)</svg>
            """
    }

    /// A tick with its words below the plot.
    func below(_ share: Double, _ words: String, _ anchor: String = "mid") -> HTML {
        "<text x=\"\(x(share))\" y=\"\(floor + 16)\" class=\"\(anchor)\">\(words)</text>"
    }

    struct Point {
        var x: Double
        var value: Double
        /// What is said of the place on the horizontal axis: "P95", "12 s".
        var place = ""
    }

    /// A line through points; its values are kept beside it, for the pointer.
    func line(_ points: [Point], name: String, style: String, places: String? = nil) -> HTML {
        // Many points are dense enough for whole numbers.
        let isDense = points.count > 100
        let coordinates = points.map { point in
            let place = (x: point.x, y: y(point.value))
            return isDense
                ? "\(Coordinate.text(place.x.rounded())),\(Coordinate.text(place.y.rounded()))"
                : "\(Coordinate.text(place.x)),\(Coordinate.text(place.y))"
        }.joined(separator: " ")
        let values = points.map { y.number($0.value) }.joined(separator: ";")
        let told: HTML =
            if let places { "data-runs=\"\(places)\"" } else {
                "data-at=\"\(points.map(\.place).joined(separator: ";"))\""
            }
        return """
            <polyline class="\(style)" points="\(coordinates)" data-n="\(name)" data-u="\(y.suffix)" data-v="\(values)" \(told)/>
            """
    }

    /// Lines that may be broken; one point alone is a dot.
    func lines(_ stretches: [[Point]], name: String, style: String) -> HTML {
        let parts = stretches.filter { !$0.isEmpty }.map { points -> HTML in
            guard points.count == 1 else { return line(points, name: name, style: style) }
            return line(points, name: name, style: "none")
                + "<path class=\"\(style) dots\" d=\"M\(points[0].x) \(y(points[0].value))h0\"/>"
        }
        return "\(parts)"
    }

    /// A budget's limit, from one side to the other.
    func limit(at value: Double, _ level: Check.Level) -> HTML {
        "<path class=\"lim lim-\(level.rawValue)\" d=\"M\(left) \(y(value))H\(edge)\"/>"
    }

    /// Times since a run's start below the plot.
    func times(until end: Double) -> HTML {
        let marks = TimeAxis.ticks(until: end).map { below($0 / end, TimeAxis.text($0)) }
        return "\(marks)"
    }

    /// Labels beside the lines' ends, moved apart where they would cover each other.
    func labels(_ labels: [(text: String, value: Double, style: String)]) -> HTML {
        let sorted = labels.map { ($0.text, y($0.value), $0.style) }.sorted { $0.1 < $1.1 }
        var places = sorted.map(\.1)
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + 12) }
        let over = (places.last ?? 0) - (floor + 2)
        if over > 0 {
            for index in places.indices.reversed() {
                let limit = index + 1 < places.count ? places[index + 1] - 12 : floor + 2
                places[index] = min(places[index], limit)
            }
        }
        let texts = zip(sorted, places).map { label, place -> HTML in
            "<text x=\"\(edge + 9)\" y=\"\(place + 3.5)\" class=\"\(label.2)\">\(label.0)</text>"
        }
        return "\(texts)"
    }
}

extension Check.Level {
    /// What stands beside the line of a limit.
    var lineLabel: String { self == .info ? "limit" : rawValue }
}
