import Foundation
import Measurements

/// A row of locust's tables as a series. Times are in milliseconds.
struct LocustRow {
    let row: DelimitedText.Row
    var columns: LocustColumns
    let source: String

    /// Locust names the row of all requests "Aggregated", and before 1.0 "Total"; its type is empty or "None".
    var isTotal: Bool {
        let type = row[columns.type] ?? ""
        return ["Aggregated", "Total"].contains(name) && (type.isEmpty || type == "None")
    }

    private var name: String { row[columns.name] ?? "" }

    func requests() throws(FormatError) -> Int { try count(columns.requests) ?? 0 }

    /// Requests and the failures among them.
    func counts() throws(FormatError) -> (requests: Int, failures: Int?) {
        let (requests, failures) = (try requests(), try count(columns.failures))
        guard failures ?? 0 <= requests else { throw unexpected("no more failures than requests", columns.failures) }
        return (requests, failures)
    }

    func series() throws(FormatError) -> Series {
        let type = row[columns.type] ?? ""
        let (requests, failures) = try counts()
        var series = Series(isTotal ? Series.all : title(type), requests: requests, errors: failures)
        if !isTotal, !type.isEmpty { series.labels["method"] = type }
        series.throughput = try amount(columns.perSecond)
        if requests > 0, let latency = try latency(count: requests) { series.set(.latency, .distribution(latency)) }
        if let size = try amount(columns.size), requests > 0 {
            let metric = Metric("data_received", unit: .bytes, direction: .neither)
            series.set(metric, .counter(total: size * Double(requests), perSecond: series.throughput.map { $0 * size }))
        }
        return series
    }

    /// "GET /api/cart", as locust prints it.
    private func title(_ type: String) -> String {
        let cleaned = Credentials.removed(from: name)
        return type.isEmpty ? (cleaned.isEmpty ? "(no name)" : cleaned) : "\(type) \(cleaned)"
    }

    private func latency(count: Int) throws(FormatError) -> Distribution? {
        var quantiles: [Double: Double] = [:]
        for (rank, column) in columns.percentiles { quantiles[rank] = try seconds(column) }
        if quantiles[0.5] == nil { quantiles[0.5] = try seconds(columns.median) }
        var latency = Distribution(
            printed: quantiles, count: count, min: try seconds(columns.min), max: try seconds(columns.max),
            mean: try seconds(columns.mean))
        latency.resolution = (quantiles[0.95] ?? quantiles.values.max()).map(Self.step)
        return latency
    }

    /// Locust rounds times to two digits before it takes percentiles (stats.py, `StatsEntry._log_response_time`): whole milliseconds below 100 ms, tens
    /// below 1 s, hundreds below 10 s, else seconds. The step is that of P95; those of other percentiles differ.
    static func step(_ seconds: Double) -> Double {
        switch seconds {
        case ..<0.1: 0.001
        case ..<1: 0.010
        case ..<10: 0.100
        default: 1
        }
    }

    // MARK: Fields

    func count(_ column: Int?) throws(FormatError) -> Int? {
        guard let number = try amount(column) else { return nil }
        guard let count = Int(exactly: number), count <= JSONNode.largestCount else {
            throw unexpected("a whole number from 0 to 2^53", column)
        }
        return count
    }

    /// A number of 0 or more; nil where the column is not there, empty, or "N/A" as before the first answer.
    func amount(_ column: Int?) throws(FormatError) -> Double? {
        guard let field = row[column] else { return nil }
        if let number = Double(field), number.isFinite, number >= 0 { return number }
        let text = field.trimmingCharacters(in: .whitespaces)
        if text.isEmpty || text == "N/A" { return nil }
        guard let number = Double(text), number.isFinite, number >= 0 else {
            throw unexpected("a number of 0 or more", column)
        }
        return number
    }

    private func seconds(_ column: Int?) throws(FormatError) -> Double? { try amount(column).map { $0 / 1000 } }

    private func unexpected(_ expected: String, _ column: Int?) -> FormatError {
        let found = String((row[column] ?? "").prefix(40))
        let place = FormatError.Place.line(row.line, column: nil)
        return FormatError(source, at: place, "column \((column ?? 0) + 1): expected \(expected), found \"\(found)\"")
    }
}

extension Note {
    static let locustNames = Note(
        "series.folded",
        "more than \(ManyNames.limit) names: those that came later are only in the figures of all requests; give requests names without ids"
    )
    static let locustRounds = Note(
        "latency.rounded",
        "locust rounds percentiles to two digits: steps of 1 to 10 % of the value, so the median can be below the minimum"
    )
}
