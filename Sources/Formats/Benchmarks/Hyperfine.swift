import Measurements

/// What `hyperfine --export-json FILE` writes: commands with the time of each run in seconds.
package struct Hyperfine: ResultFormat {
    package let name = "hyperfine"
    package let summary = "hyperfine --export-json: times of commands"
    package let documentation = "https://github.com/sharkdp/hyperfine/blob/v1.19.0/src/benchmark/benchmark_result.rs"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let first = head.json?["results"]?.array?.first else { return false }
        return first["command"]?.string != nil && first["mean"] != nil && first["user"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var series: [Series] = []
        var run = Run(source: input.name, format: name, tool: .init("hyperfine"))
        for result in try node.required("results").elements {
            let (one, failed) = try Self.series(result)
            series.append(one)
            if failed > 0 {
                run.notes.append(
                    Note("benchmark.failed", "\(failed) runs of \(one.name) ended with an exit code other than 0"))
            }
        }
        guard !series.isEmpty else { throw FormatError(input.name, "the file holds no results") }
        return Run.rounds(of: series, like: run)
    }

    private static func series(_ node: JSONNode) throws(FormatError) -> (Series, failed: Int) {
        let command = try node.required("command").json.string ?? ""
        var series = Series(Credentials.removed(from: command))
        for (name, value) in node["parameters"]?.members ?? [] {
            series.labels[name] = value.json.string.map(Credentials.removed) ?? value.json.number.map { "\($0)" }
        }
        series.set(.duration, .distribution(try duration(node)))
        for key in ["user", "system"] {
            guard let seconds = try node[key]?.amount(in: .seconds) else { continue }
            series.set(Metric("\(key)_time", unit: .seconds, direction: .lower), .distribution(.mean(seconds)))
        }
        var memory: [Double] = []
        for bytes in node["memory_usage_byte"]?.elements ?? [] { memory.append(try bytes.amount(in: .seconds)) }
        if let memory = Distribution.of(memory) {
            series.set(Metric("memory", unit: .bytes, direction: .lower), .distribution(memory))
        }
        // Null where a signal ended the command.
        let exits = node["exit_codes"]?.json.array ?? []
        let failed = exits.count { $0 != .number(0) }
        if !exits.isEmpty {
            series.set(Metric("failed", unit: .ratio, direction: .lower), .ratio(hits: failed, total: exits.count))
        }
        return (series, failed)
    }

    /// The times of all runs, or only what was computed of them.
    private static func duration(_ node: JSONNode) throws(FormatError) -> Distribution {
        var times: [Double] = []
        for time in node["times"]?.elements ?? [] { times.append(try time.amount(in: .seconds)) }
        let deviation = try node["stddev"]?.amount(in: .seconds)
        if var distribution = Distribution.of(times) {
            distribution.standardDeviation = deviation
            return distribution
        }
        let median = try node["median"]?.amount(in: .seconds)
        return Distribution(
            printed: median.map { [0.5: $0] } ?? [:], min: try node["min"]?.amount(in: .seconds),
            max: try node["max"]?.amount(in: .seconds), mean: try node.required("mean").amount(in: .seconds),
            standardDeviation: deviation)
    }
}
