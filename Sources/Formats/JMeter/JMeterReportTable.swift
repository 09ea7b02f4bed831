import Foundation
import Measurements

/// The table of a report, with what its columns are.
struct JMeterReportTable {
    let rows: [DelimitedText.Row]
    /// Position of the percentage of errors, which no other column looks like.
    private let error: Int
    /// Rank and column.
    private let percentiles: [(rank: Double, column: Int)]

    /// Nil where the text is no such table.
    init?(_ bytes: [UInt8], isWhole: Bool) {
        for delimiter in ",;\t".utf8 {
            var rows = DelimitedText(bytes, delimiter: delimiter).rows
            // The last row of the beginning of a longer text may be cut.
            if !isWhole, bytes.count >= 64 << 10 { rows.removeLast(min(1, rows.count)) }
            guard rows.count >= 2, let header = rows.first?.fields, header.count >= 8 else { continue }
            let first = rows[1].fields
            guard first.count == header.count, header.dropFirst().allSatisfy({ Self.number($0) == nil }),
                let error = first.firstIndex(where: { $0.hasSuffix("%") }), (6...12).contains(error),
                error + 1 < header.count, Self.looksRight(first, error: error)
            else { continue }
            self.rows = Array(rows.dropFirst())
            self.error = error
            percentiles = Self.percentiles(header, error: error)
            return
        }
        return nil
    }

    private static func looksRight(_ row: [String], error: Int) -> Bool {
        Int(row[1]) != nil && row[2..<error].allSatisfy { number($0) != nil }
            && number(String(row[error].dropLast())) != nil
            && number(row[error + 1]) != nil
    }

    /// A Summary Report has a standard deviation where an Aggregate Report has percentiles.
    private var isSummary: Bool { error == 6 }

    /// The number in the heading ("90% Line", "90% 百分位"), else the usual ones.
    private static func percentiles(_ header: [String], error: Int) -> [(rank: Double, column: Int)] {
        guard error > 6 else { return [] }
        let usual = [90.0, 95, 99]
        let found = (4..<error - 2).map { column -> (rank: Double, column: Int) in
            let digits = header[column].split { !($0.isASCII && $0.isNumber) && $0 != "." && $0 != "," }.first ?? ""
            let percent = number(String(digits)) ?? (column - 4 < usual.count ? usual[column - 4] : 0)
            return (percent / 100, column)
        }
        return [(0.5, 3)] + found.filter { (0.0..<1.0).contains($0.rank) && $0.rank > 0 }
    }

    /// With a point or a comma before the decimals; JMeter groups no thousands. ".26956" has no digit before the point.
    private static func number(_ text: String) -> Double? {
        guard !text.isEmpty, text.utf8.count <= 40 else { return nil }
        return Double(text.replacing(",", with: "."))
    }

    // MARK: Rows

    func series(_ row: DelimitedText.Row, source: String) throws(FormatError) -> Series {
        func amount(_ column: Int) throws(FormatError) -> Double {
            let text = row[column].map { column == error ? String($0.dropLast()) : $0 } ?? ""
            guard let number = Self.number(text), number.isFinite, number >= 0 else {
                throw unexpected("a number of 0 or more", column, row, source)
            }
            return number
        }
        guard let count = row[1].flatMap({ Int($0) }), (0...JSONNode.largestCount).contains(count) else {
            throw unexpected("a whole number of samples", 1, row, source)
        }
        var series = Series(JMeterRun.name(of: row[0] ?? ""), requests: count)
        // Minimum and maximum of no samples are the largest and the smallest number that there is.
        guard count > 0 else { return series }
        let share = try amount(error) / 100
        guard share <= 1 else { throw unexpected("at most 100 % errors", error, row, source) }
        series.errors = Int(exactly: (share * Double(count)).rounded())
        series.throughput = try amount(error + 1)
        var quantiles: [Double: Double] = [:]
        for (rank, column) in percentiles { quantiles[rank] = try amount(column) / 1000 }
        let min = isSummary ? 3 : error - 2
        let latency = Distribution(
            printed: quantiles, count: count, min: try amount(min) / 1000, max: try amount(min + 1) / 1000,
            mean: try amount(2) / 1000, standardDeviation: isSummary ? try amount(5) / 1000 : nil)
        series.set(.latency, .distribution(latency))
        if row[error + 2] != nil, let throughput = series.throughput, throughput > 0 {
            let perSecond = try amount(error + 2) * 1024
            series.set(
                Metric("data_received", unit: .bytes, direction: .neither),
                .counter(total: perSecond * Double(count) / throughput, perSecond: perSecond))
        }
        return series
    }

    private func unexpected(_ expected: String, _ column: Int, _ row: DelimitedText.Row, _ source: String)
        -> FormatError
    {
        let found = String((row[column] ?? "").prefix(40))
        let place = FormatError.Place.line(row.line, column: nil)
        return FormatError(source, at: place, "column \(column + 1): expected \(expected), found \"\(found)\"")
    }
}
