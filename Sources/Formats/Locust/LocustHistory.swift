import Measurements

/// What happened over time as `locust --csv NAME` writes it: NAME_stats_history.csv, a row a second for all requests, and with
/// `--csv-full-history` for each name (2.47): https://github.com/locustio/locust/blob/2.47.0/locust/stats.py
///
/// Counts, mean, minimum, maximum, median and percentiles are of the whole test up to a row, requests per second of its last seconds. So the run
/// is the last row of each name. In a full history percentiles are of the last ten seconds, too: a course, and none of the test.
package struct LocustHistory: ResultFormat {
    package let name = "locust-history"
    package let summary = "locust --csv: NAME_stats_history.csv"
    package let documentation = "https://docs.locust.io/en/stable/retrieving-stats.html"

    package init() {}

    package func recognizes(_ head: Head) -> Bool { LocustColumns.history(LocustColumns.header(of: head)) != nil }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let rows = DelimitedText(try input.document()).rows
        guard let header = rows.first, var columns = LocustColumns.history(header.fields) else {
            let expected = "expected the header Timestamp,User Count,Type,Name,… of locust's NAME_stats_history.csv"
            throw FormatError(input.name, at: .line(1, column: nil), expected)
        }
        columns.perSecond = nil
        let isFull = rows.dropFirst().contains { !LocustRow(row: $0, columns: columns, source: input.name).isTotal }
        let windows = isFull ? columns.percentiles : []
        if isFull { columns.percentiles = [] }
        let history = try History(rows.dropFirst(), columns, windows: windows, source: input.name)
        guard let all = history.last["*"], history.requests > 0 else {
            throw FormatError(input.name, "the history holds no requests: nothing was measured")
        }
        var run = Run(source: input.name, format: name, tool: .init("locust"))
        run.start = history.start
        run.duration = history.end > history.start ? history.end - history.start : nil
        run.workload = Workload(model: .closed, virtualUsers: history.users > 0 ? history.users : nil)
        let endpoints = history.last.filter { $0.key != "*" }.sorted { $0.key < $1.key }.map(\.value)
        for entry in [all] + endpoints { run.series.append(try series(entry, duration: run.duration)) }
        run.series[0].timeline = history.course
        for index in run.series.indices { run.series[index].courses = history.courses(of: run.series[index]) }
        run.notes = notes(on: run, isFull: isFull)
        return [run]
    }

    private func series(_ entry: LocustRow, duration: Double?) throws(FormatError) -> Series {
        var series = try entry.series()
        if let duration, let requests = series.requests { series.throughput = Double(requests) / duration }
        return series
    }

    private func notes(on run: Run, isFull: Bool) -> [Note] {
        guard let all = run.series.first,
            case .distribution(let latency)? = all.measurements[Metric.latency.name]?.value
        else { return [] }
        let windows = Note(
            "percentile.absent",
            "the percentiles of a full history are of the last ten seconds before each row; those of the whole test are in NAME_stats.csv"
        )
        return [
            isFull ? windows : Note.absentPercentiles(of: latency), .locustRounds,
            .latencyIncludesFailures(all.errors ?? 0, of: all.requests ?? 0),
        ].compactMap { $0 }
    }

    /// What is told by all rows.
    private struct History {
        /// By type and name, "*" for all.
        var last: [String: LocustRow] = [:]
        var users = 0
        var requests = 0
        /// Seconds since 1970.
        var start = Double.infinity
        var end = -Double.infinity
        /// Of the rows of all requests, whose counts are those up to then.
        private var timeline = TimelineRecorder()
        private var counted = (requests: 0, errors: 0)
        /// Percentiles of the ten seconds before a row, by series and figure: seconds since 1970, and seconds.
        private var windows: [String: [String: [(time: Double, value: Double)]]] = [:]

        var course: Timeline? {
            guard end >= start, end < 9e9, start > -9e9 else { return nil }
            return timeline.timeline(start: Int64(start * 1e9), end: Int64(end * 1e9))
        }

        func courses(of series: Series) -> [String: Course] {
            guard let own = windows[series.id], end > start else { return [:] }
            return Dictionary(
                uniqueKeysWithValues: own.map { figure, values in
                    let points = values.map {
                        Course.Point(from: $0.time - start, until: $0.time - start, value: $0.value)
                    }
                    return (
                        figure,
                        Course(Metric(figure, unit: .seconds, direction: .lower), points: points, end: end - start)
                    )
                })
        }

        private mutating func add(_ requests: Int, _ errors: Int, users: Int?, at time: Double) {
            guard abs(time) < 9e9 else { return }
            timeline.move(to: Int64(time * 1e9))
            // Fewer than before: the statistics were reset.
            let isReset = requests < counted.requests || errors < counted.errors
            let before = isReset ? (requests: 0, errors: 0) : counted
            let more = requests - before.requests
            timeline.add(requests: more, failed: min(errors - before.errors, more), to: 0)
            if let users { timeline.add(users: users) }
            counted = (requests, errors)
        }

        init(
            _ rows: ArraySlice<DelimitedText.Row>, _ columns: LocustColumns,
            windows: [(rank: Double, column: Int)], source: String
        ) throws(FormatError) {
            for row in rows {
                let entry = LocustRow(row: row, columns: columns, source: source)
                guard let time = try entry.amount(columns.time) else { continue }
                start = min(start, time)
                end = max(end, time)
                users = max(users, try entry.count(columns.users) ?? 0)
                requests = max(requests, try entry.requests())
                let key = entry.isTotal ? "*" : "\(row[columns.type] ?? "")\t\(row[columns.name] ?? "")"
                last[key] = entry
                let series = try entry.series()
                for (rank, column) in windows {
                    guard let milliseconds = try entry.amount(column) else { continue }
                    let figure = MetricName.percentile(rank * 100).description
                    self.windows[series.id, default: [:]][figure, default: []].append((time, milliseconds / 1000))
                }
                if entry.isTotal {
                    add(series.requests ?? 0, series.errors ?? 0, users: try entry.count(columns.users), at: time)
                }
            }
        }
    }
}
