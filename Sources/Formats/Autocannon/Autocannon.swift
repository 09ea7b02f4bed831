import Measurements

/// What `autocannon --json` prints: one result, an array of them, or one after the other as a loop in a shell makes them.
package struct Autocannon: ResultFormat {
    package let name = "autocannon"
    package let summary = "autocannon --json: one result, an array, or one a line"
    package let documentation = "https://github.com/mcollina/autocannon/tree/v7.15.0#autocannonopts-cb"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json else { return false }
        let first = json.array?.first ?? json
        return ["latency", "requests", "throughput"].allSatisfy { first[$0]?["average"] != nil }
            && first["connections"] != nil && first["non2xx"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var results: [AutocannonResult] = []
        for node in try input.results() { results.append(try AutocannonResult(node)) }
        let requests = results.reduce(0.0) { $0 + Double($1.requests) }
        guard requests <= Double(JSONNode.largestCount) else {
            throw FormatError(input.name, "\(requests) requests in all are more than can be")
        }
        return Self.rounds(of: results).map { run(of: $0, input.name) }
    }

    /// Results of different endpoints are one run; those of the same endpoint are runs one after the other.
    private static func rounds(of results: [AutocannonResult]) -> [[AutocannonResult]] {
        var rounds: [[AutocannonResult]] = []
        var seen: [String: Int] = [:]
        for result in results {
            let round = seen[result.identity, default: 0]
            seen[result.identity] = round + 1
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(result)
        }
        return rounds
    }

    private func run(of results: [AutocannonResult], _ source: String) -> Run {
        let sameName = Dictionary(results.map { ($0.name, 1) }, uniquingKeysWith: +)
        let endpoints = results.map { $0.series(named: sameName[$0.name] == 1 ? $0.name : $0.identity) }
        var run = Run(source: source, format: name, tool: .init("autocannon"))
        run.start = results.compactMap(\.start).min()
        run.duration = duration(of: results)
        run.workload = Workload(model: .closed, virtualUsers: users(of: results))
        run.series = [everything(endpoints, results)] + endpoints
        run.notes = notes(on: results)
        return run
    }

    /// Whether the results were measured at the same time, as far as they say.
    private func areConcurrent(_ results: [AutocannonResult]) -> Bool {
        let starts = results.compactMap(\.start)
        let ends = results.compactMap(\.end)
        guard starts.count == results.count, ends.count == results.count, let last = starts.max(),
            let first = ends.min()
        else { return false }
        return last < first
    }

    private func users(of results: [AutocannonResult]) -> Int? {
        let connections = results.compactMap(\.connections)
        return areConcurrent(results) ? connections.reduce(0, +) : connections.max()
    }

    private func duration(of results: [AutocannonResult]) -> Double? {
        let durations = results.compactMap(\.duration)
        guard durations.count == results.count else { return nil }
        return areConcurrent(results) ? durations.max() : durations.reduce(0, +)
    }

    /// Counts add up; requests per second do where the results were measured at the same time; printed percentiles never do.
    private func everything(_ endpoints: [Series], _ results: [AutocannonResult]) -> Series {
        if endpoints.count == 1, var all = endpoints.first {
            all.name = Series.all
            return all
        }
        var all = Series(
            Series.all, requests: results.reduce(0) { $0 + $1.requests }, errors: results.reduce(0) { $0 + $1.errors })
        if areConcurrent(results) { all.throughput = results.reduce(0) { $0 + $1.throughput } }
        return all
    }

    private func notes(on results: [AutocannonResult]) -> [Note] {
        var notes: [Note] = []
        if results.contains(where: { $0.errors > 0 }) {
            let what =
                "requests are answers and errors; failed are errors, timeouts among them, and answers other than 2xx"
            notes.append(Note("errors.definition", what))
        }
        if results.count > 1 {
            let what = "the file has the latencies of each endpoint alone; percentiles of all together cannot be told"
            notes.append(Note("latency.not-mergeable", what))
        }
        var seen: Set<Note> = []
        notes += results.flatMap(\.notes).filter { seen.insert($0).inserted }
        return notes
    }
}
