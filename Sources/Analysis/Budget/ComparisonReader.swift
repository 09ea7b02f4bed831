import Measurements
import Yams

/// Reads the section `compare:`.
struct ComparisonReader {
    static let words = [
        "metrics", "minimum_change", "minimum_absolute", "allowed_change", "inconclusive", "no_baseline",
        "minimum_requests", "false_alarms", "confidence", "comparable",
    ]

    private let context: ReadingContext

    init(_ context: ReadingContext) { self.context = context }

    func comparison(_ node: Node) -> Comparison {
        var result = Comparison()
        result.line = node.mark?.line
        for (key, value) in context.pairs(of: node, "compare") {
            let isKnown = key.plainText.map(Self.words.contains) == true
            _ = context.problems.attempt(at: isKnown ? value : key) { () throws(Misread) in
                try read(key.plainText ?? "", value, &result)
            }
        }
        return result
    }

    private func read(_ word: String, _ node: Node, _ result: inout Comparison) throws(Misread) {
        switch word {
        case "metrics": result.metrics = metrics(node)
        case "minimum_change":
            result.minimumChange = perMetric(node, 0.03) { node, _ throws(Misread) in try share(node) }
        case "allowed_change":
            result.allowedChange = perMetric(node, 0.05) { node, _ throws(Misread) in try share(node) }
        case "minimum_absolute":
            result.minimumAbsolute = perMetric(node, nil) { node, metric throws(Misread) in try difference(node, metric)
            }
        case "minimum_requests": result.minimumRequests = minimumRequests(node)
        case "inconclusive": result.inconclusive = try context.choice(node)
        case "no_baseline": result.noBaseline = try context.choice(node)
        case "false_alarms":
            result.falseAlarms = try share(node, 1e-6...0.2, "a chance from 0.0001% to 20%, such as 1%")
        case "comparable": result.conditions = ConditionsReader(context).conditions(node)
        case "confidence": result.confidence = try share(node, 0.5...0.9999, "a share from 50% to 99.99%, such as 95%")
        default: throw Spelling.unknown(word, of: Self.words)
        }
    }

    private func metrics(_ node: Node) -> [MetricName] {
        guard let list = node.sequence, !list.isEmpty else {
            context.problems.add("expected a list of metrics, such as [p95, error_rate]", at: node)
            return []
        }
        var names: [MetricName] = []
        var seen: Set<MetricName> = []
        for item in list {
            guard let name = metric(item) else { continue }
            if !seen.insert(name).inserted {
                context.problems.add("\(name.description) is here more than once", at: item)
            }
            names.append(name)
        }
        return names
    }

    private func metric(_ node: Node) -> MetricName? {
        context.problems.attempt(at: node) { () throws(Misread) in
            guard let text = node.plainText else { throw Misread("expected the name of a metric") }
            return try KnownMetrics.name(text)
        }
    }

    /// One value for all metrics, or a mapping from metric to value that leaves the others at the default.
    private func perMetric<Value>(
        _ node: Node, _ usual: Value, _ read: (Node, Metric?) throws(Misread) -> Value
    ) -> Comparison.PerMetric<Value> {
        var result = Comparison.PerMetric(usual)
        let problems = context.problems
        guard let mapping = node.mapping else {
            result.common = problems.attempt(at: node) { () throws(Misread) in try read(node, nil) } ?? usual
            return result
        }
        for (key, value) in mapping {
            guard let name = metric(key) else { continue }
            if result.byMetric[name] != nil { problems.add("\(name.description) is here more than once", at: key) }
            let one = problems.attempt(at: value) { () throws(Misread) in try read(value, KnownMetrics.metric(name)) }
            result.byMetric[name] = one ?? usual
        }
        return result
    }

    private func share(
        _ node: Node, _ range: ClosedRange<Double> = 0...1, _ expected: String = "a share of the baseline, such as 3%"
    ) throws(Misread) -> Double {
        let text = try context.text(node, expected)
        guard let quantity = Quantity(text.expanded), quantity.unit == .ratio || quantity.unit == .unknown,
            !quantity.isPoints, range.contains(quantity.value)
        else { throw Misread("\"\(text.written)\": expected \(expected)") }
        return quantity.value
    }

    private func difference(_ node: Node, _ metric: Metric?) throws(Misread) -> Comparison.Difference? {
        let text = try context.text(node, "a difference, such as 2ms")
        guard let quantity = Quantity(text.expanded) else {
            throw Misread("\"\(text.written)\": expected a difference, such as 2ms")
        }
        let known = metric?.unit ?? .unknown
        if known == .unknown || known == quantity.unit { return .init(value: quantity.value, unit: quantity.unit) }
        if quantity.unit == .unknown, known == .count || known == .perSecond {
            return .init(value: quantity.value, unit: known)
        }
        throw Misread("\(quantity.text) is \(quantity.unit.noun), but \(metric?.name ?? "") is \(known.noun)")
    }

    private func minimumRequests(_ node: Node) -> [MetricName: Int] {
        guard let mapping = node.mapping else {
            context.problems.add("expected numbers of requests by percentile, such as { p95: 59, p99: 299 }", at: node)
            return [:]
        }
        var result: [MetricName: Int] = [:]
        for (key, value) in mapping {
            guard let name = metric(key) else { continue }
            let count = context.problems.attempt(at: value) { () throws(Misread) in
                let text = try context.text(value, "a number of requests")
                if let count = Int(text.expanded.trimmed), count >= 0 { return count }
                throw Misread("\"\(text.written)\": expected a number of requests")
            }
            if result[name] != nil { context.problems.add("\(name.description) is here more than once", at: key) }
            result[name] = count
        }
        return result
    }
}
