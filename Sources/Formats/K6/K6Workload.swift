import Measurements

extension Run {
    /// k6 does not say how it made the load. Iterations dropped for want of users are the mark of an arrival rate.
    mutating func setOpenModelWhereDropped() {
        let all = series.first { $0.name == Series.all }
        guard case .counter(let dropped, _) = all?.measurements[Metric.droppedIterations.name]?.value, dropped > 0
        else { return }
        workload.model = .open
    }

    /// One scenario alone is the load itself: it is said once, of the run, and not again in the name of every series. What then says the same as
    /// the series of all requests is left out.
    mutating func foldOnlyScenario() {
        let named = series.filter { $0.name != Series.all }.map { $0.labels["scenario"] }
        let totals = series.filter { $0.name == Series.all }.compactMap { $0.labels["scenario"] }
        let scenarios = Set(named.compactMap { $0 } + totals)
        guard scenarios.count == 1, let only = scenarios.first, !named.contains(nil) || named.allSatisfy({ $0 == nil })
        else { return }
        if only != "default" { workload.scenario = only }
        for index in series.indices { series[index].labels["scenario"] = nil }
        var seen: Set<String> = []
        series.removeAll { !seen.insert($0.id).inserted }
    }
}
