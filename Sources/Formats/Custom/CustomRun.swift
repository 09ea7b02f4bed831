import Measurements

/// Fills series from the fields of a file, as a mapping says.
struct CustomRun {
    private struct Draft {
        var series: Series
        var printed: [String: Distribution] = [:]
        var samples: [String: Recorder] = [:]
        var metrics: [String: Metric] = [:]
        /// The rule that gave each value, so that two elements of one name are noticed.
        var given: Set<String> = []
    }

    private let mapping: CustomMapping
    private let source: String
    private var order: [String] = []
    private var drafts: [String: Draft] = [:]
    private var start: Double?
    private var missing: [String] = []

    init(_ mapping: CustomMapping, source: String) {
        self.mapping = mapping
        self.source = source
    }

    mutating func read(_ document: JSONNode) throws(FormatError) {
        if let path = mapping.start { start = Self.time(CustomFields.json(document, key: nil).text(path)) }
        for rule in mapping.series {
            guard let place = CustomFields.node(document, rule.from) else {
                missing.append(rule.from)
                continue
            }
            if place.json.array != nil {
                for element in place.elements { try add(.json(element, key: nil), rule) }
            } else if rule.name.contains("{key}") {
                for (key, member) in place.members { try add(.json(member, key: key), rule) }
            } else {
                try add(.json(place, key: nil), rule)
            }
        }
    }

    mutating func read(_ table: DelimitedText) throws(FormatError) {
        guard let header = table.rows.first else { throw FormatError(source, "the file is empty") }
        let columns = Dictionary(header.fields.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
        for rule in mapping.series {
            for value in rule.values where columns[value.path] == nil {
                let there = header.fields.prefix(20).joined(separator: ", ")
                throw FormatError(source, at: .line(1, column: nil), "no column \"\(value.path)\"; there are \(there)")
            }
            for row in table.rows.dropFirst() { try add(.row(columns: columns, row, source: source), rule) }
        }
    }

    private mutating func add(_ fields: CustomFields, _ rule: CustomMapping.SeriesRule) throws(FormatError) {
        guard let name = fields.filled(rule.name) else {
            missing.append(rule.name)
            return
        }
        var labels: [String: String] = [:]
        for (key, template) in rule.labels { labels[key] = fields.filled(template) }
        let series = Series(Credentials.removed(from: name), labels: labels)
        let id = series.id
        if drafts[id] == nil { order.append(id) }
        var draft = drafts[id] ?? Draft(series: series)
        for value in rule.values {
            guard let number = try fields.number(value.path) else {
                missing.append(value.path)
                continue
            }
            try set(value, number, in: &draft)
        }
        drafts[id] = draft
    }

    private func set(_ rule: CustomMapping.ValueRule, _ number: Double, in draft: inout Draft) throws(FormatError) {
        let value = rule.unit?.base(number) ?? number
        func fail(_ problem: String) -> FormatError {
            FormatError(source, "\(rule.path) of \(draft.series.name): \(problem)")
        }
        guard value.magnitude <= UnitName.largest else { throw fail("expected a number up to 1e100") }
        if case .samples(let metric) = rule.target {
            draft.metrics[metric] = Self.metric(metric, rule)
            draft.samples[metric, default: Recorder()].add(value)
            return
        }
        guard draft.given.insert("\(rule.target)").inserted else {
            throw fail("there are two values; where every row is one of many, the mapping says kind: samples")
        }
        switch rule.target {
        case .requests, .errors:
            guard let count = Int(exactly: value), (0...JSONNode.largestCount).contains(count) else {
                throw fail("expected a count")
            }
            if rule.target == .requests { draft.series.requests = count } else { draft.series.errors = count }
        case .throughput:
            guard value >= 0 else { throw fail("expected a number of 0 or more") }
            draft.series.throughput = value
        case .gauge(let metric): draft.series.set(Self.metric(metric, rule), .gauge(last: value, min: nil, max: nil))
        case .counter(let metric): draft.series.set(Self.metric(metric, rule), .counter(total: value, perSecond: nil))
        case .statistic(let metric, let statistic):
            draft.metrics[metric] = Self.metric(metric, rule)
            try Self.set(statistic, value, in: &draft.printed[metric, default: Distribution(printed: [:])]) {
                fail("expected a count")
            }
        case .samples: break
        }
    }

    private static func set(
        _ statistic: MetricName.Statistic, _ value: Double, in known: inout Distribution, _ noCount: () -> FormatError
    ) throws(FormatError) {
        switch statistic {
        case .min: known.min = value
        case .max: known.max = value
        case .mean: known.mean = value
        case .count:
            guard let count = Int(exactly: value), (0...JSONNode.largestCount).contains(count) else { throw noCount() }
            known.count = count
        case .quantile(let rank):
            guard case .quantiles(let others) = known.shape else { return }
            let all = others + [Distribution.Quantile(rank: rank, value: value)]
            known.shape = .quantiles(all.sorted { $0.rank < $1.rank })
        case .rate, .value: break
        }
    }

    private static func metric(_ name: String, _ rule: CustomMapping.ValueRule) -> Metric {
        if name == Metric.latency.name { return .latency }
        return Metric(name, unit: rule.unit?.unit ?? .unknown, direction: rule.direction)
    }

    func run() throws(FormatError) -> Run {
        var run = Run(source: source, format: Custom.name, tool: .init(mapping.tool))
        run.start = start
        for id in order {
            guard let draft = drafts[id] else { continue }
            var series = draft.series
            for (name, metric) in draft.metrics {
                let distribution = draft.samples[name]?.distribution ?? draft.printed[name]
                if let distribution { series.set(metric, .distribution(distribution)) }
            }
            if let errors = series.errors, let requests = series.requests, errors > requests {
                throw FormatError(source, "\(series.name): \(errors) errors of \(requests) requests cannot be")
            }
            let isEmpty =
                series.measurements.isEmpty && series.requests == nil && series.errors == nil
                && series.throughput == nil
            if !isEmpty { run.series.append(series) }
        }
        guard !run.series.isEmpty else {
            let paths = Array(Set(missing)).sorted().prefix(10).joined(separator: ", ")
            throw FormatError(source, "nothing that the mapping \(mapping.source) names is in this file (\(paths))")
        }
        if !missing.isEmpty {
            let paths = Set(missing).sorted().prefix(10).joined(separator: ", ")
            run.notes.append(Note("custom.absent", "not in the file, or not everywhere: \(paths)"))
        }
        return run
    }

    /// RFC 3339, or seconds or milliseconds since 1970.
    private static func time(_ text: String?) -> Double? {
        guard let text else { return nil }
        if let number = Double(text), number >= 0 {
            let seconds = number > 1e11 ? number / 1000 : number
            return Timestamp.plausible(seconds)
        }
        return Timestamp.seconds(text)
    }
}
