import Foundation
import Measurements

/// What siege prints: its report, the same as JSON (`-j`), and the lines of its log. Seconds with two digits, no percentiles.
package struct Siege: ResultFormat {
    package let name = "siege"
    package let summary = "siege's printed report, JSON (-j) and log (-l)"
    package let documentation = "https://github.com/JoeDog/siege/blob/v4.1.7/src/main.c"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        if let json = head.json {
            return ["transactions", "availability", "transaction_rate", "elapsed_time"].allSatisfy { json[$0] != nil }
        }
        if Self.isLog(head.firstLine) { return true }
        return head.isText && isReport(head)
    }

    /// The report stands at the end of what siege prints, which may be long.
    private func isReport(_ head: Head) -> Bool {
        if head.contains("Transactions:"), head.contains("Availability:"), head.contains("Elapsed time:") {
            return true
        }
        return head.contains("** SIEGE ") && head.contains("The server is now under siege")
    }

    private static func isLog(_ line: some StringProtocol) -> Bool {
        line.contains("Date & Time,") && line.contains("Trans Rate,")
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        if try input.beginsAsJSON() { return try readJSON(input) }
        let lines = try input.lines()
        let reports = lines.contains { Self.isLog($0) } ? try readLog(lines, input) : try readText(lines, input)
        var runs: [Run] = []
        for report in reports where report.hasFigures {
            runs.append(try report.result.run(source: input.name, format: name))
        }
        guard !runs.isEmpty else {
            throw FormatError(input.name, "there is no report of siege: it was interrupted before its end")
        }
        return runs
    }

    private func readJSON(_ input: Input) throws(FormatError) -> [Run] {
        var runs: [Run] = []
        for node in try input.results() {
            var report = SiegeReport()
            for (key, value) in node.members {
                if let field = SiegeReport.Field(rawValue: key) { report.figures[field] = try value.amount() }
            }
            guard report.hasFigures else {
                throw FormatError(input.name, "expected \"transactions\" and its companions")
            }
            runs.append(try report.result.run(source: input.name, format: name))
        }
        return runs
    }

    /// "Transaction rate:	       16.77 trans/sec", as often as siege ran.
    private func readText(_ lines: [Substring], _ input: Input) throws(FormatError) -> [SiegeReport] {
        var reports: [SiegeReport] = []
        for (index, line) in lines.enumerated() {
            guard let colon = line.firstIndex(of: ":"),
                let field = SiegeReport.Field(label: line[..<colon].trimmingCharacters(in: .whitespaces))
            else { continue }
            if field == .transactions { reports.append(SiegeReport()) }
            guard !reports.isEmpty else { continue }
            let words = line[line.index(after: colon)...].split { $0 == " " || $0 == "\t" || $0 == "<" }
            guard let value = words.first.flatMap({ PrintedAmount.number($0) }) else {
                throw .line(index, of: input, expected: "a number of 0 or more")
            }
            reports[reports.count - 1].figures[field] = value
        }
        return reports
    }

    /// "2011-09-28 20:27:46,    874,       5.81, …" by the names of the first line.
    private func readLog(_ lines: [Substring], _ input: Input) throws(FormatError) -> [SiegeReport] {
        var reports: [SiegeReport] = []
        var columns: [SiegeReport.Field?] = []
        for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if Self.isLog(line) {
                columns = cells.map { SiegeReport.Field(column: $0) }
                continue
            }
            // `siege --mark` writes a line of its own between runs.
            if cells.count == 1 || columns.isEmpty { continue }
            guard cells.count == columns.count else {
                throw .line(index, of: input, expected: "\(columns.count) columns")
            }
            var report = SiegeReport()
            for (column, cell) in zip(columns, cells) {
                guard let column else { continue }
                guard let value = PrintedAmount.number(cell) else {
                    throw .line(index, of: input, expected: "numbers of 0 or more")
                }
                report.figures[column] = value
            }
            reports.append(report)
        }
        return reports
    }
}

/// One report of siege: figures by their names in its JSON.
struct SiegeReport {
    enum Field: String, CaseIterable {
        case transactions, availability, throughput, concurrency
        case elapsed = "elapsed_time"
        case data = "data_transferred"
        case response = "response_time"
        case rate = "transaction_rate"
        case successful = "successful_transactions"
        case failed = "failed_transactions"
        case longest = "longest_transaction"
        case shortest = "shortest_transaction"

        /// "Longest transaction" in the printed report.
        init?(label: String) { self.init(rawValue: label.lowercased().replacing(" ", with: "_")) }

        init?(column: String) {
            switch column {
            case "Trans": self = .transactions
            case "Elap Time": self = .elapsed
            case "Data Trans": self = .data
            case "Resp Time": self = .response
            case "Trans Rate": self = .rate
            case "Throughput": self = .throughput
            case "Concurrent": self = .concurrency
            case "OKAY": self = .successful
            case "Failed": self = .failed
            default: return nil
            }
        }
    }

    /// Steps of the printed seconds.
    static let resolution = 0.01

    var figures: [Field: Double] = [:]

    var hasFigures: Bool { figures[.transactions] != nil && figures[.elapsed] != nil }

    private func count(_ field: Field) -> Int? {
        figures[field].flatMap { Int(exactly: $0) }.flatMap { $0 <= JSONNode.largestCount / 2 ? $0 : nil }
    }

    /// Siege's transactions are what was answered below status 400; failed ones are counted apart. Availability is the share of the former.
    var result: LoadResult {
        var result = LoadResult("siege")
        result.duration = figures[.elapsed]
        result.workload.model = .closed
        result.throughput = figures[.rate]
        // Siege's megabytes are of 1,048,576 bytes; with two digits, little data is 0.
        result.received = figures[.data].flatMap { $0 > 0 ? $0 * 1_048_576 : nil }
        guard let transactions = count(.transactions) else { return result }
        let failed = count(.failed)
        result.requests = transactions + (failed ?? 0)
        result.errors = failed
        result.failuresInLatency = 0
        if let failed, failed > 0 {
            let what =
                "errors are siege's failed transactions; requests are those and its transactions, and throughput counts the latter alone"
            result.notes.append(Note("errors.definition", what))
        }
        if transactions > 0, let mean = figures[.response] {
            var latency = Distribution(
                printed: [:], count: transactions, min: figures[.shortest], max: figures[.longest], mean: mean)
            latency.resolution = Self.resolution
            result.latency = latency
            if mean < 50 * Self.resolution {
                result.notes.append(
                    Note(
                        "latency.rounded",
                        "siege prints hundredths of a second, which is coarse for latencies like these"))
            }
        } else {
            result.notes.append(
                Note("latency.absent", "there were no successful transactions, so there are no latencies"))
        }
        return result
    }
}
