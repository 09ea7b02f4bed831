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
