import Analysis
import Measurements

/// What `loadline self-test` found, for people and for machines.
package struct SelfTestReport {
    let test: SelfTest
    /// Runs of the history that were left out, by their reasons.
    let discarded: [(reason: String, runs: Int)]

    package init(_ test: SelfTest, discarded: [String: Int]) {
        self.test = test
        self.discarded = discarded.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package func text(width: Int = 100) -> String {
        let table = table(width)
        let sections = [opening, table, unchanged, conclusion]
        return sections.map { section in
            section.flatMap { $0.hasPrefix(" ") ? [$0] : TextParts.wrapped($0, width: width) }.joined(separator: "\n")
                + "\n"
        }.joined(separator: "\n")
    }

    private var opening: [String] {
        let present = test.presentRuns < test.runs ? " (\(test.presentRuns) since a level last changed)" : ""
        let first =
            "Of \(counted(test.runs, "run"))\(present), \(counted(test.options.runs, "run")) at a time were held out, made "
            + "worse, and judged against the others, \(counted(test.unchanged.of, "time")). How often the gate fired:"
        return discarded.map { "\(counted($0.runs, "run")) left out: \(Printable.line($0.reason, columns: 300))." } + [
            first
        ]
    }

    private func table(_ width: Int) -> [String] {
        var columns = [TextTable.Column(title: ""), TextTable.Column(title: "made worse", least: 12)]
        let titles =
            SelfTest.sizes.map { "by \(percent($0))" } + SelfTest.errors.map { "\(percent($0)) errors" }
            + ["promised"]
        columns += titles.map { TextTable.Column(title: $0, alignment: .right) }
        let none = TextTable.Cell(percent(test.unchanged.share))
        let unchanged: [TextTable.Cell] =
            [.init(nil), .init("nothing"), none] + titles.dropFirst().map { _ in TextTable.Cell(nil) }
        return TextTable(columns: columns, rows: [unchanged] + test.rows.map(row))
            .lines(width: width, palette: Palette(color: false)).map { " " + $0 }
    }

    private func row(_ row: SelfTest.Row) -> [TextTable.Cell] {
        let name = row.series.map(SeriesName.shown) ?? "all endpoints at once"
        let worse = row.worse.isEmpty ? SelfTest.sizes.map { _ in nil } : row.worse.map(Optional.some)
        let errors = row.errors.isEmpty ? SelfTest.errors.map { _ in nil } : row.errors.map(Optional.some)
        let promised = row.promise.flatMap { promise in
            row.atPromise.map { "\(percent($0.share)) at \(percent(promise))" }
        }
        let cells = (worse + errors).map { TextTable.Cell($0.map { percent($0.share) }) }
        return [
            .init(row.holds(test.options.power) ? "fires" : "misses"),
            .init(name + (row.isThroughput ? ", throughput" : "")),
        ]
            + cells + [.init(promised)]
    }

    private var unchanged: [String] {
        var lines = [
            "With nothing injected it fired \(counted(test.unchanged.fired, "time")) of \(test.unchanged.of)."
        ]
        if !test.falseAlarms.isEmpty {
            let named = test.falseAlarms.prefix(3).map { "\(Printable.line($0.check)) (\($0.times))" }
            let more = test.falseAlarms.count > 3 ? " and \(test.falseAlarms.count - 3) more" : ""
            lines[0] += " What fired: \(named.joined(separator: ", "))\(more); the rows above do not count it."
        }
        if test.untried > 0 {
            lines.append("\(counted(test.untried, "endpoint")) that vary less were not tried (--most).")
        }
        return lines
    }

    private var conclusion: [String] {
        let missed = test.rows.filter { !$0.holds(test.options.power) }
        let often = percent(test.options.power)
        if missed.isEmpty { return ["The gate fires at what the budget promises (\(often) of the times or more)."] }
        return [
            "The gate does not keep what the budget promises: \(missed.count) of \(counted(test.rows.count, "row")) fired less often than "
                + "\(often) of the times at the promised size or at \(percent(SelfTest.errors.last ?? 0)) errors. More runs a "
                + "candidate (--runs), longer ones or a quieter machine find more; `loadline calibrate` says how many."
        ]
    }

    private func percent(_ share: Double) -> String { Quantity.percent(share, signed: false) }

    /// Shares of 1; absent what is not judged.
    package var json: String {
        JSONText.members([
            ("schemaVersion", .string("1.0")), ("holds", .boolean(test.holds)), ("runs", .integer(test.runs)),
            ("presentRuns", .integer(test.presentRuns)), ("candidateRuns", .integer(test.options.runs)),
            ("power", .number(test.options.power)), ("unchanged", Self.document(test.unchanged)),
            (
                "falseAlarms",
                .array(test.falseAlarms.map { .object([("check", .string($0.check)), ("times", .integer($0.times))]) })
            ),
            ("rows", .array(test.rows.map(document))), ("untried", .integer(test.untried)),
        ]).text() + "\n"
    }

    private func document(_ row: SelfTest.Row) -> JSONText {
        func sized(_ sizes: [Double], _ shots: [SelfTest.Shots]) -> JSONText {
            .array(
                zip(sizes, shots).map { size, shots in
                    .object([("size", .number(size)), ("fired", .integer(shots.fired)), ("of", .integer(shots.of))])
                })
        }
        return .members([
            ("series", .string(row.series ?? "(all)")), ("throughput", row.isThroughput ? .boolean(true) : nil),
            ("worse", sized(SelfTest.sizes, row.worse)), ("errors", sized(SelfTest.errors, row.errors)),
            ("promise", row.promise.map(JSONText.number)), ("atPromise", row.atPromise.map(Self.document)),
            ("holds", .boolean(row.holds(test.options.power))),
        ])
    }

    private static func document(_ shots: SelfTest.Shots) -> JSONText {
        .object([("fired", .integer(shots.fired)), ("of", .integer(shots.of))])
    }
}
