import Measurements

/// k6's raw output, a line for every sample: `k6 run --out json=FILE`. Read as a stream of any length, in memory that does not grow with it.
///
/// Start and duration are those of the points, first to last, since the file says no other: a little less than k6's own testRunDuration, which begins
/// before the first answer. So rates are a little higher than in k6's summary, the more so the shorter the test.
/// Points of setup and teardown count for the series of everything, as in k6's summary.
package struct K6JSON: ResultFormat {
    package let name = "k6-json"
    package let summary = "k6 raw samples as JSON lines: --out json"
    package let documentation = "https://grafana.com/docs/k6/v1.1.x/results-output/real-time/json/"
    package let hasTimes = true
    var reader = K6Reader()

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json, json["data"]?.object != nil else { return false }
        switch json["type"]?.string {
        case "Point": return json["metric"]?.string != nil && json["data"]?["value"] != nil
        case "Metric": return json["data"]?["type"]?.string != nil && json["data"]?["contains"]?.string != nil
        default: return false
        }
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let intake = try reader.read(input, K6JSONLines(), headerLength: 0).intake
        if intake.warmUp.leftOut > 0, intake.tally.points == 0 { throw .allWarmUp(input.name, input.warmUp ?? 0) }
        try check(intake, input.name)
        var builder = K6RunBuilder(intake.tally)
        var run = builder.run(source: input.name)
        run.notes += intake.lines.notes("line")
        intake.warmUp.mark(&run, "samples")
        run.foldOnlyScenario()
        return [run]
    }

    /// A damaged line in a long file is a note; where there are many, the file is something else, and a part of it would be read as the whole.
    private func check(_ intake: K6Intake, _ source: String) throws(FormatError) {
        let lines = intake.lines
        if let first = lines.firstMalformed, lines.malformed * 100 > lines.count || intake.tally.points == 0 {
            throw FormatError(
                source, at: .line(first.line, column: nil),
                "\(lines.malformed) of \(lines.count) lines are no samples of k6, this is the first: \(first.problem)")
        }
        guard intake.tally.points > 0 else {
            throw FormatError(
                source, at: .line(max(lines.count, 1), column: nil),
                "the file ends here, without a single sample (\"type\":\"Point\"): nothing was measured")
        }
    }
}
