import Measurements

/// One report of bombardier, line by line as it was printed.
struct BombardierReport {
    private var url: String?
    private var connections: Int?
    private var duration: Double?
    private var perSecond: Double?
    private var mean, deviation, max: Double?
    private var ranks: [Double: Double] = [:]
    private var okRanks: [Double: Double] = [:]
    private var answers: [(status: Int, count: Int)] = []
    private var others = 0

    private enum Part { case head, latencies, okLatencies, other }
    private var part = Part.head

    var hasFigures: Bool { perSecond != nil || !answers.isEmpty }

    /// Whether another report begins with this line; its command line may stand before it.
    func isOver(before line: String) -> Bool {
        guard hasFigures else { return false }
        return line.hasPrefix("Bombarding ") || line.hasPrefix("bombardier ")
            || (line.hasPrefix("Statistics") && line.hasSuffix("Max"))
    }

    /// Takes what a line says; lines of others say nothing. False where a line of bombardier's holds something else than its figures.
    mutating func read(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        guard let first = words.first else { return true }
        switch first {
        case "Bombarding": readHead(words)
        case "bombardier": readCommand(words)
        case "Reqs/sec": return readRate(words)
        case "Latency":
            if words.count >= 2, words[1] == "Distribution" {
                part =
                    line.contains("(2xx)")
                    ? .okLatencies : (line.contains("(") && !line.contains("(Total)") ? .other : .latencies)
            } else {
                return readLatency(words)
            }
        case "1xx": return readStatuses(line)
        case "others":
            guard words.count == 3, let count = PrintedAmount.count(words[2]), count <= Int(UInt32.max) else {
                return false
            }
            others = count
        case "HTTP": part = .other
        default:
            if words.count == 2, let rank = PrintedAmount.rank(first), let seconds = PrintedAmount.seconds(words[1]) {
                if part == .latencies { ranks[rank] = seconds }
                if part == .okLatencies { okRanks[rank] = seconds }
            }
        }
        return true
    }

    /// "Bombarding http://127.0.0.1:3000/ for 10s using 500 connection(s)"
    private mutating func readHead(_ words: [Substring]) {
        guard words.count >= 4 else { return }
        url = String(words[1])
        if words[2] == "for" { duration = PrintedAmount.seconds(words[3]) }
        if let using = words.firstIndex(of: "using"), using + 1 < words.count {
            connections = PrintedAmount.count(words[using + 1])
        }
    }

    /// "bombardier -c 500 -d 10s http://127.0.0.1:3000/", which people print before the report.
    private mutating func readCommand(_ words: [Substring]) {
        guard url == nil, let last = words.last, last.contains("://") else { return }
        url = String(last)
        for (option, value) in zip(words, words.dropFirst()) {
            if option == "-c" { connections = PrintedAmount.count(value) }
            if option == "-d" { duration = PrintedAmount.seconds(value) }
        }
    }

    /// "Reqs/sec     35571.19    9129.77   63275.22"; what is left of it in some files is "Reqs/sec    533560.05,533560.05".
    private mutating func readRate(_ words: [Substring]) -> Bool {
        guard words.count >= 2 else { return false }
        let values = words[1].split(separator: ",").map { PrintedAmount.number($0) }
        guard let value = values.first, value != nil, values.allSatisfy({ $0 == value }) else { return false }
        perSecond = value
        return true
    }

    private mutating func readLatency(_ words: [Substring]) -> Bool {
        guard words.count == 4 else { return true }
        let values = words[1...3].map { PrintedAmount.seconds($0) }
        (mean, deviation, max) = (values[0], values[1], values[2])
        return !values.contains(nil)
    }

    /// "1xx - 0, 2xx - 355475, 3xx - 0, 4xx - 0, 5xx - 0"
    private mutating func readStatuses(_ line: String) -> Bool {
        for part in line.split(separator: ",") {
            let words = part.split(separator: " ")
            guard words.count == 3, words[0].hasSuffix("xx"), let hundreds = words[0].first?.wholeNumberValue,
                let count = PrintedAmount.count(words[2]), count <= Int(UInt32.max)
            else { return false }
            answers.append((hundreds * 100, count))
        }
        return true
    }

    /// What the report says, as far as it was printed.
    var result: LoadResult {
        var result = LoadResult("bombardier")
        result.url = url
        result.duration = duration
        result.workload = Workload(model: .closed, virtualUsers: connections)
        result.throughput = perSecond
        if answers.isEmpty {
            result.notes.append(Note("errors.absent", "the file does not hold the counts of answers"))
        } else {
            result.count(answers, withoutAnswer: others)
            result.failuresInLatency = result.errors
        }
        if mean != nil || !ranks.isEmpty, result.requests != 0 {
            result.latency = Distribution(
                printed: ranks, count: result.requests, max: max, mean: mean, standardDeviation: deviation)
        }
        if !okRanks.isEmpty { result.okLatency = Distribution(printed: okRanks, count: result.statuses?[2]) }
        return result
    }
}
