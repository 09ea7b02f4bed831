/// What happened to one series in the course of a run: slices of equal width, one after the other.
package struct Timeline: Sendable, Equatable {
    /// A timeline never has more slices; longer runs have wider ones.
    package static let mostSlices = 128
    /// Largest relative error of a slice's percentiles where they were computed from single values: of the bins, and of rounding to four digits.
    package static let relativeError = 0.0085

    /// Seconds from the run's first value to the beginning of the first slice: 0 or less. Slices of single values begin at multiples of their width since
    /// 1970, so that parts of a file agree on them; those of what was counted over periods, where a period does.
    package var start: Double
    /// Of each slice, in seconds.
    package var width: Double
    /// Seconds from the run's first value to its last.
    package var end: Double
    /// In the order of time, without gaps: a slice in which nothing happened is there, and empty.
    package var slices: [Slice]

    package struct Slice: Sendable, Equatable {
        package var requests: Int
        /// Absent where the input does not say what failed.
        package var errors: Int?
        /// Latencies in seconds; absent where there was no value.
        package var p50: Double?
        package var p95: Double?
        package var p99: Double?
        /// Largest number of concurrent users, where known.
        package var users: Int?

        package init(
            requests: Int, errors: Int? = nil, p50: Double? = nil, p95: Double? = nil, p99: Double? = nil,
            users: Int? = nil
        ) {
            self.requests = requests
            self.errors = errors
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
            self.users = users
        }

        package var errorRate: Double? {
            guard let errors, requests > 0 else { return nil }
            return Double(errors) / Double(requests)
        }
    }

    package init(start: Double, width: Double, end: Double, slices: [Slice]) {
        self.start = start
        self.width = width
        self.end = end
        self.slices = slices
    }

    /// When a slice begins and ends, in seconds from the run's first value; the first and last as far as the run reached into them.
    package func span(of slice: Int) -> ClosedRange<Double> {
        let begin = start + Double(slice) * width
        let low = Swift.min(Swift.max(begin, 0), end)
        return low...Swift.max(low, Swift.min(begin + width, end))
    }

    /// Requests per second in a slice; absent in one that the run hardly reached into, where it says nothing.
    package func throughput(of slice: Int) -> Double? {
        let span = span(of: slice)
        let seconds = span.upperBound - span.lowerBound
        return seconds * 2 >= width ? Double(slices[slice].requests) / seconds : nil
    }

    /// Whether numbers are possible: whoever wrote the file, the rest of Loadline computes with them.
    package var isSound: Bool {
        let times = [start, width, end]
        guard times.allSatisfy(\.isFinite), width > 0, end >= 0, start <= 0, slices.count <= Self.mostSlices else {
            return false
        }
        return slices.allSatisfy { slice in
            let counts = [slice.requests, slice.errors, slice.users].compactMap { $0 }
            return counts.allSatisfy { (0...1 << 53).contains($0) } && slice.errors ?? 0 <= slice.requests
                && [slice.p50, slice.p95, slice.p99].allSatisfy { $0.map { $0.isFinite && $0 >= 0 } ?? true }
        }
    }
}

extension Timeline {
    /// The slices as they are kept: a list for each figure, so that a slice is some twenty bytes; nil where no slice has the figure.
    package struct Columns {
        package var requests: [Int]
        package var errors: [Int?]?
        package var users: [Int?]?
        package var p50: [Double?]?
        package var p95: [Double?]?
        package var p99: [Double?]?

        package init(
            requests: [Int] = [], errors: [Int?]? = nil, users: [Int?]? = nil, p50: [Double?]? = nil,
            p95: [Double?]? = nil, p99: [Double?]? = nil
        ) {
            self.requests = requests
            self.errors = errors
            self.users = users
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
        }

        /// Nil where the lists are not of one length.
        package var slices: [Slice]? {
            let counts = [errors, users].compactMap { $0?.count } + [p50, p95, p99].compactMap { $0?.count }
            guard counts.allSatisfy({ $0 == requests.count }) else { return nil }
            return requests.indices.map { index in
                Slice(
                    requests: requests[index], errors: errors?[index], p50: p50?[index], p95: p95?[index],
                    p99: p99?[index], users: users?[index])
            }
        }
    }

    package var columns: Columns {
        func column<Value>(_ value: (Slice) -> Value?) -> [Value?]? {
            let column = slices.map(value)
            return column.contains { $0 != nil } ? column : nil
        }
        return Columns(
            requests: slices.map(\.requests), errors: column(\.errors), users: column(\.users),
            p50: column(\.p50), p95: column(\.p95), p99: column(\.p99))
    }
}

extension Run {
    /// What was measured, whatever is known of when.
    package var withoutTimelines: Run {
        var run = self
        for index in run.series.indices {
            run.series[index].timeline = nil
            run.series[index].courses = [:]
        }
        return run
    }

    /// As it is kept: the timeline of everything is some three kilobytes, those of all endpoints would be most of the file.
    package var withOneTimeline: Run {
        var run = withoutTimelines
        for index in run.series.indices where run.series[index].name == Series.all {
            run.series[index].timeline = series[index].timeline
        }
        return run
    }
}
