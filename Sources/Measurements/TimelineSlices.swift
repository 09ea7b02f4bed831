/// How slices cover the time, and how those of two recorders become one.
extension TimelineRecorder {
    var width: Int64 { Self.narrowest << Int64(doublings) }

    /// 142 years in both directions, so that differences fit, those of the slices' beginnings too.
    private static let horizon: Int64 = 4_500_000_000_000_000_000
    static func clamped(_ time: Int64) -> Int64 { min(max(time, -horizon), horizon) }

    private static func slice(of time: Int64, width: Int64) -> Int64 {
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: width)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Where a slice stands within a track.
    static func place(of slice: some BinaryInteger) -> Int {
        Int(truncatingIfNeeded: slice) & (Timeline.mostSlices - 1)
    }

    var trackCount: Int { cells.count / Timeline.mostSlices }
    var slices: Range<Int64> { first..<first + Int64(count) }

    /// The cells of a track that are in use, in the order of time.
    func cells(of track: Int) -> [Int] { slices.map { track * Timeline.mostSlices + Self.place(of: $0) } }

    /// Makes slices up to a time; returns the place of its own.
    mutating func seek(_ time: Int64) -> Int {
        let slice = Self.slice(of: Self.clamped(time), width: width)
        if count == 0 { first = slice }
        widen(toHold: min(slice, first)...max(slice, first + Int64(max(count, 1)) - 1))
        let now = Self.slice(of: Self.clamped(time), width: width)
        reach(now...now)
        low = now * width
        high = low + width
        // What is clamped belongs to the outermost slices.
        if time < low { low = .min }
        if time >= high { high = .max }
        return Self.place(of: now)
    }

    /// Doubles the width until the slices of a range, in today's width, are not too many.
    private mutating func widen(toHold range: ClosedRange<Int64>) {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while upper - lower >= Int64(Timeline.mostSlices) {
            double()
            lower >>= 1
            upper >>= 1
        }
    }

    mutating func double() {
        let pairs = (0..<trackCount).flatMap { track in
            slices.map { slice in
                (
                    cell: track * Timeline.mostSlices + Self.place(of: slice),
                    target: track * Timeline.mostSlices + Self.place(of: slice >> 1)
                )
            }
        }.filter { !cells[$0.cell].isEmpty }
        regroup(pairs)
        if count > 0 { count = Int(((first + Int64(count) - 1) >> 1) - (first >> 1)) + 1 }
        first >>= 1
        doublings += 1
        (low, high) = (0, 0)
    }

    private mutating func regroup(_ pairs: [(cell: Int, target: Int)]) {
        var regrouped = [Cell](repeating: Cell(), count: cells.count)
        for (cell, target) in pairs { regrouped[target].merge(cells[cell]) }
        cells = regrouped
        sketches.regroup(pairs)
    }

    /// Makes the slices cover a range of numbers.
    private mutating func reach(_ range: ClosedRange<Int64>) {
        if count == 0 { first = range.lowerBound }
        let end = max(first + Int64(count), range.upperBound + 1)
        first = min(first, range.lowerBound)
        count = Int(end - first)
    }

    // MARK: - Merging

    /// Makes all tracks one.
    package mutating func foldTracks() {
        guard mask != 0 else { return }
        mask = 0
        guard trackCount > 1 else { return }
        regroup(cells.indices.map { (cell: $0, target: $0 % Timeline.mostSlices) })
        cells.removeLast(cells.count - Timeline.mostSlices)
        sketches.keep(cells: cells.count)
    }

    /// - Parameter map: the track here of each track there.
    package mutating func merge(_ other: TimelineRecorder, tracks map: (Int) -> Int) {
        guard other.count > 0 else { return }
        var other = other
        if other.mask == 0 { foldTracks() }
        while other.doublings < doublings { other.double() }
        while doublings < other.doublings { double() }
        if count == 0 { first = other.first }
        let theirs = (first: other.first, last: other.first + Int64(other.count) - 1)
        widen(toHold: min(first, theirs.first)...max(first + Int64(max(count, 1)) - 1, theirs.last))
        while other.doublings < doublings { other.double() }
        reach(other.first...other.first + Int64(other.count) - 1)
        for track in 0..<other.trackCount where other.cells(of: track).contains(where: { !other.cells[$0].isEmpty }) {
            add(other, track, to: makeRoom(max(map(track), 0) & mask))
        }
        (low, high) = (0, 0)
    }

    /// Adds a track of a recorder whose slices are as wide, and among those here.
    mutating func add(_ other: TimelineRecorder, _ theirs: Int, to track: Int) {
        let offset = (track - theirs) * Timeline.mostSlices
        for cell in other.cells(of: theirs) where !other.cells[cell].isEmpty {
            cells[cell + offset].merge(other.cells[cell])
            sketches.merge(cell, of: other.sketches, into: cell + offset)
        }
    }
}
