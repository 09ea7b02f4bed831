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
    struct Cell {
        var requests = 0
        /// Requests that failed, and those that are known to have failed or not.
        var failed = 0
        var judged = 0
        /// Answers that tell of failure by themselves.
        var failedAnswers = 0
        var users = -1
        /// Latencies, and those of less than a microsecond.
        var timed = 0
        var zeros = 0

        var isEmpty: Bool { !happened && failedAnswers == 0 && judged == 0 && users < 0 }
        var happened: Bool { requests > 0 || timed > 0 }

        /// A request with a latency.
        @inline(__always)
        mutating func add(failed isFailed: Bool, users number: Int) {
            requests &+= 1
            judged &+= 1
            timed &+= 1
            failed &+= isFailed ? 1 : 0
            if number > users, number > 0 { users = number }
        }

        mutating func merge(_ other: Self) {
            requests += other.requests
            failed += other.failed
            judged += other.judged
            failedAnswers += other.failedAnswers
            users = max(users, other.users)
            timed += other.timed
            zeros += other.zeros
        }
    }

    /// Slices of all tracks: `mostSlices` of each, of which that with the number n since the beginning of time is the one at n modulo `mostSlices`.
    var cells: [Cell] = []
    var sketches = SliceSketches()
    /// -1, or 0 where all tracks are one.
    var mask = -1
    /// Slices are `narrowest` << `doublings` wide; `first` is the number since the beginning of time of the first one.
    var doublings = 0
    var first: Int64 = 0
    var count = 0
    /// The slice of the last value (its place within a track), and when it begins and ends.
    private var current = 0
    var low: Int64 = 0
    var high: Int64 = 0

    package init() {}

    /// Seconds; slices narrower than the times are exact mean nothing.
    package var leastWidth = 0.0
    package var errors = Errors.told

    /// What an error is in a timeline.
    package enum Errors: Sendable {
        /// Requests that are said to have failed; unknown where nothing is said.
        case told
        case byAnswer
        /// Nobody knows what failed.
        case unknown
    }

    package var isFolded: Bool { mask == 0 }

    // MARK: - Adding

    /// The slice that the next values belong to.
    package mutating func move(to time: Int64) {
        if time < low || time >= high { current = seek(time) }
    }

    package mutating func add(latency: Double, to track: Int) {
        let cell = prepare(track)
        cells[cell].timed &+= 1
        addTime(latency, to: cell)
    }

    package mutating func addRequest(to track: Int) { cells[prepare(track)].requests += 1 }

    /// Says of a request whether it failed.
    package mutating func add(failed: Bool, to track: Int) {
        let cell = prepare(track)
        cells[cell].judged &+= 1
        if failed { cells[cell].failed &+= 1 }
    }

    /// A request with its latency in seconds, whether it failed, and the users that there were.
    package mutating func addSample(_ latency: Double, failed: Bool, users: Int = 0, to track: Int) {
        let cell = prepare(track)
        cells[cell].add(failed: failed, users: users)
        addTime(latency, to: cell)
    }

    /// An answer that tells of failure by itself, whatever else is said of the request.
    package mutating func addFailedAnswer(to track: Int) { cells[prepare(track)].failedAnswers += 1 }

    /// Counts that somebody else made.
    package mutating func add(requests: Int, failed: Int?, to track: Int) {
        let cell = prepare(track)
        cells[cell].requests += requests
        guard let failed else { return }
        cells[cell].judged += requests
        cells[cell].failed += failed
    }

    package mutating func add(users: Int) {
        let cell = prepare(0)
        cells[cell].users = max(cells[cell].users, users)
    }

    private mutating func addTime(_ latency: Double, to cell: Int) {
        if let bin = SliceSketches.bin(latency) {
            sketches.add(bin: bin, to: cell)
        } else {
            cells[cell].zeros &+= 1
        }
    }

    /// The cell of a track and the current slice.
    private mutating func prepare(_ number: Int) -> Int {
        let track = number & mask
        if track * Timeline.mostSlices < cells.count { return track * Timeline.mostSlices + current }
        return makeRoom(track) * Timeline.mostSlices + current
    }

    /// Makes cells for a track, or one of all where there are too many; returns which one it is.
    mutating func makeRoom(_ track: Int) -> Int {
        if track > Self.mostTracks {
            foldTracks()
            return makeRoom(0)
        }
        let missing = (track + 1) * Timeline.mostSlices - cells.count
        if missing > 0 {
            cells.append(contentsOf: repeatElement(Cell(), count: missing))
            sketches.makeRoom(cells: cells.count)
        }
        return track
    }
}
