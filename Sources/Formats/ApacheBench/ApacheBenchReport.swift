import Foundation

/// One report of ApacheBench, line by line as it was printed (support/ab.c, `output_results`). What a line of it did not say is absent.
struct ApacheBenchReport {
    static let title = "This is ApacheBench"

    /// Lines with a label, in the order in which ab prints them.
    enum Field: String, CaseIterable {
        case host = "Server Hostname"
        case port = "Server Port"
        case path = "Document Path"
        case documentLength = "Document Length"
        case concurrency = "Concurrency Level"
        case timeTaken = "Time taken for tests"
        case complete = "Complete requests"
        case failed = "Failed requests"
        case writeErrors = "Write errors"
        case non2xx = "Non-2xx responses"
        case transferred = "Total transferred"
        case requestsPerSecond = "Requests per second"

        /// The field that a line is of, and what follows the colon.
        static func split(_ line: String) -> (Field, String)? {
            guard let colon = line.firstIndex(of: ":"), let field = Field(rawValue: String(line[..<colon])) else {
                return nil
            }
            return (field, line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }

        fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    struct Malformed: Error {
        var field: String
        var expected: String
    }

    var version: String?
    var host: String?
    var path: String?
    var counts: [Field: Int] = [:]
    var amounts: [Field: Double] = [:]
    /// Failed requests by reason, where ab says: Connect, Receive, Length, Exceptions.
    var reasons: [String: Int] = [:]
    /// Of the row "Total" of the connection times, in milliseconds.
    var times: Times?
    /// Milliseconds by percent.
    var percentiles: [Double: Double] = [:]
    /// What ab itself says to be wrong with its figures.
    var isUnreliable = false

    struct Times {
        var min, mean, max: Double
        /// Absent with the option -S.
        var deviation, median: Double?
    }

    private var rank = -1
    private var isInTimes = false
    private var isInPercentiles = false

    init(version: String? = nil) { self.version = version }

    var hasFigures: Bool { !counts.isEmpty || !amounts.isEmpty || times != nil || !percentiles.isEmpty }

    /// Whether another report begins with this line: by its title, or because lines come in order and this one is not after the last.
    func isOver(before line: String) -> Bool {
        guard rank >= 0 || hasFigures else { return false }
        if line.hasPrefix(Self.title) { return true }
        if isInPercentiles, Self.percentile(line)?.percent == 50, percentiles[50] != nil { return true }
        guard let (field, _) = Field.split(line) else { return false }
        return field.rank <= rank
    }

    static func isFigure(_ line: String) -> Bool {
        Field.split(line) != nil || line.hasPrefix("Total:") || line.prefix { !$0.isWhitespace }.hasSuffix("%")
    }

    /// Takes what a line of the report says; lines of others say nothing.
    mutating func read(_ line: String) throws(Malformed) {
        if line.hasPrefix(Self.title) {
            version = line.split(separator: " ").drop { $0 != "Version" }.dropFirst().first.map(String.init)
        } else if let (field, value) = Field.split(line) {
            rank = field.rank
            try set(field, value)
        } else if line.hasPrefix("(Connect:") {
            try setReasons(line)
        } else if line.hasPrefix("Connection Times (ms)") {
            isInTimes = true
        } else if isInTimes, line.hasPrefix("Total:") {
            try setTimes(line)
        } else if line.hasPrefix("ERROR: The median and mean for the total time") {
            isUnreliable = true
        } else if line.hasPrefix("Percentage of the requests served") {
            isInPercentiles = true
            rank = Field.allCases.count
        } else if isInPercentiles, let (percent, milliseconds) = Self.percentile(line) {
            guard milliseconds >= percentiles.lazy.filter({ $0.key < percent }).map(\.value).max() ?? 0 else {
                throw Malformed(field: "\(percent) %", expected: "at least the milliseconds of lower percentages")
            }
            percentiles[percent] = milliseconds
        }
    }

    private mutating func set(_ field: Field, _ value: String) throws(Malformed) {
        let first = value.split { $0 == " " || $0 == "\t" }.first.map(String.init) ?? ""
        switch field {
        case .host: host = value.isEmpty ? nil : value
        case .port: host = host.map { "\($0):\(first)" }
        case .path: path = value.isEmpty ? nil : value
        case .documentLength, .writeErrors: break
        case .concurrency, .complete, .failed, .non2xx, .transferred:
            guard let count = Int(first), (0...JSONNode.largestCount).contains(count) else {
                throw Malformed(field: field.rawValue, expected: "a whole number of 0 or more")
            }
            counts[field] = count
        case .timeTaken, .requestsPerSecond:
            // 0 / 0 of a test that was over at once.
            if ["nan", "-nan", "inf"].contains(first) { return }
            guard let amount = Double(first), amount.isFinite, amount >= 0 else {
                throw Malformed(field: field.rawValue, expected: "a number of 0 or more")
            }
            amounts[field] = amount
        }
    }

    /// "(Connect: 0, Receive: 0, Length: 5, Exceptions: 0)"
    private mutating func setReasons(_ line: String) throws(Malformed) {
        for part in line.trimmingCharacters(in: ["(", ")"]).split(separator: ",") {
            let pair = part.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, let count = Int(pair[1]), (0...JSONNode.largestCount).contains(count) else {
                throw Malformed(field: "Failed requests", expected: "a count for each reason")
            }
            reasons[pair[0]] = count
        }
    }

    /// "Total: min mean sd median max", or "Total: min mean max".
    private mutating func setTimes(_ line: String) throws(Malformed) {
        isInTimes = false
        let numbers = line.dropFirst("Total:".count).split(separator: " ").map { Double($0) ?? -1 }
        guard [3, 5].contains(numbers.count), numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
            throw Malformed(field: "Total", expected: "min, mean, standard deviation, median and max in milliseconds")
        }
        times = Times(min: numbers[0], mean: numbers[1], max: numbers[numbers.count - 1])
        if numbers.count == 5 {
            times?.deviation = numbers[2]
            times?.median = numbers[3]
        }
    }

    /// "95%     31", "100%    251 (longest request)"
    private static func percentile(_ line: String) -> (percent: Double, milliseconds: Double)? {
        let words = line.split(separator: " ")
        guard words.count >= 2, words[0].hasSuffix("%"), let percent = Double(words[0].dropLast()),
            let milliseconds = Double(words[1]), (0...100).contains(percent), milliseconds.isFinite, milliseconds >= 0
        else { return nil }
        return (percent, milliseconds)
    }
}
