import Measurements

/// Limits suggested by what was measured: each series' own figure with headroom from how much runs differ.
package struct StarterBudget: Sendable, Equatable {
    /// Suggestions for one series.
    package struct Entry: Sendable, Equatable {
        /// `Series.id`; `Series.all` for all requests together.
        package var series: String
        package var limits: [SuggestedLimit]
        /// Why common figures have no limit, in sentence parts: "p95 of latency is not in this file; it has p90, p99".
        package var absent: [String]
    }

    /// All requests together first, then endpoints, those with the most requests first; at most `entryLimit`.
    package var entries: [Entry] = []
    /// For every endpoint, those that are not listed and those to come: the loosest limit of each metric of endpoints.
    package var defaults: [SuggestedLimit] = []
    /// Endpoints that are too many to list.
    package var unlisted = 0
    package var runs: Int
    package var sources: [String]
    package var tools: [String]
    package var headroom: Headroom

    package static let entryLimit = 40

    package init(runs given: [Run]) {
        let runs = RunSet(given)
        self.runs = runs.runs.count
        sources = runs.runs.map(\.source).uniqued()
        tools = runs.runs.map(\.tool.name).uniqued()
        // Runs of unrelated endpoints have totals that nobody would limit.
        let ids = runs.runs.flatMap(\.series).filter { $0.name != Series.all || $0.labels.isEmpty }.map(\.id).uniqued()
        let drafts = ids.map { SeriesDraft($0, in: runs) }
        let room = Headroom(spreadsOf: drafts)
        headroom = room
        let all = drafts.map { $0.entry(room) }.filter { !$0.limits.isEmpty || !$0.absent.isEmpty }
        let weights = Dictionary(drafts.map { ($0.id, $0.weight) }) { first, _ in first }
        let totals = all.filter { $0.series == Series.all }
        let endpoints = all.filter { $0.series != Series.all }.sorted { a, b in
            let (first, second) = (weights[a.series] ?? 0, weights[b.series] ?? 0)
            return first == second ? a.series < b.series : first > second
        }
        entries = totals + endpoints.prefix(Self.entryLimit)
        unlisted = max(0, endpoints.count - Self.entryLimit)
        defaults = Self.loosest(endpoints)
    }

    /// Of the latencies that every endpoint has: a default that one lacks would be missed there.
    private static func loosest(_ endpoints: [Entry]) -> [SuggestedLimit] {
        let limits = endpoints.flatMap(\.limits).filter { $0.metric.measurement == Metric.latency.name }
        return limits.map(\.metric).uniqued().compactMap { metric in
            let own = limits.filter { $0.metric == metric }
            return own.count == endpoints.count ? own.max { $0.limit < $1.limit } : nil
        }
    }
}

/// One figure and the limit that leaves it room.
package struct SuggestedLimit: Sendable, Equatable {
    package var metric: MetricName
    package var unit: Unit
    /// `lower`: the limit is a maximum; `higher`: a minimum.
    package var direction: Direction
    /// Central value of the runs, in base units.
    package var measured: Double
    package var runs: Int
    /// In base units; a figure of two digits in the unit that people read it in.
    package var limit: Double
}

extension Sequence where Element: Hashable {
    /// Each once, in order.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
