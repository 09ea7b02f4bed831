/// What is said of a run by those who record it.
enum RunLabels {
    private static let marks = ["verdict", "failed"]
    private static let failing: Set = ["fail", "failed", "true"]

    /// Whether they say that the run failed.
    static func isFailed(_ labels: [String: String]) -> Bool { marks.contains { isFailing(labels[$0]) } }

    private static func isFailing(_ value: String?) -> Bool { failing.contains(value ?? "") }

    /// What two histories say of one run: the own ones stay, and a run that failed in either has failed.
    static func union(_ own: [String: String], _ other: [String: String]) -> [String: String] {
        own.merging(other) { own, _ in own }.merging(other.filter { marks.contains($0.key) && isFailing($0.value) }) {
            isFailing($0) ? $0 : $1
        }
    }
}
