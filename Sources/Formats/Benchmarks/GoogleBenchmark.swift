import Measurements

/// What Google Benchmark's `--benchmark_format=json` and `--benchmark_out` write: one row for each repetition, and rows of aggregates.
package struct GoogleBenchmark: ResultFormat {
    package let name = "google-benchmark"
    package let summary = "Google Benchmark: --benchmark_format=json, --benchmark_out"
    package let documentation = "https://github.com/google/benchmark/blob/v1.9.1/docs/user_guide.md#output-formats"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json, let context = json["context"], json["benchmarks"]?.array != nil else {
            return false
        }
        return context["num_cpus"] != nil || context["library_build_type"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var names: [String] = []
        var tallies: [String: GoogleBenchmarkTally] = [:]
        for row in try node.required("benchmarks").elements {
            let name = (row["run_name"] ?? row["name"])?.json.string ?? ""
            if tallies[name] == nil { names.append(name) }
            try tallies[name, default: GoogleBenchmarkTally()].add(row)
        }
        let series = names.compactMap { name in tallies[name]?.series(name) }
        guard !series.isEmpty else { throw FormatError(input.name, "no benchmark in the file has times") }
        let context = node["context"]
        let version = context?["library_version"]?.json.string
        var run = Run(source: input.name, format: self.name, tool: .init("Google Benchmark", version: version))
        run.series = series
        run.start = context?["date"]?.json.string.flatMap(Timestamp.seconds)
        run.environment["cores"] = context?["num_cpus"]?.json.integer.map(String.init)
        run.notes = names.compactMap { name in tallies[name]?.note(on: name) }
        if context?["library_build_type"]?.json.string == "debug" {
            run.notes.append(
                Note("benchmark.debug", "the benchmark library was built for debugging; times may be affected"))
        }
        if context?["cpu_scaling_enabled"]?.json.bool == true {
            run.notes.append(Note("benchmark.cpu-scaling", "CPU scaling was on: real times are noisy"))
        }
        return [run]
    }
}

/// The rows of one benchmark. Rows of aggregates repeat those of the repetitions, so they count only where they are alone.
struct GoogleBenchmarkTally {
    private var samples: [String: [Double]] = [:]
    private var metrics: [String: Metric] = [:]
    private var order: [String] = []
    private var aggregates: [String: [String: Double]] = [:]
    private var attempts = 0
    private var errors = 0
    private var untimed = 0

    private static let fixed: Set<String> = [
        "family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads", "iterations",
        "real_time", "cpu_time", "items_per_second", "bytes_per_second",
    ]

    mutating func add(_ row: JSONNode) throws(FormatError) {
        let aggregate = row["run_type"]?.json.string == "aggregate" ? row["aggregate_name"]?.json.string : nil
        if aggregate == nil { attempts += 1 }
        if row["error_occurred"]?.json.bool == true {
            errors += 1
            return
        }
        // Shares of the mean, complexities and fits are no times.
        if row["aggregate_unit"]?.json.string == "percentage" || row["rms"] != nil || row["big_o"] != nil { return }
        guard row["real_time"] != nil else {
            untimed += 1
            return
        }
        let word = row["time_unit"]?.json.string ?? "ns"
        guard let unit = UnitName(word), unit.unit == .seconds else {
            throw FormatError(row.source, "\(row.path).time_unit: expected ns, us, ms or s")
        }
        for (metric, value) in try Self.values(row, unit) {
            if metrics.updateValue(metric, forKey: metric.name) == nil { order.append(metric.name) }
            if let aggregate {
                aggregates[metric.name, default: [:]][aggregate] = value
            } else {
                samples[metric.name, default: []].append(value)
            }
        }
    }

    private static func values(_ row: JSONNode, _ unit: UnitName) throws(FormatError) -> [(Metric, Double)] {
        var values: [(Metric, Double)] = [(.duration, try row.required("real_time").amount(in: unit))]
        if let cpu = row["cpu_time"] {
            values.append((Metric("cpu_time", unit: .seconds, direction: .lower), try cpu.value(in: unit)))
        }
        for (key, metricUnit) in [("items_per_second", Unit.perSecond), ("bytes_per_second", .bytesPerSecond)] {
            guard let rate = row[key] else { continue }
            values.append((Metric(key, unit: metricUnit, direction: .higher), try rate.amount(in: .seconds)))
        }
        for (key, value) in row.members where value.json.number != nil && !fixed.contains(key) && key != "duration" {
            values.append((Metric(key, unit: .unknown, direction: .neither), try value.value(in: .seconds)))
        }
        return values
    }

    /// Nil where no row has times.
    func series(_ name: String) -> Series? {
        guard !order.isEmpty || errors > 0 else { return nil }
        var series = Series(name)
        for key in order {
            guard let metric = metrics[key] else { continue }
            if let known = Distribution.of(samples[key] ?? []) {
                series.set(metric, .distribution(known))
            } else if let printed = aggregates[key] {
                let median = printed["median"].map { [0.5: $0] } ?? [:]
                let distribution = Distribution(
                    printed: median, min: printed["min"], max: printed["max"], mean: printed["mean"],
                    standardDeviation: printed["stddev"])
                series.set(metric, .distribution(distribution))
            }
        }
        if errors > 0 {
            let failed = Metric("failed", unit: .ratio, direction: .lower)
            series.set(failed, .ratio(hits: errors, total: max(attempts, errors)))
        }
        return series
    }

    func note(on name: String) -> Note? {
        if errors > 0 { return Note("benchmark.failed", "\(name) reported an error") }
        return untimed > 0 && order.isEmpty ? Note("benchmark.untimed", "\(name) has no times") : nil
    }
}
