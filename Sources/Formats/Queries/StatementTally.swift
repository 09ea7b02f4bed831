import Measurements

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
