import Measurements

extension Metric {
    /// What a benchmark scores where that is no time: operations per second, or whatever unit the tool names.
    static func score(_ unit: UnitName?) -> Metric {
        Metric("score", unit: unit?.unit ?? .unknown, direction: unit?.direction ?? .neither)
    }
}

extension Distribution {
    /// Of values that were all seen; nil where there are none.
    static func of(_ values: [Double]) -> Distribution? {
        var recorder = Recorder()
        for value in values { recorder.add(value) }
        var distribution = recorder.distribution
        // Summed in ascending order rather than in the recorder's fixed point, which is coarse for nanoseconds.
        distribution?.mean = values.sorted().reduce(0, +) / Double(values.count)
        return distribution
    }

    /// A lone figure, of which the tool says that it is a mean.
    static func mean(_ value: Double, count: Int? = nil) -> Distribution {
        Distribution(count: count, mean: value, shape: .quantiles([]))
    }
}

extension Run {
    /// Runs in which no benchmark occurs twice: the first of all benchmarks, then the second of those that the file has again.
    static func rounds(of series: [Series], like run: Run) -> [Run] {
        var rounds: [[Series]] = []
        var seen: [String: Int] = [:]
        for one in series {
            let round = seen[one.id, default: 0]
            seen[one.id] = round + 1
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(one)
        }
        return rounds.map { series in
            var run = run
            run.series = series
            return run
        }
    }
}
