import Measurements

/// What `pytest --benchmark-json FILE` and `--benchmark-save` write: seconds for each round.
package struct PytestBenchmark: ResultFormat {
    package let name = "pytest-benchmark"
    package let summary = "pytest-benchmark: --benchmark-json, and files of its storage"
    package let documentation = "https://pytest-benchmark.readthedocs.io/en/v5.2.3/usage.html"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json, json["machine_info"] != nil || json["commit_info"] != nil else { return false }
        let benchmarks = json["benchmarks"]?.array
        return benchmarks?.isEmpty == true || benchmarks?.first?["stats"]?["rounds"] != nil
            || (json["version"]?.string != nil && benchmarks?.first?["options"] != nil)
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var series: [Series] = []
        for benchmark in try node.required("benchmarks").elements { series.append(try Self.series(benchmark)) }
        guard !series.isEmpty else { throw FormatError(input.name, "the file holds no benchmarks") }
        let version = node["version"]?.json.string
        var run = Run(source: input.name, format: name, tool: .init("pytest-benchmark", version: version))
        // Files of version 3 and before say UTC without saying so.
        run.start = node["datetime"]?.json.string.flatMap { Timestamp.seconds($0) ?? Timestamp.seconds($0 + "Z") }
        run.commit = node["commit_info"]?["id"]?.json.string
        run.branch = node["commit_info"]?["branch"]?.json.string
        let machine = node["machine_info"]
        run.environment["cpu"] = (machine?["cpu"]?["brand_raw"] ?? machine?["cpu"]?["brand"])?.json.string
        run.environment["os"] = machine?["system"]?.json.string
        run.environment["python"] = machine?["python_version"]?.json.string
        if node["commit_info"]?["dirty"]?.json.bool == true {
            run.notes = [Note("commit.dirty", "the working copy had changes that the commit does not have")]
        }
        return Run.rounds(of: series, like: run)
    }

    private static func series(_ node: JSONNode) throws(FormatError) -> Series {
        let name = (node["fullname"] ?? node["name"])?.json.string ?? ""
        var series = Series(name)
        series.set(.duration, .distribution(try duration(try node.required("stats"))))
        for (key, value) in node["extra_info"]?.members ?? [] {
            guard value.json.number != nil, key != Metric.duration.name else { continue }
            let number = try value.value(in: .seconds)
            series.set(Metric(key, unit: .unknown, direction: .neither), .gauge(last: number, min: nil, max: nil))
        }
        return series
    }

    private static func duration(_ stats: JSONNode) throws(FormatError) -> Distribution {
        let count = try stats.required("rounds").count()
        let deviation = try stats["stddev"]?.amount(in: .seconds)
        // Some shorten the values by hand; then they are not those of all rounds.
        let rounds = stats["data"]?.json.array?.compactMap(\.number) ?? []
        let areAll = rounds.count == count && rounds.allSatisfy { (0...UnitName.largest).contains($0) }
        if areAll, var distribution = Distribution.of(rounds) {
            distribution.standardDeviation = deviation
            return distribution
        }
        var quantiles: [Double: Double] = [:]
        for (key, rank) in [("q1", 0.25), ("median", 0.5), ("q3", 0.75)] {
            quantiles[rank] = try stats[key]?.amount(in: .seconds)
        }
        return Distribution(
            printed: quantiles, count: count,
            min: try stats.required("min").amount(in: .seconds), max: try stats.required("max").amount(in: .seconds),
            mean: try stats.required("mean").amount(in: .seconds), standardDeviation: deviation)
    }
}
