import Measurements

/// In which order the runs of both sides were measured.
enum RunOrder: String {
    /// In turn, two by two: A B B A, or A B A B.
    case pairs
    /// Mixed in another way.
    case mixed
    /// All of one side before all of the other.
    case separate
    /// Not every run says when it started.
    case unknown

    init(base: RunSet, head: RunSet) {
        let (before, after) = (base.runs.compactMap(\.start), head.runs.compactMap(\.start))
        guard !before.isEmpty, before.count == base.runs.count, !after.isEmpty, after.count == head.runs.count,
            let firstOfBase = before.min(), let lastOfBase = before.max(), let firstOfHead = after.min(),
            let lastOfHead = after.max()
        else {
            self = .unknown
            return
        }
        if before.count == after.count, before.count > 1, Self.areNeighbours(before, after) {
            self = .pairs
        } else if lastOfBase < firstOfHead || lastOfHead < firstOfBase {
            self = .separate
        } else {
            self = .mixed
        }
    }

    /// Whether of all runs in the order of time each two hold one of either side.
    private static func areNeighbours(_ before: [Double], _ after: [Double]) -> Bool {
        let all = (before.map { (start: $0, isHead: false) } + after.map { (start: $0, isHead: true) })
            .sorted { $0.start < $1.start }
        return stride(from: 0, to: all.count, by: 2).allSatisfy { all[$0].isHead != all[$0 + 1].isHead }
    }
}
