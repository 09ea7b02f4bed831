import History

/// Where a candidate stands in a history: the nearest commit before it that was recorded. Runs of commits that came later are no baseline for it.
struct Ancestry {
    /// The commit as git spells it.
    var nearest: String
    /// Commits between it and the candidate.
    var distance: Int?
    /// When it was last measured, in seconds since 1970.
    var until: Double

    /// - Parameter commit: of the candidate.
    /// - Returns: nil where git does not know the candidate, or none of its ancestors was recorded.
    init?(of commit: String, in entries: [HistoryEntry]) {
        let repository = Repository()
        let ancestors = repository.ancestors(of: commit)
        guard !ancestors.isEmpty else { return nil }
        let known = Set(entries.compactMap { $0.commit?.prefix(Self.length) })
        guard let nearest = ancestors.first(where: { known.contains($0.prefix(Self.length)) }) else { return nil }
        self.nearest = nearest
        distance = repository.distance(from: nearest, to: commit)
        until = entries.filter { $0.isOf(commit: nearest) }.map(\.time).max() ?? 0
    }

    /// Letters of a commit that every store keeps.
    private static let length = 12
}
