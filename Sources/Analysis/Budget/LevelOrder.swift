/// Whether levels agree: the milder one is broken first.
enum LevelOrder {
    /// What does not fit together, or nil.
    static func contradiction(in limits: [Limit]) -> String? {
        let isOnePerLevel = Set(limits.map(\.level)).count == limits.count
        for (index, mild) in limits.enumerated() {
            for hard in limits[(index + 1)...] where mild.level < hard.level {
                if isOnePerLevel, areOpposite(mild.comparison, hard.comparison) {
                    return "\(mild.level) (\(mild.text)) and \(hard.level) (\(hard.text)) point in opposite directions"
                }
                if isLooser(mild, than: hard) {
                    return
                        "\(mild.level) (\(mild.text)) is looser than \(hard.level) (\(hard.text)): it can never speak first"
                }
            }
        }
        return nil
    }

    private static func areOpposite(_ a: Limit.Operator, _ b: Limit.Operator) -> Bool {
        a.isUpper && b.isLower || a.isLower && b.isUpper
    }

    private static func isLooser(_ mild: Limit, than hard: Limit) -> Bool {
        let a: Double
        let b: Double
        // What is broken for longer is another thing.
        guard mild.duration == hard.duration else { return false }
        switch (mild.bound, hard.bound) {
        case (.absolute(let x, _), .absolute(let y, _)), (.relative(let x), .relative(let y)),
            (.relativeAbsolute(let x, _), .relativeAbsolute(let y, _)):
            (a, b) = (x, y)
        default: return false
        }
        if mild.comparison.isUpper && hard.comparison.isUpper { return a > b }
        if mild.comparison.isLower && hard.comparison.isLower { return a < b }
        return false
    }
}
