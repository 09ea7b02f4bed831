import Measurements

/// Bencher Metric Format: benchmarks, each with measures, each with a value and perhaps bounds.
package struct BencherMetrics: ResultFormat {
    package let name = "bencher"
    package let summary = "Bencher Metric Format (BMF): {benchmark: {measure: {value}}}"
    package let documentation = "https://bencher.dev/docs/reference/bencher-metric-format/"

    private static let keys: Set<String> = ["value", "lower_value", "upper_value"]

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let benchmarks = head.json?.object?.members, !benchmarks.isEmpty else { return false }
        return benchmarks.allSatisfy { benchmark in
            guard let measures = benchmark.value.object?.members, !measures.isEmpty else { return false }
            return measures.allSatisfy { measure in
                guard let members = measure.value.object?.members else { return false }
                return members.contains { $0.key == "value" } && members.allSatisfy { Self.keys.contains($0.key) }
            }
        }
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var run = Run(source: input.name, format: name, tool: .init("bencher"))
        for (name, measures) in node.members {
            var series = Series(name)
            for (measure, value) in measures.members { try Self.add(measure, try value.required("value"), to: &series) }
            guard !series.measurements.isEmpty || series.throughput != nil else { continue }
            run.series.append(series)
        }
        guard !run.series.isEmpty else { throw FormatError(input.name, "the file holds no measures") }
        return Run.rounds(of: run.series, like: run)
    }

    /// Units and directions are those of Bencher's own measures, which it documents; others have none in the file.
    private static func add(_ measure: String, _ node: JSONNode, to series: inout Series) throws(FormatError) {
        let slug = measure.lowercased().replacing(" ", with: "-")
        switch slug {
        case "latency":
            series.set(.latency, .distribution(.mean(try node.amount(in: UnitName("ns") ?? .seconds))))
        case "throughput": series.throughput = try node.amount(in: .seconds)
        case "build-time":
            let metric = Metric(measure, unit: .seconds, direction: .lower)
            series.set(metric, .gauge(last: try node.amount(in: .seconds), min: nil, max: nil))
        case "file-size", "memory":
            let metric = Metric(measure, unit: .bytes, direction: .lower)
            series.set(metric, .gauge(last: try node.amount(in: .seconds), min: nil, max: nil))
        default:
            let metric = Metric(measure, unit: .unknown, direction: .neither)
            series.set(metric, .gauge(last: try node.value(in: .seconds), min: nil, max: nil))
        }
    }
}
