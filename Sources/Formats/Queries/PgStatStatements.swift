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
