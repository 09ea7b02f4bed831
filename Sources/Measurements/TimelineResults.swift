import Foundation

extension TimelineRecorder {
    /// The slices of some tracks together; nil where they hold nothing, or nobody knows when.
    /// - Parameters:
    ///   - start, end: times of the run's first and last value.
    package func timeline(of tracks: [Int], start: Int64, end: Int64) -> Timeline? {
        guard count > 0, end >= start else { return nil }
        var merged = joined(tracks)
        _ = merged.seek(start)
        _ = merged.seek(end)
        while Double(merged.width) / 1e9 < leastWidth || merged.isThin { merged.double() }
        guard merged.cells.contains(where: { $0.happened }) else { return nil }
        let offset = (merged.first * merged.width, Self.clamped(start))
        return Timeline(
            start: min(Double(offset.0 - offset.1) / 1e9, 0), width: Double(merged.width) / 1e9,
            end: Double(Self.clamped(end) - offset.1) / 1e9, slices: merged.results(errors))
    }

    /// Of all tracks together.
    package func timeline(start: Int64, end: Int64) -> Timeline? {
        timeline(of: Array(0..<trackCount), start: start, end: end)
    }

    /// Some tracks as one.
    private func joined(_ tracks: [Int]) -> TimelineRecorder {
        var joined = TimelineRecorder()
        (joined.doublings, joined.first, joined.count) = (doublings, first, count)
        _ = joined.makeRoom(0)
        for track in Set(tracks.map { $0 & mask }).sorted() where track < trackCount { joined.add(self, track, to: 0) }
        return joined
    }

    /// Whether there are many slices with few requests each, of which no percentile tells anything.
    private var isThin: Bool {
        let requests = cells.reduce(0) { $0 + max($1.requests, $1.timed) }
        return count > Self.enoughSlices && requests < count * Self.enoughRequests
    }

    private static let enoughSlices = 32
    private static let enoughRequests = 100

    private func results(_ errors: Errors) -> [Timeline.Slice] {
        let countsRequests = cells.contains { $0.requests > 0 }
        let tellsErrors = errors == .byAnswer || errors == .told && cells.contains { $0.judged > 0 }
        return cells(of: 0).map { number in
            let cell = cells[number]
            let times = sketches.quantiles([0.5, 0.95, 0.99], of: number, zeros: cell.zeros)
            let requests = countsRequests ? cell.requests : cell.timed
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
