import Analysis
import Measurements

/// A value against its limits on one line: how far it is from target, warning and critical.
struct GaugeChart {
    let check: Check
    private let limits: [(bound: Double, level: Check.Level, words: String)]
    private let value: Double
    private let full: Double

    private static let (width, left, track, height) = (330.0, 2.0, 22.0, 14.0)

    /// Nil without a limit in the check's unit to stand against.
    init?(_ check: Check) {
        guard let value = check.head?.value, value.isFinite, value >= 0 else { return nil }
        let held = check.limits.compactMap { limit -> (bound: Double, level: Check.Level, words: String)? in
            guard let bound = limit.bound, bound.isFinite, bound >= 0 else { return nil }
            return (bound, limit.level, limit.level == .info ? "limit" : limit.level.rawValue)
        }
        guard let most = held.map(\.bound).max() else { return nil }
        self.check = check
        self.value = value
        limits = held.sorted { $0.bound < $1.bound }
        let room = max(most * 1.25, min(value * 1.08, most * 4))
        full = room > 0 ? room : (check.unit == .ratio ? 0.01 : 1)
    }

    var html: HTML {
        let words = limits.map { "\($0.words) \(Quantity.text($0.bound, check.unit))" }.joined(separator: ", ")
        let title =
            "\(Shown.metric(check)) of \(Printable.line(check.seriesName)): "
            + "\(Quantity.text(value, check.unit)); \(words)"
        let end = x(min(value, full))
        let rows = labels
        let height = Self.track + Self.height + Double(rows.count) * 13 + 5
        return """
            <svg class="gauge" viewBox="0 0 \(Self.width) \(height)" role="img"><title>\(title)</title>\(zones)\
            <rect class="bar \(broken)" x="\(Self.left)" y="\(Self.track + 4)" width="\(max(end - Self.left, 1))" height="\(Self.height - 8)"/>\
            <path class="bar needle \(broken)" d="M\(end) \(Self.track - 2)v\(Self.height + 4)"/>\
            <text x="\(min(max(end, 24), Self.width - 34))" y="\(Self.track - 7)" class="mid strong">\(Quantity.text(value, check.unit))\(value > full ? " →" : "")</text>\
            \(ticks)\(texts(rows))</svg>
            """
    }

    private var broken: String {
        check.limits.filter { $0.status == .broken }.map(\.level).max().map { $0 >= .warning ? "bad" : "near" }
            ?? "fine"
    }

    private func x(_ value: Double) -> Double { Self.left + value / full * (Self.width - 2 * Self.left) }

    /// Stretches between the limits, from calm to alarming; where more is better, the other way round.
    private var zones: HTML {
        let bounds = [0] + limits.map(\.bound) + [full]
        let isLower = check.direction != .higher
        let zones = bounds.indices.dropLast().map { index -> HTML in
            let level: Check.Level? =
                isLower
                ? (index == 0 ? nil : limits[index - 1].level)
                : (index < limits.count ? limits[index].level : nil)
            let (from, to) = (x(bounds[index]), x(bounds[index + 1]))
            return """
                <rect class="zone zone-\(level?.rawValue ?? "good")" x="\(from)" y="\(Self.track)" width="\(max(to - from, 0))" height="\(Self.height)"/>
                """
        }
        return "\(zones)"
    }

    private var ticks: HTML {
        let ticks = limits.map { limit -> HTML in
            "<path class=\"lim-\(limit.level.rawValue) tick\" d=\"M\(x(limit.bound)) \(Self.track)v\(Self.height + 4)\"/>"
        }
        return "\(ticks)"
    }

    /// Labels below, in as many rows as they need not to cover each other.
    private var labels: [[(words: String, x: Double, level: Check.Level)]] {
        var rows: [[(words: String, x: Double, level: Check.Level)]] = []
        var ends: [Double] = []
        for limit in limits.prefix(12) {
            let words = "\(limit.words) \(Quantity.text(limit.bound, check.unit))"
            let half = Double(words.count) * 3.4
            let middle = min(max(x(limit.bound), half), Self.width - half)
            let row = ends.firstIndex { $0 + 6 < middle - half } ?? rows.count
            if row == rows.count { rows.append([]); ends.append(0) }
            rows[row].append((words, middle, limit.level))
            ends[row] = middle + half
        }
        return rows
    }

    private func texts(_ rows: [[(words: String, x: Double, level: Check.Level)]]) -> HTML {
        let texts = rows.enumerated().flatMap { row, labels in
            labels.map { label -> HTML in
                let y = Self.track + Self.height + 15 + Double(row) * 13
                return
                    "<text x=\"\(label.x)\" y=\"\(y)\" class=\"mid lim-\(label.level.rawValue)\">\(label.words)</text>"
            }
        }
        return "\(texts)"
    }
}
