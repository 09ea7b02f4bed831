import Foundation

/// Collects what happened when, into slices of all series, in bounded memory: where there would be more than `Timeline.mostSlices`, slices become
/// twice as wide; where there are too many series, only that of everything is kept. What comes out does not depend on the order of the values, nor on how
/// they were divided over recorders that are merged.
///
/// Series are tracks, numbered by the caller; track 0 is for what belongs to no series. Times are nanoseconds since any beginning.
package struct TimelineRecorder: Sendable {
    /// Tracks beyond this number are not told apart.
    package static let mostTracks = 64
    /// Nanoseconds of the narrowest slices.
    package static let narrowest: Int64 = 125_000_000

    /// What happened in one slice of one track.
    @usableFromInline package struct Cell: Sendable {
        @usableFromInline package var requests = 0
        /// Requests that failed, and those that are known to have failed or not.
        @usableFromInline package var failed = 0
        @usableFromInline package var judged = 0
        /// Answers that tell of failure by themselves.
        @usableFromInline package var failedAnswers = 0
        @usableFromInline package var users = -1
        @usableFromInline package var latencies = SliceSketch()

        @usableFromInline package init() {}
    }

    @usableFromInline package var tracks: [[Cell]] = []
    /// -1, or 0 where all tracks are one.
    @usableFromInline package var mask = -1
    /// Slices are `narrowest` << `doublings` wide; `first` is the number since the beginning of time of the first one.
    private var doublings = 0
    private var first: Int64 = 0
    private var count = 0
    /// The slice of the last value, and when it begins and ends.
    @usableFromInline package var current = 0
    @usableFromInline package var low: Int64 = 0
    @usableFromInline package var high: Int64 = 0

    @inlinable package init() {}

    /// Seconds; slices narrower than the times are exact mean nothing.
    package var leastWidth = 0.0
    package var errors = Errors.told

    // MARK: - Adding

    /// The slice that the next values belong to.
    @inlinable package mutating func move(to time: Int64) {
        if time < low || time >= high { seek(time) }
    }

    @inlinable package mutating func add(latency: Double, to track: Int) {
        let track = prepare(track)
        tracks[track][current].latencies.add(latency)
    }

    @inlinable package mutating func addRequest(to track: Int) {
        let track = prepare(track)
        tracks[track][current].requests &+= 1
    }

    /// Says of a request whether it failed.
    @inlinable package mutating func add(failed: Bool, to track: Int) {
        let track = prepare(track)
        tracks[track][current].judged &+= 1
        if failed { tracks[track][current].failed &+= 1 }
    }

    /// An answer that tells of failure by itself, whatever else is said of the request.
    package mutating func addFailedAnswer(to track: Int) {
        let track = prepare(track)
        tracks[track][current].failedAnswers += 1
    }

    /// Counts that somebody else made.
    package mutating func add(requests: Int, failed: Int?, to track: Int) {
        let track = prepare(track)
        tracks[track][current].requests += requests
        guard let failed else { return }
        tracks[track][current].judged += requests
        tracks[track][current].failed += failed
    }

    package mutating func add(users: Int) {
        let track = prepare(0)
        tracks[track][current].users = max(tracks[track][current].users, users)
    }

    /// The track, with room for the current slice.
    @inlinable package mutating func prepare(_ number: Int) -> Int {
        let track = number & mask
        if track < tracks.count, current < tracks[track].count { return track }
        return makeRoom(track)
    }

    @usableFromInline package mutating func makeRoom(_ number: Int) -> Int {
        var track = number
        if track > Self.mostTracks {
            foldTracks()
            track = 0
        }
        while tracks.count <= track { tracks.append([]) }
        while tracks[track].count <= current { tracks[track].append(Cell()) }
        return track
    }

    /// Makes all tracks one.
    package mutating func foldTracks() {
        guard mask != 0 else { return }
        mask = 0
        guard tracks.count > 1 else { return }
        for track in 1..<tracks.count { Self.merge(tracks[track], into: &tracks[0], at: 0) }
        tracks.removeLast(tracks.count - 1)
    }

    // MARK: - Slices

    private var width: Int64 { Self.narrowest << Int64(doublings) }

    /// 142 years in both directions, so that differences fit, those of the slices' beginnings too.
    private static let horizon: Int64 = 4_500_000_000_000_000_000
    private static func clamped(_ time: Int64) -> Int64 { min(max(time, -horizon), horizon) }

    private static func slice(of time: Int64, width: Int64) -> Int64 {
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: width)
        return remainder < 0 ? quotient - 1 : quotient
    }

    @usableFromInline package mutating func seek(_ time: Int64) {
        let slice = Self.slice(of: Self.clamped(time), width: width)
        if count == 0 { first = slice }
        widen(toHold: min(slice, first)...max(slice, first + Int64(max(count, 1)) - 1))
        let now = Self.slice(of: Self.clamped(time), width: width)
        reach(now...now)
        current = Int(now - first)
        low = now * width
        high = low + width
        // What is clamped belongs to the outermost slices.
        if time < low { low = .min }
        if time >= high { high = .max }
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

    private mutating func double() {
        let newFirst = first >> 1
        for track in tracks.indices {
            var halved: [Cell] = []
            halved.reserveCapacity(tracks[track].count / 2 + 1)
            for (index, cell) in tracks[track].enumerated() {
                Self.merge([cell], into: &halved, at: Int(((first + Int64(index)) >> 1) - newFirst))
            }
            tracks[track] = halved
        }
        if count > 0 { count = Int(((first + Int64(count) - 1) >> 1) - newFirst) + 1 }
        first = newFirst
        doublings += 1
        (low, high) = (0, 0)
    }

    /// Makes the slices cover a range of numbers.
    private mutating func reach(_ range: ClosedRange<Int64>) {
        if count == 0 { first = range.lowerBound }
        let missing = Int(first - range.lowerBound)
        if missing > 0 {
            for track in tracks.indices {
                tracks[track].insert(contentsOf: repeatElement(Cell(), count: missing), at: 0)
            }
            first = range.lowerBound
            count += missing
        }
        count = max(count, Int(range.upperBound - first) + 1)
    }

    // MARK: - Merging

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
        for (number, cells) in other.tracks.enumerated() where !cells.isEmpty {
            current = Int(other.first - first)
            let track = prepare(map(number) & mask)
            Self.merge(cells, into: &tracks[track], at: current)
        }
        (low, high) = (0, 0)
    }

    private static func merge(_ cells: [Cell], into target: inout [Cell], at offset: Int) {
        while target.count < offset + cells.count { target.append(Cell()) }
        for (index, cell) in cells.enumerated() { target[offset + index].merge(cell) }
    }

    // MARK: - Results

    package var isFolded: Bool { mask == 0 }

    /// What an error is in a timeline.
    package enum Errors {
        /// Requests that are said to have failed; unknown where nothing is said.
        case told
        case byAnswer
    }

    /// The slices of some tracks together; nil where they hold nothing, or nobody knows when.
    /// - Parameters:
    ///   - start, end: times of the run's first and last value.
    package func timeline(of tracks: [Int], start: Int64, end: Int64) -> Timeline? {
        guard count > 0, end >= start else { return nil }
        var merged = self
        merged.tracks = []
        for track in Set(tracks.map { $0 & mask }).sorted() where track < self.tracks.count {
            if merged.tracks.isEmpty { merged.tracks = [[]] }
            Self.merge(self.tracks[track], into: &merged.tracks[0], at: 0)
        }
        merged.seek(start)
        merged.seek(end)
        while Double(merged.width) / 1e9 < leastWidth || merged.isThin { merged.double() }
        guard var cells = merged.tracks.first, cells.contains(where: { $0.happened }) else { return nil }
        while cells.count < merged.count { cells.append(Cell()) }
        let offset = (merged.first * merged.width, Self.clamped(start))
        return Timeline(
            start: min(Double(offset.0 - offset.1) / 1e9, 0), width: Double(merged.width) / 1e9,
            end: Double(Self.clamped(end) - offset.1) / 1e9, slices: slices(of: cells))
    }

    /// Of all tracks together.
    package func timeline(start: Int64, end: Int64) -> Timeline? {
        timeline(of: Array(tracks.indices), start: start, end: end)
    }

    /// Whether there are many slices with few requests each, of which no percentile tells anything.
    private var isThin: Bool {
        let requests = tracks.joined().reduce(0) { $0 + max($1.requests, $1.latencies.total) }
        return count > Self.enoughSlices && requests < count * Self.enoughRequests
    }

    private static let enoughSlices = 32
    private static let enoughRequests = 100

    private func slices(of cells: [Cell]) -> [Timeline.Slice] {
        let countsRequests = cells.contains { $0.requests > 0 }
        let tellsErrors = errors == .byAnswer || cells.contains { $0.judged > 0 }
        return cells.map { cell in
            let times = cell.latencies.quantiles([0.5, 0.95, 0.99])
            let requests = countsRequests ? cell.requests : cell.latencies.total
            let failed = min(errors == .byAnswer ? cell.failedAnswers : cell.failed, requests)
            return Timeline.Slice(
                requests: requests, errors: tellsErrors ? failed : nil, p50: times.map { Self.rounded($0[0]) },
                p95: times.map { Self.rounded($0[1]) }, p99: times.map { Self.rounded($0[2]) },
                users: cell.users >= 0 ? cell.users : nil)
        }
    }

    /// To four digits: more are not known, and would fill kept runs.
    private static func rounded(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        let scale = pow(10, 3 - log10(value).rounded(.down))
        return (value * scale).rounded() / scale
    }
}

extension TimelineRecorder.Cell {
    fileprivate mutating func merge(_ other: Self) {
        requests += other.requests
        failed += other.failed
        judged += other.judged
        failedAnswers += other.failedAnswers
        users = max(users, other.users)
        latencies.merge(other.latencies)
    }

    fileprivate var happened: Bool { requests > 0 || latencies.total > 0 }
}
