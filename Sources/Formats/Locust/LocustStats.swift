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
        var table: Table?
        try DelimitedText.forEachRow(of: input) { (row) throws(FormatError) in
            if table == nil {
                table = Table(columns: try columns(row.fields, input.name))
            } else {
                try table?.add(row, input.name)
            }
        }
        guard let table else { throw Self.noHeader(input.name) }
        guard let whole = table.all ?? table.sum, whole.requests ?? 0 > 0 else {
            throw FormatError(input.name, "the table holds no requests: nothing was measured")
        }
        var run = Run(source: input.name, format: name, tool: .init("locust"), series: [whole] + table.endpoints)
        if let requests = whole.requests, let rate = whole.throughput, rate > 0 {
            run.duration = Double(requests) / rate
        }
        run.workload.model = .closed
        run.notes = notes(on: whole, hasTotal: table.all != nil)
        if table.room.isFull { run.notes.append(.locustNames) }
        return [run]
    }

    private func columns(_ header: [String], _ source: String) throws(FormatError) -> LocustColumns {
        if let kind = Self.other(header) {
            throw FormatError(
                source,
                "this is locust's table of \(kind), which has no requests and times; give the file NAME_stats.csv beside it"
            )
        }
        guard let columns = LocustColumns.stats(header) else { throw Self.noHeader(source) }
        return columns
    }

    private static func noHeader(_ source: String) -> FormatError {
        let expected = "expected the header Type,Name,Request Count,Failure Count,… of locust's NAME_stats.csv"
        return FormatError(source, at: .line(1, column: nil), expected)
    }

    private struct Table {
        let columns: LocustColumns
        var all: Series?
        var endpoints: [Series] = []
        private(set) var room = NameRoom()
        /// Of all names, where the row of all is missing.
        private var requests = 0.0
        private var errors = 0
        private var throughput = 0.0

        init(columns: LocustColumns) { self.columns = columns }

        mutating func add(_ row: DelimitedText.Row, _ source: String) throws(FormatError) {
            let entry = LocustRow(row: row, columns: columns, source: source)
            if entry.isTotal {
                all = try entry.series()
                return
            }
            let counts = try entry.counts()
            requests += Double(counts.requests)
            errors = min(errors + (counts.failures ?? 0), JSONNode.largestCount)
            throughput += try entry.amount(columns.perSecond) ?? 0
            guard room.isThere() else { return }
            let series = try entry.series()
            room.add(series.id)
            endpoints.append(series)
        }

        /// Counts of all rows; nil where they are none.
        var sum: Series? {
            guard !endpoints.isEmpty, let count = Int(exactly: requests), count <= JSONNode.largestCount else {
                return nil
            }
            var all = Series(Series.all, requests: count, errors: errors)
            all.throughput = throughput
            return all
        }
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
