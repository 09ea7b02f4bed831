import Measurements

/// One report of wrk or wrk2, line by line as it was printed (`main` and `print_stats` of src/wrk.c in both). What no line said is absent.
struct WrkReport {
    var url: String?
    var connections: Int?
    /// Seconds. Absent where wrk printed "-nan", which it does when it recorded no latency at all.
    var mean, deviation, max: Double?
    var hasNoLatency = false
    /// Seconds by rank.
    var percentiles: [Double: Double] = [:]
    /// Those of wrk2 counted from when a request was sent, rather than from when it was due.
    var uncorrected: [Double: Double] = [:]
    /// Milliseconds by rank, and the number of latencies, from wrk2's histogram.
    var spectrum: [Double: Double] = [:]
    var recorded: Int?
    var requests: Int?
    var duration: Double?
    var bytes: Double?
    var perSecond: Double?
    /// Connections that could not be made, reads and writes that failed; none of them is among `requests`.
    var socketErrors = 0
    var timeouts = 0
    var badStatuses = 0

    private enum Part { case head, percentiles, uncorrected, spectrum, uncorrectedSpectrum, totals }
    private var part = Part.head

    var hasFigures: Bool { requests != nil }

    /// Whether another report begins with this line.
    func isOver(before line: String) -> Bool {
        if line.hasPrefix("Running "), line.contains(" test @ ") { return true }
        return part == .totals && (line.hasPrefix("Thread Stats") || line.hasPrefix("Thread calibration:"))
    }

    /// Takes what a line says; lines of others say nothing. False where a line of wrk's holds something else than its figures.
    mutating func read(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        if part == .percentiles || part == .uncorrected || part == .spectrum || part == .uncorrectedSpectrum {
            if readPercentile(words) { return true }
        }
        if line.hasPrefix("Running "), let at = words.lastIndex(of: "@"), at + 1 < words.count {
            url = String(words[at + 1])
        } else if words.count >= 5, words[1] == "threads", words[2] == "and", words[4].hasPrefix("connections") {
            connections = PrintedAmount.count(words[3])
        } else if line.hasPrefix("Latency Distribution") {
            part = line.contains("Uncorrected") ? .uncorrected : .percentiles
        } else if words.first == "Latency", words.count == 5, words[4].hasSuffix("%") {
            return readLatency(words)
        } else if line.hasPrefix("Detailed Percentile spectrum") {
            part = part == .uncorrected ? .uncorrectedSpectrum : .spectrum
        } else if words.count >= 5, words[1] == "requests", words[2] == "in" {
            return readTotals(words)
        } else if line.hasPrefix("Socket errors:") {
            return readSocketErrors(line)
        } else if line.hasPrefix("Non-2xx or 3xx responses:") {
            return Self.set(&badStatuses, words.last)
        } else if words.first == "Requests/sec:", requests != nil, perSecond == nil, words.count == 2 {
            perSecond = PrintedAmount.number(words[1])
            return perSecond != nil || words[1].hasSuffix("nan") || words[1] == "inf"
        }
        return true
    }

    /// "Latency     1.53ms  712.00us  13.41ms   64.67%"
    private mutating func readLatency(_ words: [Substring]) -> Bool {
        if words[4].hasSuffix("nan%") {
            hasNoLatency = true
            return true
        }
        let values = words[1...3].map { PrintedAmount.seconds($0) }
        (mean, deviation, max) = (values[0], values[1], values[2])
        return !values.contains(nil)
    }

    /// "99%   59.29ms" and " 99.900%    1.38ms"; "0.684     0.500000            1         2.00" of the spectrum.
    private mutating func readPercentile(_ words: [Substring]) -> Bool {
        if words.count == 2, let rank = PrintedAmount.rank(words[0]), let seconds = PrintedAmount.seconds(words[1]) {
            switch part {
            case .percentiles: percentiles[rank] = seconds
            case .uncorrected: uncorrected[rank] = seconds
            default: return false
            }
            return true
        }
        if line(words, begins: "#[Max"), let total = words.last?.dropLast(), part == .spectrum {
            recorded = PrintedAmount.count(total)
            return true
        }
        guard words.count == 4, let value = PrintedAmount.number(words[0]), let rank = PrintedAmount.number(words[1]),
            rank <= 1
        else { return false }
        if part == .spectrum { spectrum[rank] = value }
        return true
    }

    private func line(_ words: [Substring], begins word: String) -> Bool { words.first.map { $0 == word } ?? false }

    /// "163073 requests in 30.08s, 19.13MB read"
    private mutating func readTotals(_ words: [Substring]) -> Bool {
        part = .totals
        requests = PrintedAmount.count(words[0])
        duration = PrintedAmount.seconds(words[3].filter { $0 != "," })
        bytes = PrintedAmount.bytes(words[4])
        return requests != nil && duration != nil
    }

    /// "Socket errors: connect 0, read 0, write 0, timeout 2585"
    private mutating func readSocketErrors(_ line: String) -> Bool {
        for part in line.dropFirst("Socket errors:".count).split(separator: ",") {
            let pair = part.split(separator: " ")
            guard pair.count == 2, let count = PrintedAmount.count(pair[1]), count <= Int(UInt32.max) else {
                return false
            }
            if pair[0] == "timeout" { timeouts = count } else { socketErrors += count }
        }
        return true
    }

    private static func set(_ count: inout Int, _ word: Substring?) -> Bool {
        guard let value = word.flatMap({ PrintedAmount.count($0) }) else { return false }
        count = value
        return true
    }
}
