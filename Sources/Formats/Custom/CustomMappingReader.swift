import Measurements
import Yams

/// Reads a mapping from YAML.
package struct CustomMappingReader {
    /// Bytes; a mapping is a page at most.
    static let largest = 64 << 10

    private let source: String

    package static func read(_ bytes: [UInt8], source: String) throws(FormatError) -> CustomMapping {
        guard bytes.count <= largest else {
            throw FormatError(source, "larger than \(largest >> 10) KiB, too large for a mapping")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw FormatError(source, "expected UTF-8") }
        // Aliases can unfold to more than memory holds, so nothing is anchored.
        guard !text.contains("&") else { throw FormatError(source, "anchors (&) are not read in a mapping") }
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw FormatError(source, "not YAML: \(error)")
        }
        return try CustomMappingReader(source: source).mapping(root)
    }

    private func mapping(_ root: Node?) throws(FormatError) -> CustomMapping {
        guard let root, root.mapping != nil else { throw FormatError(source, "expected a mapping with series:") }
        try check(root, ["tool", "start", "series"])
        guard let list = root["series"]?.sequence, !list.isEmpty else {
            throw fail(root, "expected a list under series:")
        }
        var series: [CustomMapping.SeriesRule] = []
        for node in list { series.append(try self.series(node)) }
        return CustomMapping(
            tool: try text(root["tool"]) ?? "custom", start: try text(root["start"]), series: series, source: source)
    }

    private func series(_ node: Node) throws(FormatError) -> CustomMapping.SeriesRule {
        try check(node, ["from", "name", "labels", "metrics"])
        guard let metrics = node["metrics"]?.mapping, !metrics.isEmpty else { throw fail(node, "expected metrics:") }
        var labels: [String: String] = [:]
        for (key, value) in node["labels"]?.mapping ?? [:] { labels[try text(key) ?? ""] = try text(value) }
        var values: [CustomMapping.ValueRule] = []
        for (key, value) in metrics { values.append(try self.value(try text(key) ?? "", key, value)) }
        return CustomMapping.SeriesRule(
            from: try text(node["from"]) ?? "", name: try text(node["name"]) ?? Series.all, labels: labels,
            values: values,
            line: node.mark?.line ?? 0)
    }

    private func value(_ name: String, _ key: Node, _ node: Node) throws(FormatError) -> CustomMapping.ValueRule {
        let line = key.mark?.line ?? 0
        if let path = node.string {
            return CustomMapping.ValueRule(
                target: try target(name, key, kind: nil), path: path, unit: nil, direction: Self.direction(nil),
                line: line)
        }
        try check(node, ["path", "unit", "direction", "kind"])
        guard let path = try text(node["path"]) else { throw fail(node, "expected path:") }
        var unit: UnitName?
        if let word = try text(node["unit"]) {
            unit = UnitName(word)
            if unit == nil {
                throw fail(node, "\"\(word)\" is not a unit; there are ms, s, %, KB, MB, req/s and their like")
            }
        }
        var direction = Self.direction(unit)
        if let word = try text(node["direction"]) {
            guard let known = Direction(rawValue: word) else {
                throw fail(node, "expected direction: lower, higher or neither")
            }
            direction = known
        }
        let target = try target(name, key, kind: try text(node["kind"]))
        return CustomMapping.ValueRule(target: target, path: path, unit: unit, direction: direction, line: line)
    }

    private static func direction(_ unit: UnitName?) -> Direction { unit?.direction ?? .neither }

    private func target(_ name: String, _ node: Node, kind: String?) throws(FormatError)
        -> CustomMapping.ValueRule.Target
    {
        let metric = MetricName(parsing: name)
        switch (metric.measurement, metric.statistic, kind) {
        case ("requests", nil, nil): return .requests
        case ("errors", nil, nil): return .errors
        case ("throughput", nil, nil): return .throughput
        case ("error_rate", _, _): throw fail(node, "an error rate is kept as two counts; map errors and requests")
        case ("requests", _, _), ("errors", _, _), ("throughput", _, _):
            throw fail(node, "\(name) has no kind and no statistic")
        case (let measurement, let statistic?, nil):
            switch statistic {
            case .quantile, .min, .mean, .max, .count: return .statistic(metric: measurement, statistic)
            case .rate, .value: throw fail(node, "\(name): map \(measurement) itself")
            }
        case (_, _?, _): throw fail(node, "\(name): a statistic has no kind")
        case (let measurement, nil, "samples"): return .samples(metric: measurement)
        case (let measurement, nil, "counter"): return .counter(metric: measurement)
        case (let measurement, nil, nil), (let measurement, nil, "gauge"): return .gauge(metric: measurement)
        default: throw fail(node, "expected kind: gauge, counter or samples")
        }
    }

    // MARK: YAML

    private func check(_ node: Node, _ known: Set<String>) throws(FormatError) {
        guard let mapping = node.mapping else { throw fail(node, "expected \(known.sorted().joined(separator: ", "))") }
        for (key, _) in mapping where !known.contains(key.string ?? "") {
            throw fail(
                key, "\"\(key.string ?? "?")\" is not known here; there are \(known.sorted().joined(separator: ", "))")
        }
    }

    /// The text of a scalar; nil where there is none.
    private func text(_ node: Node?) throws(FormatError) -> String? {
        guard let node else { return nil }
        guard let text = node.string else { throw fail(node, "expected a text") }
        return text
    }

    private func fail(_ node: Node, _ problem: String) -> FormatError {
        FormatError(source, at: node.mark.map { .line($0.line, column: $0.column) }, problem)
    }
}
