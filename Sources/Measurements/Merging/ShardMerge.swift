/// Joins what the load generators of one distributed test reported into the run that they were together: counts and histograms are added,
/// percentiles are computed anew from them and never averaged. What comes out does not depend on the order of the shards.
package enum ShardMerge {
    /// A part of the test: one generator's run.
    /// - Returns: the only run where there is but one, unchanged.
    package static func merge(_ shards: [Run]) throws(Unmergeable) -> Run {
        guard let first = shards.first else { throw Unmergeable("", "there is nothing to merge") }
        guard shards.count > 1 else { return first }
        try refuseDifferentTests(shards)
        try refuseReplicates(shards)
        try refuseTheSame(shards)
        let names = shards.map(\.source)
        var run = Run(source: summary(of: names), format: first.format, tool: first.tool)
        run.tool.version = common(shards.map(\.tool.version))
        run.start = shards.allSatisfy { $0.start != nil } ? shards.compactMap(\.start).min() : nil
        run.duration = duration(of: shards)
        run.workload = try workload(of: shards)
        run.environment = joined(shards.map(\.environment))
        run.commit = common(shards.map(\.commit).filter { $0 != nil })
        run.branch = common(shards.map(\.branch).filter { $0 != nil })
        run.labels = shards.dropFirst().reduce(first.labels) { kept, shard in
            kept.filter { shard.labels[$0.key] == $0.value }
        }
        run.series = try series(of: shards)
        run.tests = shards.compactMap(\.tests).reduce(nil) { sum, tests in
            var all = sum ?? TestSummary()
            all.add(tests)
            return all
        }
        run.notes = notes(of: shards)
        if let problem = KeptRunValidation.problem(of: run) { throw Unmergeable(run.source, problem) }
        return run
    }

    // MARK: - What makes them one test

    private static func refuseDifferentTests(_ shards: [Run]) throws(Unmergeable) {
        try agree("tools", shards) { $0.tool.name }
        try agree("load models", shards) { $0.workload.model?.rawValue }
        try agree("scenarios", shards) { $0.workload.scenario }
        try agree("commits", shards) { $0.commit }
        try agree("branches", shards) { $0.branch }
    }

    private static func refuseTheSame(_ shards: [Run]) throws(Unmergeable) {
        var sources: [String: String] = [:]
        for shard in shards {
            if let other = sources.updateValue(shard.source, forKey: shard.contentID) {
                throw Unmergeable(shard.source, "the same result as \(other), which would count twice")
            }
        }
    }

    /// What some shards do not say is no difference.
    private static func agree(
        _ what: String, _ shards: [Run], _ value: (Run) -> String?
    ) throws(Unmergeable) {
        let told = shards.filter { value($0) != nil }
        guard let first = told.first, let other = told.first(where: { value($0) != value(first) }) else { return }
        throw Unmergeable(
            other.source,
            "other \(what) than \(first.source) (\(value(other) ?? ""), there \(value(first) ?? "")): not parts of one test"
        )
    }

    /// Runs that followed each other are repeats: the sum of their rates was never reached.
    private static func refuseReplicates(_ shards: [Run]) throws(Unmergeable) {
        let known = shards.filter { $0.start != nil && $0.duration != nil }
        let sorted = known.sorted { ($0.start ?? 0) < ($1.start ?? 0) }
        guard sorted.count == shards.count, let first = sorted.first else { return }
        var last = first
        for shard in sorted.dropFirst() {
            if (shard.start ?? 0) >= end(last) {
                throw Unmergeable(
                    shard.source,
                    "began when \(last.source) had ended: repeats of a test, not parts of one; without --merge they are compared as such"
                )
            }
            if end(shard) > end(last) { last = shard }
        }
    }

    private static func end(_ run: Run) -> Double { (run.start ?? 0) + (run.duration ?? 0) }

    // MARK: - The run's own values

    /// From the first start to the last end; the longest duration where the shards do not say when they started.
    private static func duration(of shards: [Run]) -> Double? {
        guard shards.allSatisfy({ $0.duration != nil }) else { return nil }
        let longest = shards.compactMap(\.duration).max()
        guard shards.allSatisfy({ $0.start != nil }), let start = shards.compactMap(\.start).min(),
            let end = shards.map(end).max()
        else { return longest }
        return max(end - start, longest ?? 0)
    }

    private static func workload(of shards: [Run]) throws(Unmergeable) -> Workload {
        var workload = Workload(
            model: shards.lazy.compactMap(\.workload.model).first,
            scenario: shards.lazy.compactMap(\.workload.scenario).first)
        workload.virtualUsers = try Shards(shards.map { ($0.source, $0.workload.virtualUsers) }).sum("virtual users")
        let rates = shards.compactMap(\.workload.rate)
        workload.rate = rates.count == shards.count ? exactSum(rates) : nil
        return workload
    }

    /// What differs between generators is listed, so that the same set of machines says the same next time.
    private static func joined(_ environments: [[String: String]]) -> [String: String] {
        var joined: [String: String] = [:]
        for name in Set(environments.flatMap(\.keys)) {
            joined[name] = Set(environments.compactMap { $0[name] }).sorted().joined(separator: " + ")
        }
        return joined
    }

    private static func series(of shards: [Run]) throws(Unmergeable) -> [Series] {
        var order: [String] = []
        var found: [String: [(source: String, value: Series)]] = [:]
        for shard in shards {
            for series in shard.series {
                if found[series.id] == nil { order.append(series.id) }
                found[series.id, default: []].append((shard.source, series))
            }
        }
        // The order of the shards must not show: all requests first, the rest by name.
        order.sort()
        order = order.filter { $0 == Series.all } + order.filter { $0 != Series.all }
        var merged: [Series] = []
        for id in order { merged.append(try Shards(found[id] ?? []).merged()) }
        return merged
    }

    private static func notes(of shards: [Run]) -> [Note] {
        var notes = [
            Note(
                "run.merged",
                "\(shards.count) results are joined as parts of one test: \(summary(of: shards.map(\.source), all: true))"
            )
        ]
        if let share = overlap(of: shards), share < 0.9 {
            notes.append(
                Note(
                    "merge.overlap",
                    "the generators ran together for \(Int(share * 100)) % of the test: the throughput is the sum of theirs, and was not reached all the time"
                ))
        }
        if Set(shards.map(\.tool.version)).count > 1 {
            notes.append(Note("merge.version", "the generators ran different versions of \(shards[0].tool.name)"))
        }
        var seen: Set<Note> = []
        return (notes + shards.flatMap(\.notes)).filter { seen.insert($0).inserted }
    }

    /// Share of the whole time in which every shard ran.
    private static func overlap(of shards: [Run]) -> Double? {
        guard shards.allSatisfy({ $0.start != nil && $0.duration != nil }),
            let start = shards.compactMap(\.start).max(),
            let end = shards.map(end).min(), let whole = duration(of: shards), whole > 0
        else { return nil }
        return max(0, end - start) / whole
    }

    private static func summary(of names: [String], all: Bool = false) -> String {
        let shown = names.sorted().prefix(all ? 20 : 1)
        let rest = names.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private static func common(_ values: [String?]) -> String? { Set(values).count == 1 ? values[0] : nil }

    static func exactSum(_ values: [Double]) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum.value
    }
}

/// Why results cannot be joined, and which one is in the way.
package struct Unmergeable: Error, Sendable, Equatable {
    /// The result as the user named it.
    package var source: String
    /// What is wrong, with series and metric.
    package var problem: String

    package init(_ source: String, _ problem: String) {
        self.source = source
        self.problem = problem
    }
}
