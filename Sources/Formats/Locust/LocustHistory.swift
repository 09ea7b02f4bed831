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

    /// Rows of names whose percentiles are kept, as courses: some 10 MB of them.
    var windowLimit = 1 << 16

    package init() {}

    package func recognizes(_ head: Head) -> Bool { LocustColumns.history(LocustColumns.header(of: head)) != nil }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var history: LocustCourse?
        try DelimitedText.forEachRow(of: input) { (row) throws(FormatError) in
            if history == nil {
                guard let columns = LocustColumns.history(row.fields) else { throw Self.noHeader(input.name) }
                history = LocustCourse(columns, windowLimit: windowLimit)
            } else {
                try history?.add(row, source: input.name)
            }
        }
        guard let history else { throw Self.noHeader(input.name) }
        guard let all = history.all, history.requests > 0 else {
            throw FormatError(input.name, "the history holds no requests: nothing was measured")
        }
        var run = Run(source: input.name, format: name, tool: .init("locust"))
        run.start = history.start
        run.duration = history.end > history.start ? history.end - history.start : nil
        run.workload = Workload(model: .closed, virtualUsers: history.users > 0 ? history.users : nil)
        for (key, entry) in [("*", all)] + history.endpoints {
            var series = try history.series(entry)
            if let duration = run.duration, let requests = series.requests {
                series.throughput = Double(requests) / duration
            }
            series.courses = history.courses(of: key)
            run.series.append(series)
        }
        run.series[0].timeline = history.course
        run.notes = notes(on: run, history)
        return [run]
    }

    private static func noHeader(_ source: String) -> FormatError {
        let expected = "expected the header Timestamp,User Count,Type,Name,… of locust's NAME_stats_history.csv"
        return FormatError(source, at: .line(1, column: nil), expected)
    }

    private func notes(on run: Run, _ history: LocustCourse) -> [Note] {
        guard let all = run.series.first,
            case .distribution(let latency)? = all.measurements[Metric.latency.name]?.value
        else { return [] }
        let windows = Note(
            "percentile.absent",
            "the percentiles of a full history are of the last ten seconds before each row; those of the whole test are in NAME_stats.csv"
        )
        return [
            history.isFull ? windows : Note.absentPercentiles(of: latency), .locustRounds,
            .latencyIncludesFailures(all.errors ?? 0, of: all.requests ?? 0),
            history.hasManyNames ? .locustNames : nil, history.isLong ? LocustCourse.longNote : nil,
        ].compactMap { $0 }
    }
}
