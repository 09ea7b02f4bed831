/// A regular expression for names that ends soon whatever it is: all ways to match are followed at once, step by step along the name (Thompson 1968;
/// R. Cox, "Regular Expression Matching Can Be Simple And Fast", 2007), so that it takes at most pattern times name steps. Swift's own `Regex` goes back and
/// tries again, and a pattern such as `(a+)+b` can keep it busy for years.
///
/// Knows literals, `.`, `[a-z]`, `[^/]`, `\d \w \s \D \W \S`, escapes, groups, `|`, `* + ? {n} {n,} {n,m}`, `^` and `$`. No look-around, no back references.
struct NameExpression: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case one(ScalarSet)
        case atStart
        case atEnd
        /// Go on at both distances from here.
        case fork(Int, Int)
        case jump(Int)
        case match
    }

    private let steps: [Step]

    init(_ pattern: String) throws(Misread) {
        var parser = NameExpressionParser(pattern)
        steps = try parser.program() + [.match]
    }

    /// Whether the name contains a match.
    func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var current = Front(count: steps.count)
        for position in 0...scalars.count {
            // A match may begin anywhere.
            if enter(0, &current, position, scalars.count) { return true }
            guard position < scalars.count else { break }
            var next = Front(count: steps.count)
            for index in current.waiting {
                guard case .one(let set) = steps[index], set.contains(scalars[position]) else { continue }
                if enter(index + 1, &next, position + 1, scalars.count) { return true }
            }
            current = next
        }
        return false
    }

    /// Steps that wait for a character, each once.
    private struct Front {
        var waiting: [Int] = []
        var seen: [Bool]

        init(count: Int) { seen = Array(repeating: false, count: count) }
    }

    /// Follows what needs no character; true where a match is complete.
    private func enter(_ start: Int, _ front: inout Front, _ position: Int, _ length: Int) -> Bool {
        var pending = [start]
        while let index = pending.popLast() {
            if front.seen[index] { continue }
            front.seen[index] = true
            switch steps[index] {
            case .one: front.waiting.append(index)
            case .atStart: if position == 0 { pending.append(index + 1) }
            case .atEnd: if position == length { pending.append(index + 1) }
            case .fork(let a, let b): pending += [index + b, index + a]
            case .jump(let distance): pending.append(index + distance)
            case .match: return true
            }
        }
        return false
    }
}

/// Characters that one place of a pattern accepts.
struct ScalarSet: Sendable, Equatable {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }

    static let any = ScalarSet(ranges: [], isNegated: true)

    /// Of `\d` and its like (ASCII), or nil.
    static func named(_ letter: Unicode.Scalar) -> ScalarSet? {
        switch letter {
        case "d": ScalarSet(ranges: ["0"..."9"])
        case "w": ScalarSet(ranges: ["0"..."9", "A"..."Z", "a"..."z", "_"..."_"])
        case "s": ScalarSet(ranges: ["\t"..."\r", " "..." "])
        case "D", "W", "S": named(letter.properties.lowercaseMapping.unicodeScalars.first ?? "d")?.negated
        default: nil
        }
    }

    private var negated: ScalarSet { ScalarSet(ranges: ranges, isNegated: !isNegated) }
}
