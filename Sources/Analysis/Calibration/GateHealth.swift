/// Whether findings are made again by the next run, as those of something real are, or are of other checks then, as those of noise are.
///
/// A real change stays until it is mended, so that the next run shows it too; noise strikes any check. Each run is judged against those before it, and where that finds
/// something, the next run against the same ones: what `check --confirm` does with two measurements. Counted is the share of the findings that are made again (the same
/// check, the same way), beyond what chance would give: κ = (observed − chance) / (1 − chance), which is Cohen's coefficient of agreement ("A Coefficient of Agreement for
/// Nominal Scales", 1960), 1 where all are made again and 0 where none more than by chance. By chance a finding is made again with probability (findings of the next
/// run) / (findings that could be made).
package struct GateHealth: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// Findings are made again: they are of something.
        case steady
        case mixed
        /// Findings come and go: they are mostly noise.
        case rotating
        /// Too few findings to tell.
        case unknown
    }

    /// Runs judged again against those before them, one at a time.
    package let verdicts: Int
    /// Verdicts with a finding.
    package let verdictsWithFindings: Int
    /// Findings that a next run could make again.
    package let findings: Int
    /// Of these, how many it made.
    package let repeated: Int
    /// How many it would have by chance.
    package let expected: Double

    /// - Parameters:
    ///   - replayed: of each run its findings, and those of the next run against the same history, nil where there is none.
    ///   - tests: how many findings a verdict could make: each check to the worse and to the better.
    package init(_ replayed: [(now: [String: Bool], next: [String: Bool]?)], tests: Int) {
        verdicts = replayed.count
        verdictsWithFindings = replayed.count { !$0.now.isEmpty }
        var (findings, repeated, expected) = (0, 0, 0.0)
        for case (let now, let next?) in replayed {
            findings += now.count
            repeated += now.count { next[$0.key] == $0.value }
            expected += Double(now.count) * min(Double(next.count) / Double(tests), 1)
        }
        (self.findings, self.repeated, self.expected) = (findings, repeated, expected)
    }

    /// Nil without a finding that could be made again.
    package var agreement: Double? {
        guard findings > 0, Double(findings) > expected else { return nil }
        return (Double(repeated) - expected) / (Double(findings) - expected)
    }

    /// Above 0.6 agreement is called substantial, below 0.2 slight (Landis & Koch, "The Measurement of Observer Agreement for Categorical Data", 1977).
    package var kind: Kind {
        guard findings >= 5, let agreement else { return .unknown }
        return agreement > 0.6 ? .steady : (agreement < 0.2 ? .rotating : .mixed)
    }
}
