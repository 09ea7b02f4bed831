import Measurements

/// The table of all requests that `locust --csv NAME` writes: NAME_stats.csv, and NAME_requests.csv of locust before 1.0 (2.47):
/// https://github.com/locustio/locust/blob/2.47.0/locust/stats.py
///
/// NAME_failures.csv and NAME_exceptions.csv beside it hold neither requests nor times; they are known here to be refused with a hint.
package struct LocustStats: ResultFormat {
    package let name = "locust-stats"
    package let summary = "locust --csv: NAME_stats.csv (NAME_requests.csv of old)"
    package let documentation = "https://docs.locust.io/en/stable/retrieving-stats.html"

    /// What the tables beside it are, by how their headers begin.
    private static func other(_ header: [String]) -> String? {
        if header.starts(with: ["Method", "Name", "Error", "Occurrences"]) { return "failures" }
        return header.starts(with: ["Count", "Message", "Traceback", "Nodes"]) ? "exceptions" : nil
    }

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        let header = LocustColumns.header(of: head)
        return LocustColumns.stats(header) != nil || Self.other(header) != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let rows = DelimitedText(try input.document()).rows
        if let kind = rows.first.flatMap({ Self.other($0.fields) }) {
            throw FormatError(
                input.name,
                "this is locust's table of \(kind), which has no requests and times; give the file NAME_stats.csv beside it"
            )
        }
        guard let header = rows.first, let columns = LocustColumns.stats(header.fields) else {
            let expected = "expected the header Type,Name,Request Count,Failure Count,… of locust's NAME_stats.csv"
            throw FormatError(input.name, at: .line(1, column: nil), expected)
        }
        var all: Series?
        var endpoints: [Series] = []
        for row in rows.dropFirst() {
            let entry = LocustRow(row: row, columns: columns, source: input.name)
            if entry.isTotal { all = try entry.series() } else { endpoints.append(try entry.series()) }
        }
        guard let whole = all ?? sum(endpoints), whole.requests ?? 0 > 0 else {
            throw FormatError(input.name, "the table holds no requests: nothing was measured")
        }
        var run = Run(source: input.name, format: name, tool: .init("locust"), series: [whole] + endpoints)
        if let requests = whole.requests, let rate = whole.throughput, rate > 0 {
            run.duration = Double(requests) / rate
        }
        run.workload.model = .closed
        run.notes = notes(on: whole, hasTotal: all != nil)
        return [run]
    }

    /// Counts of all rows, where the last one is missing.
    private func sum(_ endpoints: [Series]) -> Series? {
        guard !endpoints.isEmpty else { return nil }
        let requests = endpoints.reduce(0.0) { $0 + Double($1.requests ?? 0) }
        guard let count = Int(exactly: requests), count <= JSONNode.largestCount else { return nil }
        var all = Series(Series.all, requests: count, errors: endpoints.reduce(0) { $0 + ($1.errors ?? 0) })
        all.throughput = endpoints.reduce(0) { $0 + ($1.throughput ?? 0) }
        return all
    }

    private func notes(on all: Series, hasTotal: Bool) -> [Note] {
        var notes: [Note] = []
        if !hasTotal {
            let what = "the row \"Aggregated\" is missing: percentiles of all requests together cannot be told"
            notes.append(Note("latency.not-mergeable", what))
        }
        guard case .distribution(let latency)? = all.measurements[Metric.latency.name]?.value else { return notes }
        notes.append(.locustRounds)
        notes += [
            Note.absentPercentiles(of: latency),
            .latencyIncludesFailures(all.errors ?? 0, of: all.requests ?? 0),
        ].compactMap { $0 }
        return notes
    }
}
