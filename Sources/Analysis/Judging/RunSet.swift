import Measurements

/// The runs of one side, seen by series: what each run says of an endpoint.
struct RunSet {
    let runs: [Run]
    /// By `Series.id`; runs in the order of time where all starts are known, else as given.
    let series: [String: [Entry]]

    /// How many runs were left out because they say what another says.
    let duplicates: Int

    /// Endpoints that are alone in their runs: what is said of all requests there is said of them.
    let lone: Set<String>

    struct Entry {
        var run: Int
        var series: Series
    }

    init(_ given: [Run]) {
        let distinct = Self.distinct(given)
        let runs = Self.separatingUnrelated(Self.inOrder(distinct))
        duplicates = given.count - distinct.count
        var series: [String: [Entry]] = [:]
        for (index, run) in runs.enumerated() {
            for one in run.series { series[one.id, default: []].append(Entry(run: index, series: one)) }
        }
        self.runs = runs
        lone = Set(
            runs.compactMap { run in
                let endpoints = run.series.filter { $0.name != Series.all }
                return endpoints.count == 1 ? endpoints[0].id : nil
            })
        // A run that names a series twice cannot say which is meant: the first one counts.
        self.series = series.mapValues { entries in
            var seen: Set<Int> = []
            return entries.filter { seen.insert($0.run).inserted }
        }
    }

    /// The same file twice, or one result in two forms, is one observation. Only runs with figures of load can be told apart by them.
    private static func distinct(_ runs: [Run]) -> [Run] {
        var kept: [Run] = []
        for run in runs {
            let isKnown = run.tests == nil && !run.series.isEmpty && kept.contains { saysTheSame($0, run) }
            if !isKnown { kept.append(run) }
        }
        return kept
    }

    /// Whether two runs are one: alike in everything, with a figure among it that does not come twice by chance.
    static func saysTheSame(_ a: Run, _ b: Run) -> Bool {
        let isTelling = a.start != nil || a.duration != nil || a.series.contains { $0.throughput != nil }
        return isTelling && a.start == b.start && a.duration == b.duration
            && a.withoutTimelines.series == b.withoutTimelines.series
            && a.series.map(\.courses) == b.series.map(\.courses)
    }

    private static func inOrder(_ runs: [Run]) -> [Run] {
        let starts = runs.compactMap(\.start)
        guard starts.count == runs.count else { return runs }
        return zip(runs, starts).enumerated().sorted { a, b in
            (a.element.1, a.offset) < (b.element.1, b.offset)
        }.map(\.element.0)
    }

    /// Runs without a common endpoint (one autocannon file for each route, say) are no replicates of each other: their `*` are different loads,
    /// and are told apart by the label `of`.
    private static func separatingUnrelated(_ runs: [Run]) -> [Run] {
        var groups: [(endpoints: Set<String>, members: [Int])] = []
        for (index, run) in runs.enumerated() {
            let own = Set(run.series.lazy.filter { $0.name != Series.all }.map(\.id))
            guard !own.isEmpty else { continue }
            let related = groups.indices.filter { !groups[$0].endpoints.isDisjoint(with: own) }
            var merged = (endpoints: own, members: [index])
            for group in related.reversed() {
                merged.endpoints.formUnion(groups[group].endpoints)
                merged.members += groups[group].members
                groups.remove(at: group)
            }
            groups.append(merged)
        }
        guard groups.count > 1 else { return runs }
        var separated = runs
        for group in groups {
            let name = group.endpoints.sorted().first ?? ""
            let label = group.endpoints.count == 1 ? name : "\(name) and \(group.endpoints.count - 1) more"
            for member in group.members {
                for position in separated[member].series.indices
                where separated[member].series[position].name == Series.all {
                    separated[member].series[position].labels["of"] = label
                }
            }
        }
        return separated
    }
}

extension RunSet {
    /// What was perhaps meant by a name that is not in the results: the likeliest endpoint, else some that there are. Nil without endpoints.
    func hint(for name: String) -> String? {
        let names = series.keys.filter { $0 != Series.all }.sorted()
        if let meant = Spelling.likeliest(name, among: names) { return "did you mean \"\(meant)\"?" }
        guard !names.isEmpty else { return nil }
        let some = names.prefix(3).joined(separator: ", ")
        return
            "there are \(some)\(names.count > 3 ? " and \(names.count - 3) more" : ""); mark the rule optional if it may be absent."
    }
}
