/// Makes the steps of a `NameExpression`; distances are relative, so that parts can be put together.
struct NameExpressionParser {
    private typealias Step = NameExpression.Step

    static let longestPattern = 200
    private static let mostSteps = 2000

    private let text: [Unicode.Scalar]
    private var position = 0

    init(_ pattern: String) { text = Array(pattern.unicodeScalars) }

    mutating func program() throws(Misread) -> [NameExpression.Step] {
        guard text.count <= Self.longestPattern else { throw misread("longer than \(Self.longestPattern) characters") }
        let steps = try alternatives()
        guard position == text.count else { throw misread("a ) without (") }
        guard steps.count <= Self.mostSteps else { throw misread("too many repetitions") }
        return steps
    }

    private var next: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private func misread(_ problem: String) -> Misread {
        Misread("not a regular expression that is read here: \(problem)")
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func alternatives() throws(Misread) -> [Step] {
        let first = try sequence()
        guard take("|") else { return first }
        let rest = try alternatives()
        return [.fork(1, first.count + 2)] + first + [.jump(rest.count + 1)] + rest
    }

    private mutating func sequence() throws(Misread) -> [Step] {
        var steps: [Step] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            steps += try repeated(try atom())
            guard steps.count <= Self.mostSteps else { throw misread("too many repetitions") }
        }
        return steps
    }

    private mutating func atom() throws(Misread) -> [Step] {
        let scalar = text[position]
        position += 1
        switch scalar {
        case "^": return [.atStart]
        case "$": return [.atEnd]
        case ".": return [.one(.any)]
        case "[": return [.one(try set())]
        case "\\": return [.one(try escaped())]
        case "(": return try group()
        case "*", "+", "?", "{": throw misread("nothing before \(scalar)")
        default: return [.one(ScalarSet(ranges: [scalar...scalar]))]
        }
    }

    private mutating func group() throws(Misread) -> [Step] {
        if take("?"), !take(":") { throw misread("groups that begin with (? are not known, but for (?:") }
        let steps = try alternatives()
        guard take(")") else { throw misread("a ( without )") }
        return steps
    }

    private mutating func escaped() throws(Misread) -> ScalarSet {
        guard let scalar = next else { throw misread("nothing after \\") }
        position += 1
        if let named = ScalarSet.named(scalar) { return named }
        guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
            throw misread("\\\(scalar) is not known")
        }
        return ScalarSet(ranges: [scalar...scalar])
    }

    /// What follows "[".
    private mutating func set() throws(Misread) -> ScalarSet {
        var set = ScalarSet(ranges: [], isNegated: take("^"))
        while let scalar = next {
            position += 1
            if scalar == "]", !set.ranges.isEmpty { return set }
            let part = scalar == "\\" ? try escaped() : ScalarSet(ranges: [scalar...scalar])
            guard !part.isNegated else { throw misread("\\D, \\W and \\S cannot be within [ ]") }
            if part.ranges.count == 1, part.ranges[0].lowerBound == part.ranges[0].upperBound, next == "-",
                position + 1 < text.count, text[position + 1] != "]"
            {
                position += 2
                let last = text[position - 1]
                guard last != "\\", part.ranges[0].lowerBound <= last else {
                    throw misread("a range that ends before it begins")
                }
                set.ranges.append(part.ranges[0].lowerBound...last)
            } else {
                set.ranges += part.ranges
            }
        }
        throw misread("a [ without ]")
    }

    private mutating func repeated(_ atom: [Step]) throws(Misread) -> [Step] {
        guard let (least, most) = try repetition() else { return atom }
        _ = take("?")
        if let following = next, "*+?{".unicodeScalars.contains(following) {
            throw misread("a repetition of a repetition")
        }
        let optional: [Step] = [.fork(1, atom.count + 1)] + atom
        let more: [Step] =
            if let most {
                Array(repeatElement(optional, count: most - least).joined())
            } else {
                [.fork(1, atom.count + 2)] + atom + [.jump(-atom.count - 1)]
            }
        return Array(repeatElement(atom, count: least).joined()) + more
    }

    /// Least and most times (nil: without end), or nil where nothing is repeated.
    private mutating func repetition() throws(Misread) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        guard let end = text[position...].firstIndex(of: "}") else { throw misread("a { without }") }
        let inner = String(String.UnicodeScalarView(text[position..<end]))
        position = end + 1
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false).map { ($0.isEmpty, Int($0)) }
        guard (1...2).contains(parts.count), let least = parts[0].1, (0...100).contains(least) else {
            throw misread("{\(inner)} is no repetition of at most 100; { itself is written \\{")
        }
        if parts.count == 1 { return (least, least) }
        if parts[1].0 { return (least, nil) }
        guard let most = parts[1].1, (least...100).contains(most) else {
            throw misread("{\(inner)} is no repetition of at most 100; { itself is written \\{")
        }
        return (least, most)
    }
}
