import Measurements

extension Inspection {
    /// For people: what each run is, a table of its series, what is missing.
    package func text(width: Int = 100) -> String {
        runs.map { run in
            let table = Self.table(run.series).lines(width: width - 2, palette: Palette(color: false))
            let notes = run.notes.map { "  note: \(Printable.line($0.message, columns: 500))" }
            let lines = [Self.title(run)] + Self.tests(run) + table.map { "  " + $0 } + notes
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private static func title(_ run: Run) -> String {
        var parts = ["\(run.format), \([run.tool.name, run.tool.version].compactMap { $0 }.joined(separator: " "))"]
        if let duration = run.duration { parts.append(Quantity.text(duration, .seconds)) }
        if let timeline = run.series.first(where: { $0.timeline != nil })?.timeline {
            parts.append("\(timeline.slices.count) slices of \(Quantity.text(timeline.width, .seconds))")
        }
        let courses = Set(run.series.flatMap(\.courses.keys)).sorted()
        if !courses.isEmpty {
            let more = courses.count > 8 ? " and \(courses.count - 8) more" : ""
            parts.append("over time: \(courses.prefix(8).joined(separator: " "))\(more)")
        }
        if let users = run.workload.virtualUsers { parts.append("\(users) virtual users") }
        if let rate = run.workload.rate { parts.append(Quantity.text(rate, .perSecond)) }
        if let model = run.workload.model { parts.append("\(model.rawValue) load") }
        return Printable.line("\(run.source): \(parts.joined(separator: ", "))", columns: 500)
    }

    private static func tests(_ run: Run) -> [String] {
        guard let tests = run.tests else { return [] }
        let counts = [
            ("passed", tests.passed), ("failed", tests.failed), ("errors", tests.errors), ("skipped", tests.skipped),
            ("flaky", tests.flaky),
        ].filter { $0.1 > 0 }
        return ["  \(tests.tests) tests: " + counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")]
    }

    private static func table(_ series: [Series]) -> TextTable {
        let percentiles = Set(series.flatMap { $0.distribution?.shownPercentiles.map(\.0) ?? [] })
            .sorted { percent($0) < percent($1) }
        let figures = ["requests", "errors", "rate", "mean"] + percentiles + ["max"]
        var columns = [TextTable.Column(title: "series", least: 16)]
        columns += figures.map { TextTable.Column(title: $0, alignment: .right) }
        var rows = series.map { one in row(one, percentiles) }
        rows += series.flatMap(others)
        return TextTable(columns: columns, rows: rows.map { $0 + blanks(columns.count - $0.count) })
    }

    private static func blanks(_ count: Int) -> [TextTable.Cell] {
        (0..<max(count, 0)).map { _ in TextTable.Cell(nil) }
    }

    private static func percent(_ name: String) -> Double { Double(name.dropFirst()) ?? 0 }

    private static func row(_ series: Series, _ percentiles: [String]) -> [TextTable.Cell] {
        let distribution = series.distribution
        let known = Dictionary(distribution?.shownPercentiles ?? []) { first, _ in first }
        let unit = series.mainMeasurement?.metric.unit ?? .seconds
        let quantity = { (value: Double?) in TextTable.Cell(value.map { Quantity.text($0, unit) }) }
        var gauge: Double?
        if case .gauge(let last, _, _) = series.measurements[Metric.duration.name]?.value { gauge = last }
        return [
            .init(Printable.line(series.id, columns: 120)), .init(series.requests.map(String.init)),
            .init(series.errors.map(String.init)), .init(series.throughput.map { Quantity.text($0, .perSecond) }),
            quantity(distribution?.mean ?? gauge),
        ] + percentiles.map { quantity(known[$0]) } + [quantity(distribution?.max)]
    }

    /// Measurements of the whole run besides the latency, one line each.
    private static func others(_ series: Series) -> [[TextTable.Cell]] {
        guard series.name == Series.all else { return [] }
        let main = series.mainMeasurement?.metric.name
        let rest = series.measurements.values.filter { $0.metric.name != main }.sorted {
            $0.metric.name < $1.metric.name
        }
        return rest.compactMap { measurement in
            guard case .distribution = measurement.value else {
                guard let figure = try? measurement.figure(nil) else { return nil }
                let name = "\(series.id) \(measurement.metric.name)"
                return [
                    .init(Printable.line(name, columns: 120)), .init(nil), .init(nil), .init(nil),
                    .init(Quantity.text(figure.value, figure.unit)),
                ]
            }
            return nil
        }
    }
}

extension Series {
    /// What the columns of an inspection show: the latency, or the duration of a test.
    fileprivate var mainMeasurement: Measurement? {
        measurements[Metric.latency.name] ?? measurements[Metric.duration.name]
    }

    fileprivate var distribution: Distribution? {
        guard case .distribution(let distribution) = mainMeasurement?.value else { return nil }
        return distribution
    }
}
