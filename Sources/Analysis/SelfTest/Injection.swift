import Measurements
import Statistics

/// A change made in kept runs, to see whether it is found.
struct Injection {
    enum Change {
        /// Every time of an endpoint longer by this share; where only its rate is judged, the rate lower by as much.
        case worse(Double)
        /// So many of its requests, as a share, fail; each as fast as if it had not.
        case errors(Double)
    }

    var change: Change
    /// `Series.id`; nil for all endpoints at once.
    var series: String?
    /// Series of which only the throughput is judged.
    var onlyThroughput: Set<String>
    /// Measurements that are judged beside the times, by series.
    var judged: [String: Set<String>]

    func applied(to runs: [Run], _ random: inout SeededGenerator) -> [Run] {
        runs.map { applied(to: $0, &random) }
    }

    private func applied(to run: Run, _ random: inout SeededGenerator) -> Run {
        var run = run
        var failed = 0
        for index in run.series.indices where isMeant(run.series[index]) {
            switch change {
            case .worse(let share): worsen(&run.series[index], by: 1 + share)
            case .errors(let share): failed += fail(&run.series[index], share, &random)
            }
        }
        if failed > 0, let all = run.series.firstIndex(where: { $0.name == Series.all }), series != run.series[all].id {
            run.series[all].errors = run.series[all].errors.map { min($0 + failed, run.series[all].requests ?? .max) }
        }
        return run
    }

    /// All endpoints at once are without the series of all requests together where there are others: how many requests there are is the load's business.
    private func isMeant(_ one: Series) -> Bool {
        if let series { return one.id == series }
        return !onlyThroughput.contains(one.id)
    }

    private func worsen(_ one: inout Series, by factor: Double) {
        if onlyThroughput.contains(one.id) { return one.throughput = one.throughput.map { $0 / factor } }
        for (name, measurement) in one.measurements {
            let isJudged = judged[one.id]?.contains(name) ?? false
            guard isJudged || measurement.metric.unit == .seconds else { continue }
            one.measurements[name]?.value = measurement.value.scaled(
                by: measurement.metric.direction == .higher ? 1 / factor : factor)
        }
    }

    /// Returns how many more failed.
    private func fail(_ one: inout Series, _ share: Double, _ random: inout SeededGenerator) -> Int {
        guard let requests = one.requests, let errors = one.errors, requests > errors else { return 0 }
        let more = random.successes(of: requests - errors, probability: share)
        one.errors = errors + more
        return more
    }
}

extension Measurement.Value {
    /// Counts of what was counted stay.
    fileprivate func scaled(by factor: Double) -> Measurement.Value {
        switch self {
        case .distribution(let distribution): .distribution(distribution.scaled(by: factor))
        case .gauge(let last, let min, let max):
            .gauge(last: last * factor, min: min.map { $0 * factor }, max: max.map { $0 * factor })
        case .counter(let total, let perSecond):
            .counter(total: total * factor, perSecond: perSecond.map { $0 * factor })
        case .share(let share): .share(min(share * factor, 1))
        case .ratio: self
        }
    }
}

extension SeededGenerator {
    /// A binomially distributed number: counted one by one, or of many by the normal approximation.
    fileprivate mutating func successes(of trials: Int, probability: Double) -> Int {
        if trials <= 10_000 { return (0..<trials).reduce(0) { sum, _ in sum + (uniform() < probability ? 1 : 0) } }
        let expected = Double(trials) * probability
        let drawn = expected + normal() * (expected * (1 - probability)).squareRoot()
        return min(max(Int(drawn.rounded()), 0), trials)
    }
}
