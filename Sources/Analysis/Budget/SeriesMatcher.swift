import Measurements

/// A pattern made ready to be asked many times.
struct SeriesMatcher {
    private let pattern: SeriesPattern
    private let expression: NameExpression?
    private let glob: [Character]

    init(_ pattern: SeriesPattern) {
        self.pattern = pattern
        if case .regex(let text) = pattern { expression = try? NameExpression(text) } else { expression = nil }
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
        case .regex: return expression?.matches(name) == true
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
