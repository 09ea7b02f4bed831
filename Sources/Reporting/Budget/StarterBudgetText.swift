import Analysis
import Measurements

/// A starter budget as the YAML that its reader will edit: a limit a line, and behind it what was measured.
package struct StarterBudgetText {
    private let budget: StarterBudget
    private var lines: [String] = []

    package init(_ budget: StarterBudget) { self.budget = budget }

    package var text: String {
        var copy = self
        copy.write()
        return copy.lines.joined(separator: "\n") + "\n"
    }

    private mutating func write() {
        writeHeading()
        for entry in budget.entries where entry.series == Series.all {
            lines.append("")
            lines.append("# All requests together.")
            write(entry, indent: "")
        }
        let endpoints = budget.entries.filter { $0.series != Series.all }
        if !budget.defaults.isEmpty {
            lines += [
                "", "# Every endpoint without limits of its own, also one to come: as loose as the loosest below.",
            ]
            lines.append("defaults:")
            for limit in budget.defaults { lines.append("  " + Self.pair(limit, indent: "  ")) }
        }
        guard !endpoints.isEmpty else { return }
        lines += ["", "endpoints:"]
        if budget.unlisted > 0 {
            lines.append("  # \(budget.unlisted) more, with fewer requests, are not listed.")
        }
        for entry in endpoints {
            let name = YAMLText.quoted(entry.series)
            lines.append(entry.limits.isEmpty ? "  # \(name):" : "  " + YAMLText.entry(name, indent: "  "))
            write(entry, indent: "    ")
        }
    }

    private mutating func writeHeading() {
        let runs = budget.runs == 1 ? "one run" : "\(budget.runs) runs"
        let tools = budget.tools.prefix(3).joined(separator: ", ")
        lines.append("# A starter budget from \(runs) of \(YAMLText.comment(tools)): \(YAMLText.comment(sources)).")
        let room = Quantity.percent(budget.headroom.share, signed: false)
        if let spread = budget.headroom.spread {
            let noise = Quantity.percent(spread, signed: false)
            lines.append(
                "# Limits are \(room) away from what was measured: four times the noise between runs (\(noise)),")
            lines.append("# at least 20 %, then rounded.")
        } else {
            lines.append(
                "# Limits are \(room) away from what was measured, then rounded: one run does not tell how much runs differ."
            )
            lines.append("# With three or more (loadline init run-*.json) the headroom follows from their noise.")
        }
        lines.append("# These limits say what is. Change them to what your users need, and check with")
        lines.append("#   loadline check RESULT... --budget FILE")
    }

    private var sources: String {
        let shown = budget.sources.prefix(3).joined(separator: ", ")
        return budget.sources.count > 3 ? shown + " and \(budget.sources.count - 3) more" : shown
    }

    private mutating func write(_ entry: StarterBudget.Entry, indent: String) {
        let width = entry.limits.map { Self.pair($0, indent: indent).count }.max() ?? 0
        for limit in entry.limits {
            let pair = Self.pair(limit, indent: indent)
            let figure = Quantity.text(limit.measured, limit.unit) + (limit.runs > 1 ? " in \(limit.runs) runs" : "")
            let padding = String(repeating: " ", count: width - pair.count + 2)
            lines.append("\(indent)\(pair)\(padding)# measured \(figure)")
        }
        for reason in entry.absent { lines.append(indent + "# No limit: \(YAMLText.comment(reason)).") }
    }

    private static func pair(_ limit: SuggestedLimit, indent: String) -> String {
        YAMLText.entry(YAMLText.key(limit.metric.description), indent: indent) + " " + value(limit)
    }

    /// Times and sizes are better low, the field's own words say which way they go; for all else it is written.
    private static func value(_ limit: SuggestedLimit) -> String {
        let amount = amount(limit.limit, limit.unit)
        let isPlain =
            [Unit.seconds, .bytes].contains(limit.unit) && limit.direction == .lower
            || MetricName.counted.contains(limit.metric.measurement)
        if isPlain { return amount }
        return (limit.direction == .higher ? "at least " : "at most ") + amount
    }

    private static func amount(_ value: Double, _ unit: Unit) -> String {
        if unit == .perSecond || unit == .count || unit == .unknown {
            return number(value) + (unit == .perSecond ? "/s" : "")
        }
        let scale = Scale.fitting(value, unit)
        return number(value / scale.step) + scale.suffix.replacing(" ", with: "").replacing("µ", with: "u")
    }

    /// Without zeros that say nothing.
    private static func number(_ value: Double) -> String {
        var text = Digits.significant(Digits.nineDigits(value), 9)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
