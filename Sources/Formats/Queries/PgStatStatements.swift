import Measurements

/// The view `pg_stat_statements`, exported as CSV (`\copy … csv header`, `psql --csv`) or as JSON (an array of rows).
package struct PgStatStatements: ResultFormat {
    package let name = "pg-stat-statements"
    package let summary = "PostgreSQL's pg_stat_statements as CSV or JSON"
    package let documentation = "https://www.postgresql.org/docs/17/pgstatstatements.html"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        if let first = head.json?.array?.first {
            return first["query"] != nil && first["calls"] != nil
                && StatementColumns.times.contains { first[$0.total] != nil }
        }
        guard head.json == nil else { return false }
        let columns = Set(head.firstLine.split(separator: ",").map { $0.filter { $0 != "\"" } })
        return columns.contains("query") && columns.contains("calls")
            && StatementColumns.times.contains { columns.contains($0.total) }
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let bytes = try input.document()
        var statements = StatementTally()
        if bytes.first(where: { !JSON.isBlank($0) }) == UInt8(ascii: "[") {
            for row in JSONNode(try JSON.parse(bytes, source: input.name), source: input.name).elements {
                let cells = row.members.compactMap { key, node in
                    (node.json.string ?? node.json.number.map { "\($0)" }).map { (key, $0) }
                }
                let columns = Dictionary(cells) { _, last in last }
                statements.add(try StatementColumns(columns, FormatError(input.name, row.path)))
            }
        } else {
            let table = DelimitedText(bytes)
            guard let header = table.rows.first else { throw FormatError(input.name, "the file is empty") }
            for row in table.rows.dropFirst() {
                let place = FormatError.Place.line(row.line, column: nil)
                guard row.fields.count == header.fields.count else {
                    throw FormatError(
                        input.name, at: place, "expected \(header.fields.count) columns, found \(row.fields.count)")
                }
                let columns = Dictionary(zip(header.fields, row.fields)) { _, last in last }
                statements.add(try StatementColumns(columns, FormatError(input.name, at: place, "")))
            }
        }
        guard let run = statements.run(input.name, format: name) else {
            throw FormatError(input.name, "the file holds no statements")
        }
        return [run]
    }
}

/// One row: times are milliseconds; PostgreSQL 13 divided them into planning and execution.
struct StatementColumns {
    static let times: [(total: String, prefix: String)] = [("total_exec_time", "_exec_time"), ("total_time", "_time")]

    var query: String
    var calls: Int
    /// Seconds.
    var total: Double
    var least: Double?
    var greatest: Double?
    var deviation: Double?
    var rows: Int?
    /// Blocks of tables and indexes found in the cache, and read.
    var blocks: (hit: Int, read: Int)?

    /// `place` is where the row is, for errors.
    init(_ columns: [String: String], _ place: FormatError) throws(FormatError) {
        func fail(_ column: String, _ expected: String) -> FormatError {
            let prefix = place.problem.isEmpty ? "" : "\(place.problem): "
            return FormatError(place.source, at: place.place, "\(prefix)\(column): expected \(expected)")
        }
        func number(_ column: String) throws(FormatError) -> Double? {
            guard let text = columns[column], !text.isEmpty else { return nil }
            guard let value = Double(text), value >= 0, value <= UnitName.largest else {
                throw fail(column, "a number of 0 or more")
            }
            return value
        }
        func count(_ column: String) throws(FormatError) -> Int? {
            guard let value = try number(column) else { return nil }
            guard let whole = Int(exactly: value), whole <= JSONNode.largestCount else {
                throw fail(column, "a whole number")
            }
            return whole
        }
        query = columns["query"] ?? ""
        guard let calls = try count("calls") else { throw fail("calls", "a whole number") }
        self.calls = calls
        let names = Self.times.first { columns[$0.total] != nil }
        guard let names, let total = try number(names.total) else { throw fail("total_exec_time", "milliseconds") }
        self.total = total / 1000
        least = try number("min\(names.prefix)").map { $0 / 1000 }
        greatest = try number("max\(names.prefix)").map { $0 / 1000 }
        deviation = try number("stddev\(names.prefix)").map { $0 / 1000 }
        rows = try count("rows")
        if let hit = try count("shared_blks_hit"), let read = try count("shared_blks_read") { blocks = (hit, read) }
    }
}

