import Measurements

/// What JMH's `-rf json` writes: benchmarks with a score, the scores of all iterations, and percentiles.
package struct JMH: ResultFormat {
    package let name = "jmh"
    package let summary = "JMH: -rf json"
    package let documentation =
        "https://github.com/openjdk/jmh/blob/1.37/jmh-core/src/main/java/org/openjdk/jmh/results/format/JSONResultFormat.java"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let first = head.json?.array?.first else { return false }
        return first["benchmark"]?.string != nil && first["mode"]?.string != nil && first["primaryMetric"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var series: [Series] = []
        var run = Run(source: input.name, format: name, tool: .init("JMH"))
        for result in node.elements {
            let one = try Self.series(result, &run.notes)
            if let one { series.append(one) }
            run.tool.version = result["jmhVersion"]?.json.string
            run.environment["java"] = result["jdkVersion"]?.json.string
            run.environment["vm"] = result["vmName"]?.json.string
        }
        guard !series.isEmpty else { throw FormatError(input.name, "no benchmark in the file has a score") }
        return Run.rounds(of: series, like: run)
    }

    private static func series(_ node: JSONNode, _ notes: inout [Note]) throws(FormatError) -> Series? {
        let mode = try node.required("mode").json.string ?? ""
        var series = Series(try node.required("benchmark").json.string ?? "", labels: ["mode": mode])
        for (name, value) in node["params"]?.members ?? [] { series.labels[name] = value.json.string }
        let primary = try node.required("primaryMetric")
        guard let score = try JMHScore(primary, isSampled: mode == "sample") else {
            notes.append(Note("benchmark.failed", "\(series.id) has no score"))
            return nil
        }
        series.set(score.isTime ? .duration : .score(score.unit), .distribution(score.distribution))
        if mode == "thrpt", score.isTime {
            notes.append(Note("jmh.mode", "\(series.id): mode thrpt, but a time as unit; read as the unit says"))
        }
        for (key, value) in node["secondaryMetrics"]?.members ?? [] {
            guard let score = try JMHScore(value, isSampled: mode == "sample") else { continue }
            let unit = score.unit
            let name = key.hasPrefix("·") ? String(key.dropFirst()) : key
            var metric = Metric(name, unit: unit?.unit ?? .unknown, direction: unit?.direction ?? .neither)
            // Profilers say how much was used: memory, collections.
            if unit?.unit == .bytes { metric.direction = .lower }
            if unit?.unit == .bytesPerSecond { metric.direction = .neither }
            if series.measurements[name] == nil { series.set(metric, .distribution(score.distribution)) }
        }
        return series
    }
}

/// One metric of a result. What the numbers are, its unit says: "ops/s" better high, "us/op" better low.
struct JMHScore {
    let unit: UnitName?
    let distribution: Distribution

    var isTime: Bool { unit?.unit == .seconds }

    /// Nil where the score is "NaN": nothing was measured.
    init?(_ node: JSONNode, isSampled: Bool) throws(FormatError) {
        let word = node["scoreUnit"]?.json.string ?? ""
        unit = UnitName(word)
        let scale = unit ?? .seconds
        let score = try node.required("score")
        if score.json.string == "NaN" { return nil }
        let mean = try score.value(in: scale)
        if isSampled, let printed = node["scorePercentiles"] {
            distribution = try Self.sampled(printed, mean, scale)
            return
        }
        var values: [Double] = []
        for fork in node["rawData"]?.elements ?? [] {
            for value in fork.elements where value.json.string != "NaN" { values.append(try value.value(in: scale)) }
        }
        distribution = Distribution.of(values) ?? .mean(mean)
    }

    /// Percentiles of single operations; in other modes they are percentiles of iterations, which are few.
    private static func sampled(
        _ node: JSONNode, _ mean: Double, _ scale: UnitName
    ) throws(FormatError) -> Distribution {
        var quantiles: [Double: Double] = [:]
        for (key, value) in node.members {
            guard let percent = Double(key), (0...100).contains(percent), value.json.number != nil else { continue }
            quantiles[percent / 100] = try value.value(in: scale)
        }
        return Distribution(printed: quantiles, min: quantiles[0], max: quantiles[1], mean: mean)
    }
}
