import Measurements

/// k6's raw output as CSV, a record for every sample: `k6 run --out csv=FILE`. Read as a stream of any length, in memory that does not grow with it.
///
/// The same samples as k6's JSON lines, and so the same run, but for what the file does not say: what kind the script's own metrics are, and, unless
/// K6_CSV_TIME_FORMAT is set, times below a second.
package struct K6CSV: ResultFormat {
    package let name = "k6-csv"
    package let summary = "k6 raw samples as CSV: --out csv"
    package let documentation = "https://grafana.com/docs/k6/v1.1.x/results-output/real-time/csv/"
    /// Seconds that a test has to last for its duration to be told from times in whole seconds.
    private static let shortest = 10.0
    var reader = K6Reader()

    package let hasTimes = true

    package init() {}

    package func recognizes(_ head: Head) -> Bool { K6CSVColumns(header: Array(head.firstLine.utf8)) != nil }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let (records, headerLength) = try records(input)
        let scanner = try reader.read(input, records, headerLength: headerLength)
        let (intake, isWhole) = (scanner.intake, scanner.form.hasWholeSecondsOnly)
        if intake.warmUp.leftOut > 0, intake.tally.points == 0 { throw .allWarmUp(input.name, input.warmUp ?? 0) }
        try check(intake, input.name)
        var builder = K6RunBuilder(intake.tally, wholeSeconds: isWhole)
        var run = builder.run(source: input.name)
        run.format = name
        if isWhole { roundTimes(of: &run) }
        run.notes += notes(on: intake)
        intake.warmUp.mark(&run, "samples")
        run.foldOnlyScenario()
        return [run]
    }

    /// The form of the records, and the length of the first line with its end.
    private func records(_ input: Input) throws(FormatError) -> (K6CSVRecords, headerLength: Int) {
        let start = Encoding.utf8(try input.peek(64 << 10))
        guard let end = start.firstIndex(of: UInt8(ascii: "\n")),
            let columns = K6CSVColumns(header: Array(start[...end]))
        else {
            throw FormatError(
                input.name, at: .line(1, column: nil),
                "expected k6's header with the columns metric_name, timestamp and metric_value")
        }
        return (K6CSVRecords(columns), end + 1)
    }

    /// A damaged record in a long file is a note; where there are many, the file is something else.
    private func check(_ intake: K6Intake, _ source: String) throws(FormatError) {
        let lines = intake.lines
        if let first = lines.firstMalformed, lines.malformed * 100 > lines.count || intake.tally.points == 0 {
            throw FormatError(
                source, at: .byte(first.offset),
                "\(lines.malformed) of \(lines.count) records are no samples of k6, this is the first: \(first.problem)"
            )
        }
        guard intake.tally.points > 0 else {
            throw FormatError(source, "the file holds no samples: nothing was measured")
        }
    }

    /// Rates are kept only where a second more or less does not matter.
    private func roundTimes(of run: inout Run) {
        let message =
            "times are whole seconds, so duration and rates are off by up to a second's worth; K6_CSV_TIME_FORMAT=rfc3339_nano has them in full"
        run.notes.append(Note("time.rounded", message))
        guard run.duration ?? 0 < Self.shortest else { return }
        run.duration = nil
        for index in run.series.indices {
            run.series[index].throughput = nil
            for (name, measurement) in run.series[index].measurements {
                guard case .counter(let total, _) = measurement.value else { continue }
                run.series[index].measurements[name]?.value = .counter(total: total, perSecond: nil)
            }
        }
        run.notes.append(Note("throughput.absent", "the test was too short to tell its duration from whole seconds"))
    }

    private func notes(on intake: K6Intake) -> [Note] {
        var notes: [Note] = []
        let own = intake.tally.metrics.map(\.name).filter { !K6Declaration.isBuiltIn($0) }.sorted()
        if !own.isEmpty {
            let message =
                "the file does not say what kind of metric \(own.joined(separator: ", ")) is; each is read as a trend of its samples"
            notes.append(Note("metric.kind", message))
        }
        return notes + intake.lines.notes("record") { "at byte \($0.offset)" }
    }
}

extension K6Declaration {
    /// Whether k6 itself writes a metric of that name, so that its kind is known.
    static func isBuiltIn(_ name: String) -> Bool {
        builtIn[name] != nil || name == "http_req_duration"
            || K6BuiltIn.metric(name, contains: nil).unit == .seconds
            || name == "browser_web_vital_cls"
    }
}

extension K6Tally {
    /// Number of a metric, which files without declarations declare by using it. What is not k6's own is taken for a trend.
    mutating func metric(declaring name: String) -> Int? {
        if let known = metric(name) { return known }
        declare(name, K6Declaration.builtIn[name] ?? K6Declaration(type: "trend", contains: nil))
        return metric(name)
    }
}