/// Statements of the same text (of several users or databases) are one series.
struct StatementTally {
    private var names: [String] = []
    private var statements: [String: StatementColumns] = [:]
    private var merged = 0

    mutating func add(_ row: StatementColumns) {
        let name = StatementText.name(of: row.query)
        guard var known = statements[name] else {
            names.append(name)
            statements[name] = row
            return
        }
        merged += 1
        known.add(row)
        statements[name] = known
    }

    /// Nil where there were no rows.
    func run(_ source: String, format: String) -> Run? {
        guard let first = names.first.flatMap({ statements[$0] }) else { return nil }
        var all = first
        for name in names.dropFirst() { if let row = statements[name] { all.add(row) } }
        var run = Run(source: source, format: format, tool: .init("PostgreSQL"))
        run.series = [all.series(Series.all, labels: [:])]
        // By the time that they took in all, so that the heaviest ones come first.
        let heaviest = names.compactMap { name in statements[name].map { (name, $0) } }.sorted {
            $0.1.total > $1.1.total
        }
        run.series += heaviest.map { name, row in row.series(name, labels: ["kind": "database"]) }
        run.notes = [
            Note(
                "percentile.absent",
                "pg_stat_statements keeps mean, deviation, least and greatest times, and no percentiles"),
            Note("counter.since-start", "times and calls count since the statistics were last reset"),
        ]
        if merged > 0 {
            let what =
                "\(merged) rows have the text of another one (other users or databases, or texts that begin alike); they were added"
            run.notes.append(Note("statements.merged", what))
        }
        return run
    }
}

extension StatementColumns {
    fileprivate mutating func add(_ other: StatementColumns) {
        calls = min(calls + other.calls, JSONNode.largestCount)
        total += other.total
        least = [least, other.least].compactMap { $0 }.min()
        greatest = [greatest, other.greatest].compactMap { $0 }.max()
        deviation = nil
        rows = rows.flatMap { mine in other.rows.map { min(mine + $0, JSONNode.largestCount) } }
        blocks = blocks.flatMap { mine in
            other.blocks.map {
                (min(mine.hit + $0.hit, JSONNode.largestCount), min(mine.read + $0.read, JSONNode.largestCount))
            }
        }
    }

    fileprivate func series(_ name: String, labels: [String: String]) -> Series {
        var series = Series(name, labels: labels, requests: calls)
        if calls > 0 {
            let latency = Distribution(
                count: calls, min: least, max: greatest, mean: total / Double(calls), standardDeviation: deviation,
                shape: .quantiles([]))
            series.set(.latency, .distribution(latency))
        }
        series.set(Metric("total_time", unit: .seconds, direction: .lower), .counter(total: total, perSecond: nil))
        if let rows {
            series.set(Metric("rows", unit: .count, direction: .neither), .counter(total: Double(rows), perSecond: nil))
        }
        if let blocks, blocks.hit + blocks.read > 0 {
            let metric = Metric("cache_hit_rate", unit: .ratio, direction: .higher)
            series.set(metric, .ratio(hits: blocks.hit, total: blocks.hit + blocks.read))
        }
        return series
    }
}

/// A statement's text as a name.
enum StatementText {
    static let length = 160

    /// On one line, cut to `length`; what stands between quotes is taken out, since PostgreSQL leaves it where it cannot tell constants
    /// (`ALTER USER … PASSWORD '…'`).
    static func name(of query: String) -> String {
        var text = ""
        var isQuoted = false
        for character in query.prefix(4000) {
            if character == "'" {
                if !isQuoted { text += "'…'" }
                isQuoted.toggle()
            } else if !isQuoted {
                if character.isWhitespace {
                    if text.last != " " { text += " " }
                } else {
                    text.append(character)
                }
            }
        }
        while text.last == " " || text.last == ";" { text.removeLast() }
        return text.count > length ? text.prefix(length) + "…" : text
    }
}
