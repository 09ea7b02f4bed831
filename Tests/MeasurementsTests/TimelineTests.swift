import Measurements
import Testing

struct TimelineTests {
    struct Value {
        var time: Int64
        var latency: Double
        var failed: Bool
        var track: Int
    }

    /// A value every 37 ms, of three tracks, in an order without pattern.
    static func values(_ count: Int) -> [Value] {
        (0..<count).map { index in
            let place = index * 7919 % count
            return Value(
                time: 1_700_000_000_000_000_000 + Int64(place) * 37_000_000,
                latency: 0.001 * Double(1 + place * 31 % 997),
                failed: place % 50 == 0, track: place % 3)
        }
    }

    static func recorder(_ values: some Sequence<Value>) -> TimelineRecorder {
        values.reduce(into: TimelineRecorder()) { recorder, value in
            recorder.move(to: value.time)
            recorder.addRequest(to: value.track)
            recorder.add(failed: value.failed, to: value.track)
            recorder.add(latency: value.latency, to: value.track)
        }
    }

    static func timeline(_ recorder: TimelineRecorder, _ values: [Value], of tracks: [Int]? = nil) -> Timeline? {
        guard let first = values.map(\.time).min(), let last = values.map(\.time).max() else { return nil }
        guard let tracks else { return recorder.timeline(start: first, end: last) }
        return recorder.timeline(of: tracks, start: first, end: last)
    }

    /// Counts are exact, percentiles as close as stated, and slices as many as allowed.
    @Test(arguments: [1, 20, 900, 30_000])
    func slicesHoldWhatHappenedInThem(count: Int) throws {
        let values = Self.values(count)
        let timeline = try #require(Self.timeline(Self.recorder(values), values))
        #expect(timeline.slices.count <= Timeline.mostSlices && timeline.isSound)
        #expect(timeline.slices.reduce(0) { $0 + $1.requests } == count)
        let first = try #require(values.map(\.time).min())
        for (index, slice) in timeline.slices.enumerated() {
            let from = Int64((timeline.start + Double(index) * timeline.width) * 1e9)
            let until = from + Int64(timeline.width * 1e9)
            let own = values.filter { (from..<until).contains($0.time - first) }
            #expect(slice.requests == own.count && slice.errors == own.count(where: \.failed))
            let sorted = own.map(\.latency).sorted()
            guard let p95 = slice.p95 else { continue }
            let exact = sorted[Int((0.95 * Double(sorted.count - 1)).rounded())]
            #expect(abs(p95 - exact) <= exact * Timeline.relativeError)
        }
    }

    /// However the values are ordered and divided, the result is the same to the last bit.
    @Test(arguments: [1, 2, 300, 5000])
    func orderAndDivisionDoNotMatter(count: Int) {
        let values = Self.values(count)
        let expected = Self.timeline(Self.recorder(values), values)
        #expect(Self.timeline(Self.recorder(values.reversed()), values) == expected)
        #expect(Self.timeline(Self.recorder(values.sorted { $0.time < $1.time }), values) == expected)
        for parts in [2, 3, 7] {
            var whole = TimelineRecorder()
            for part in 0..<parts {
                let own = values.enumerated().filter { $0.offset % parts == part }.map(\.element)
                whole.merge(Self.recorder(own)) { $0 }
            }
            #expect(Self.timeline(whole, values) == expected)
        }
    }

    /// Samples that come as columns give the same as one by one, those left out apart.
    @Test(arguments: [1, 300, 5000, 200_000])
    func columnsAreAsSingleSamples(count: Int) {
        let values = Self.values(count)
        let isOut = values.indices.map { $0 % 10 == 3 }
        let elapsed = values.indices.map { $0 % 5 == 0 ? 0 : $0 * 7919 % 20_000 }
        var (single, columns) = (TimelineRecorder(), TimelineRecorder())
        for (index, value) in values.enumerated() where !isOut[index] {
            single.move(to: value.time / 1_000_000 * 1_000_000)
            single.addSample(Double(elapsed[index]) / 1000, failed: value.failed, users: index % 9, to: value.track)
        }
        let times = values.map { Int($0.time / 1_000_000) }
        let users = values.indices.map { $0 % 9 }
        let groups = Dictionary(grouping: values.indices.filter { !isOut[$0] }) {
            [values[$0].track, values[$0].failed ? 1 : 0]
        }
        for (group, rows) in groups {
            columns.addSamples(
                rows.span, to: group[0], failed: group[1] == 1, times: times.span, elapsed: elapsed.span,
                users: users.span)
        }
        for tracks in [nil, [0], [1, 2]] {
            #expect(Self.timeline(columns, values, of: tracks) == Self.timeline(single, values, of: tracks))
        }
    }

    /// More of the same than a count of 16 bits holds.
    @Test func countsAreLarge() throws {
        let values = Self.values(200_000).map { Value(time: $0.time / 1000, latency: 0.05, failed: false, track: 0) }
        let odd = values[..<1000].map { Value(time: $0.time, latency: 5, failed: false, track: 0) }
        var whole = Self.recorder(values + odd)
        let timeline = try #require(Self.timeline(whole, values))
        #expect(timeline.slices.allSatisfy { abs(($0.p50 ?? 0) - 0.05) < 0.0005 })
        whole.merge(whole) { $0 }
        #expect(Self.timeline(whole, values)?.slices.map(\.p99) == timeline.slices.map(\.p99))
    }

    @Test func tracksAreToldApartUntilThereAreTooMany() throws {
        let values = Self.values(3000)
        var recorder = Self.recorder(values)
        let second = try #require(Self.timeline(recorder, values, of: [1]))
        #expect(second.slices.reduce(0) { $0 + $1.requests } == values.count { $0.track == 1 })
        let all = Self.timeline(recorder, values)
        recorder.foldTracks()
        #expect(Self.timeline(recorder, values) == all && recorder.isFolded)
        for track in 0...TimelineRecorder.mostTracks + 1 { recorder.addRequest(to: track) }
        #expect(recorder.isFolded)
    }

    /// Clocks that go wrong widen the slices, and nothing else.
    @Test(arguments: [Int64.min, -1, 0, Int64.max])
    func anyTimeIsTaken(odd: Int64) throws {
        var values = Self.values(100)
        values.append(Value(time: odd, latency: 0.5, failed: false, track: 0))
        let timeline = try #require(Self.timeline(Self.recorder(values), values))
        #expect(timeline.slices.count <= Timeline.mostSlices && timeline.isSound)
        #expect(timeline.slices.reduce(0) { $0 + $1.requests } == 101)
        #expect(Self.timeline(Self.recorder(values.reversed()), values) == timeline)
    }

    @Test func throughputIsOfTheTimeThatTheRunReachedIntoASlice() {
        let slices = [10, 20, 20, 4].map { Timeline.Slice(requests: $0) }
        let timeline = Timeline(start: -1, width: 2, end: 5.5, slices: slices)
        #expect((0..<4).map { timeline.throughput(of: $0) } == [10, 10, 10, nil])
        #expect(timeline.span(of: 3) == 5...5.5)
    }
}
