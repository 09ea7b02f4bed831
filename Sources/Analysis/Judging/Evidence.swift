import Measurements

/// What the runs of one side say of one figure of one series, by run.
struct Evidence {
    enum Values {
        /// Latencies, rates per second, sizes: compared as ratios.
        case magnitudes([Int: Double])
        /// Shares, kept as counts of what is counted: compared as counts.
        case shares([Int: (hits: Int, total: Int)])
    }

    var values: Values
    var unit: Unit
    var direction: Direction
    /// Fewest requests behind a run's figure; nil where unknown.
    var leastRequests: Int?
    /// Width of the steps in which the tool prints it, in its unit; 0 where it prints exactly.
    var resolution = 0.0

    var runs: Set<Int> {
        switch values {
        case .magnitudes(let values): Set(values.keys)
        case .shares(let values): Set(values.keys)
        }
    }

    /// Of the runs from one on; of all where that is nil.
    func since(_ run: Int?) -> Evidence {
        guard let run else { return self }
        var rest = self
        switch values {
        case .magnitudes(let values): rest.values = .magnitudes(values.filter { $0.key >= run })
        case .shares(let values): rest.values = .shares(values.filter { $0.key >= run })
        }
        return rest
    }

    /// The central value of the runs. Magnitudes: geometric mean, as their ratios are what is compared (arithmetic where one is not positive);
    /// shares: all hits over all totals.
    var side: Check.Side {
        switch values {
        case .magnitudes(let byRun):
            let values = byRun.sorted { $0.key < $1.key }.map(\.value)
            return Check.Side(value: centralValue(of: values), values: values)
        case .shares(let byRun):
            let counts = byRun.sorted { $0.key < $1.key }.map(\.value)
            let (hits, total) = counts.reduce((0, 0)) { ($0.0 + $1.hits, $0.1 + $1.total) }
            return Check.Side(
                value: Double(hits) / Double(total), values: counts.map { Double($0.hits) / Double($0.total) })
        }
    }
}

extension RunSet {
    /// Evidence for a figure, or why there is none.
    func evidence(_ series: String, _ metric: MetricName) -> Result<Evidence, Absent> {
        guard let entries = self.series[series] else { return .failure(Absent("\(series) is not in the results")) }
        var reason = Absent("\(metric.description) is not in the results")
        var magnitudes: [Int: Double] = [:]
        var shares: [Int: (hits: Int, total: Int)] = [:]
        var evidence = Evidence(values: .magnitudes([:]), unit: .unknown, direction: .neither)
        for entry in entries {
            do throws(Absent) {
                let figure = try entry.series.figure(metric)
                evidence.unit = figure.unit
                evidence.direction = figure.direction
                evidence.leastRequests = least(evidence.leastRequests, entry.series.requestCount(behind: metric))
                evidence.resolution = max(evidence.resolution, entry.series.resolution(of: metric))
                if let counts = entry.series.counts(behind: metric) {
                    shares[entry.run] = counts
                } else {
                    magnitudes[entry.run] = figure.value
                }
            } catch { reason = error }
        }
        if shares.isEmpty, magnitudes.isEmpty { return .failure(reason) }
        evidence.values = magnitudes.isEmpty ? .shares(shares) : .magnitudes(magnitudes)
        return .success(evidence)
    }

    private func least(_ a: Int?, _ b: Int?) -> Int? {
        guard let a, let b else { return a ?? b }
        return min(a, b)
    }
}

extension Series {
    /// The two counts behind a share, where the input holds both.
    fileprivate func counts(behind metric: MetricName) -> (hits: Int, total: Int)? {
        if metric == .errorRate, let errors, let requests, requests > 0 { return (errors, requests) }
        guard case .ratio(let hits, let total) = measurements[metric.measurement]?.value, total > 0,
            metric.statistic == nil || metric.statistic == .rate
        else { return nil }
        return (hits, total)
    }

    fileprivate func requestCount(behind metric: MetricName) -> Int? {
        guard case .distribution(let distribution) = measurements[metric.measurement]?.value else { return requests }
        return distribution.count ?? requests
    }

    fileprivate func resolution(of metric: MetricName) -> Double {
        guard case .distribution(let distribution) = measurements[metric.measurement]?.value else { return 0 }
        return distribution.resolution ?? 0
    }
}
