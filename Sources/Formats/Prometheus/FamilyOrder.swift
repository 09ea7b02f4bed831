/// OpenMetrics keeps the samples of a family together, and within it those of each label set.
struct FamilyOrder {
    private var current: (family: UInt64, place: UInt64) = (0, 0)
    private var closed = SampleKeys()

    var isFull: Bool { closed.isFull }

    /// Whether the next sample keeps to that, by hashes of its family and of its labels without bound and rank.
    @inline(__always)
    mutating func isTogether(_ family: UInt64, _ labels: UInt64) -> Bool {
        let place = family &* 3 &+ labels
        if family == current.family, place == current.place { return true }
        _ = closed.see(current.place)
        if family != current.family { _ = closed.see(current.family) }
        current = (family, place)
        return !closed.contains(place) && !closed.contains(family)
    }
}
