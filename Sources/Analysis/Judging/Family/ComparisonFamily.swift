import Statistics

/// Head against base for many figures at once: one family, one error rate.
struct ComparisonFamily {
    private let subjects: [Subject]
    private let settings: Settings
    private let figures: [ComparedFigure]
    /// Whether what all endpoints share was told apart.
    let usedCommonMode: Bool
    /// Whether each run was compared with the one measured beside it.
    let usedPairs: Bool
    /// The shift of everything at once; told only against a history.
    let global: GlobalShift?

    init(_ subjects: [Subject], _ settings: Settings) {
        self.subjects = subjects
        self.settings = settings
        var magnitudes = MagnitudeComparison(subjects, settings, subjects.map(ComparedFigure.init))
        magnitudes.compare()
        var shares = ShareComparison(subjects, settings, magnitudes.figures)
        shares.compare()
        figures = shares.figures
        usedCommonMode = magnitudes.usedCommonMode
        usedPairs = magnitudes.usedPairs
        global = magnitudes.global
    }

    /// Checks that are judged together and of which any could be a finding.
    var family: Int { figures.indices.count { isInFamily($0) && !figures[$0].isSinglePair } }

    /// In the order of the subjects.
    func outcomes() -> [Outcome] {
        let members = figures.indices.filter(isInFamily)
        let worse = benjaminiHochberg(members.map { figures[$0].pWorse })
        let better = benjaminiHochberg(members.map { figures[$0].pBetter })
        var adjusted: [Int: AdjustedProbabilities] = [:]
        for (position, index) in members.enumerated() {
            adjusted[index] = AdjustedProbabilities(worse: worse[position], better: better[position])
        }
        let judgement = FigureJudgement(settings: settings, tests: max(members.count, 1))
        return figures.indices.map { judgement.outcome(subjects[$0], figures[$0], adjusted[$0]) }
    }

    private func isInFamily(_ index: Int) -> Bool {
        let figure = figures[index]
        return subjects[index].gated && (figure.shift.map { !$0.isInsufficient } ?? (figure.rates != nil))
    }
}

extension ComparisonFamily {
    /// What the runs of the base are, and so how the head is compared with them.
    enum Reference {
        /// Runs of the same period: two samples.
        case runs
        /// The history of the main branch: its present level, and how it varies from day to day.
        case history
    }

    struct Settings {
        /// Of the whole family.
        var falseAlarms = 0.01
        /// Of intervals, and of the proof that nothing changed.
        var confidence = 0.95
        var reference = Reference.runs
        /// Whether the sides were measured in turn, so that the runs of one number on each side are neighbours in time.
        var areNeighbours = false
        /// How much latencies may differ through the conditions of the two sides alone, as the standard deviation of a logarithm; 0 where
        /// the conditions were the same.
        var conditions = 0.0
    }

    /// One figure to be compared.
    struct Subject {
        /// Subjects of one endpoint share what disturbs it.
        var endpoint: String
        var base: Evidence
        var head: Evidence
        /// Earlier runs that tell the noise, where the base is not itself the history.
        var history: Evidence?
        /// Judged in the family; else only estimated.
        var gated: Bool
        /// Relative.
        var minimumChange: Double
        /// In the figure's unit.
        var minimumAbsolute: Double
        /// Relative; largest that is still "the same".
        var allowedChange: Double
    }

    struct Outcome {
        var change: Check.Change
        var judgement: Judgement
        /// Why nothing could be judged, as a code; nil where it could.
        var obstacle: String?
        /// The run of the history with which its present level begins; nil where all of it is one level.
        var levelStart: Int?
    }
}

/// Benjamini–Hochberg, over the family.
struct AdjustedProbabilities {
    var worse: Double
    var better: Double
}
