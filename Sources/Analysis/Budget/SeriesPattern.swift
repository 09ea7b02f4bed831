import Measurements

/// Which series a rule speaks of.
package enum SeriesPattern: Sendable, Hashable, CustomStringConvertible {
    /// All requests together: the series `*` alone.
    case total
    /// Every series but `*`: the defaults.
    case every
    /// A series' name, or its id with labels.
    case exact(String)
    /// `*` stands for any characters.
    case glob(String)
    /// A regular expression, without the slashes around it.
    case regex(String)

    /// As the key of an endpoint: `/^POST /` and `/items$/` are regular expressions (a path neither begins with ^ nor ends with $), what holds `*` is
    /// a glob, all else is a name.
    init(key: String) {
        let inner = key.dropFirst().dropLast()
        if key.count > 2, key.hasPrefix("/"), key.hasSuffix("/"), inner.hasPrefix("^") || inner.hasSuffix("$") {
            self = .regex(String(inner))
        } else {
            self = key.contains("*") ? .glob(key) : .exact(key)
        }
    }

    package var description: String {
        switch self {
        case .total: Series.all
        case .every: "every endpoint"
        case .exact(let name), .glob(let name): name
        case .regex(let pattern): "/\(pattern)/"
        }
    }

    /// The more a pattern says, the later it is heard.
    var rank: Int {
        switch self {
        case .total, .every: 0
        case .glob, .regex: 1
        case .exact: 2
        }
    }
}

/// A pattern made ready to be asked many times. Regular expressions of Swift are not `Sendable`, and slow to make.
struct SeriesMatcher {
    private let pattern: SeriesPattern
    private let regex: Regex<AnyRegexOutput>?
    private let glob: [Character]

    init(_ pattern: SeriesPattern) {
        self.pattern = pattern
        if case .regex(let text) = pattern { regex = try? Regex(text) } else { regex = nil }
        if case .glob(let text) = pattern { glob = Array(text) } else { glob = [] }
    }

    func matches(_ series: Series) -> Bool {
        // Endpoints measured one by one have a total each, told apart by the label `of`.
        let isTotal = series.name == Series.all && series.labels.keys.allSatisfy { $0 == "of" }
        switch pattern {
        case .total: return isTotal
        case .every: return series.name != Series.all
        default: return !isTotal && (matches(series.name) || (!series.labels.isEmpty && matches(series.id)))
        }
    }

    private func matches(_ name: String) -> Bool {
        switch pattern {
        case .total, .every: return false
        case .exact(let exact): return name == exact
        case .glob: return Self.glob(glob, matches: Array(name))
        case .regex:
            guard let regex, name.utf8.count <= RegexLimits.longestName else { return false }
            return (try? regex.firstMatch(in: name)) != nil
        }
    }

    /// Goes back to the last star only, so that it takes pattern times name steps at most.
    private static func glob(_ pattern: [Character], matches name: [Character]) -> Bool {
        var p = 0
        var n = 0
        var star: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                p = last.pattern + 1
                n = last.name + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}

/// Swift's regular expressions backtrack: repeated groups such as `(a+)+` can take longer than the age of the universe. Endpoint names need none, so
/// patterns are kept to what ends soon.
enum RegexLimits {
    static let longestPattern = 200
    static let mostRepetitions = 4
    /// Bytes of UTF-8. Longer names match no regular expression.
    static let longestName = 300

    /// Why a pattern is refused, or nil.
    static func objection(to pattern: String) -> String? {
        guard pattern.count <= longestPattern else {
            return "a regular expression of more than \(longestPattern) characters is refused"
        }
        if repetitions(in: pattern).ofGroups > 0 {
            return "a repeated group, as in (a+)+, can take forever; repeat single characters or [classes] only"
        }
        guard repetitions(in: pattern).all <= mostRepetitions else {
            return "more than \(mostRepetitions) repetitions (*, +, {n}) can take forever; use several simpler patterns"
        }
        do {
            _ = try Regex(pattern)
            return nil
        } catch {
            return "not a regular expression: \(error)"
        }
    }

    private static func repetitions(in pattern: String) -> (all: Int, ofGroups: Int) {
        var all = 0
        var ofGroups = 0
        var previous: Character?
        var escaped = false
        for character in pattern {
            if !escaped, "*+{".contains(character) {
                all += 1
                if previous == ")" { ofGroups += 1 }
            }
            previous = escaped ? nil : character
            escaped = !escaped && character == "\\"
        }
        return (all, ofGroups)
    }
}
