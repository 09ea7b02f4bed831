import Measurements

/// How the values of ranges went: counters and histograms as what they grew by in each slice of the test, everything else point by point.
struct PrometheusRange {
    /// Of all points, in seconds since 1970.
    private let start: Double
    private let end: Double
    private let counters: [(labels: [String: String], points: [PrometheusAnswer.Point])]

    /// Nil where there is no range, or only one instant of it.
    /// - Parameter begin: of the run, in seconds since 1970; nil: the first point.
    init?(_ answers: [PrometheusAnswer], since begin: Double? = nil) {
        let ranges = answers.filter { $0.seconds != nil }
        guard let start = ranges.compactMap(\.start).min(), let seconds = ranges.compactMap(\.seconds).max(),
            (1e-3...Timestamp.latest).contains(seconds), abs(start) <= Timestamp.latest
        else { return nil }
        self.start = min(begin ?? start, start)
        end = start + seconds
        counters = ranges.flatMap(\.series).filter { $0.labels["__name__"].map(PrometheusNames.isCounter) == true }
    }

    /// Timelines of requests and queries, and courses of what is derived from counters.
    func addCourses(to run: inout Run) {
        guard let width = leastWidth else { return }
        let all = run.series.first { $0.name == Series.all }?.requests
        let slices = Slices(width: width, seconds: end - start, requests: all)
        let grown = grown(slices, of: &run)
        var periods = Periods(start: 0, width: slices.width, end: end - start)
        for slice in 0..<slices.count {
            let samples = grown.map { ExpositionSample(name: $0.name, labels: $0.labels, value: $0.increases[slice]) }
            var builder = PrometheusRun(Exposition(samples), seconds: slices.width)
            guard let part = try? builder.run(source: "", format: "") else { continue }
            periods.add(slice, part.series)
        }
        periods.addCourses(to: &run)
    }

    /// What counters grew by in each slice: all of them, or only what they are together where they are too many.
    private func grown(
        _ slices: Slices, of run: inout Run
    ) -> [(name: String, labels: [String: String], increases: [Double])] {
        let named = counters.map { counter in
            var labels = counter.labels
            let name = labels.removeValue(forKey: "__name__") ?? ""
            return (name: name, labels: labels)
        }
        let combinations = Set(named.map { $0.labels.filter { $0.key != "le" } }).count
        let isTooMuch = combinations * slices.count > Self.mostFigures
        if isTooMuch {
            let what = "\(combinations) combinations of labels: only all together are shown over time"
            run.notes.append(Note("courses.absent", what))
        }
        return LabelFolding(named, limit: isTooMuch ? 0 : .max).groups.map { group in
            var sum = [Double](repeating: 0, count: slices.count)
            for member in group.members {
                let increases = slices.increases(of: counters[member].points, since: start)
                for index in sum.indices { sum[index] += increases[index] }
            }
            return (group.name, group.labels, sum)
        }
    }

    /// Combinations of labels, times slices, that are held at once.
    private static let mostFigures = 100_000

    /// Seconds between the scrapes, as far as the answer tells: the time between points at which any counter grew, of nine in ten. In narrower slices
    /// counters would seem to stand still and then to leap. Nil where none grew.
    private var leastWidth: Double? {
        var times: Set<Double> = []
        var grew: Set<Double> = []
        for (_, points) in counters {
            times.formUnion(points.map(\.time))
            for (before, after) in zip(points, points.dropFirst()) where after.value != before.value {
                grew.insert(after.time)
            }
        }
        let steps = times.sorted()
        guard let step = zip(steps, steps.dropFirst()).map({ $1 - $0 }).min(), !grew.isEmpty else { return nil }
        let changes = ([start] + grew.sorted())
        let gaps = zip(changes, changes.dropFirst()).map { $1 - $0 }.sorted()
        return max(step, gaps[(gaps.count * 9 - 1) / 10])
    }

    /// Slices of one width that cover a range.
    private struct Slices {
        private(set) var width: Double
        private(set) var count: Int

        /// As wide as needed for no more than a timeline may have, and for a hundred requests in each where there are many.
        init(width least: Double, seconds: Double, requests: Int?) {
            width = least
            count = 1
            while true {
                let wanted = (seconds / width - 1e-6).rounded(.up)
                let isThin = wanted > 32 && (requests ?? .max) < Int(min(wanted, 1e6)) * 100
                guard wanted > Double(Timeline.mostSlices) || isThin else {
                    count = max(Int(wanted), 1)
                    return
                }
                width *= 2
            }
        }

        /// What a counter grew by in each slice; after a fall it began again at 0.
        func increases(of points: [PrometheusAnswer.Point], since start: Double) -> [Double] {
            var increases = [Double](repeating: 0, count: count)
            for (before, after) in zip(points, points.dropFirst()) {
                let slice = Int(exactly: ((after.time - start) / width - 1e-6).rounded(.down))
                guard let slice, increases.indices.contains(slice) else { continue }
                increases[slice] += PrometheusAnswer.rise(from: before, to: after)
            }
            return increases
        }
    }
}
