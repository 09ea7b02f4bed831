extension TimelineRecorder {
    /// Adds many samples of whole milliseconds, which is several times as fast as one by one: columns of `count` values or more.
    /// - Parameters:
    ///   - isOut: which are left out.
    ///   - times: milliseconds since 1970; those beyond the year 2255 are taken for it.
    package mutating func addSamples(
        _ count: Int, except isOut: [Bool], tracks: [Int], times: [Int], elapsed: [Int], failed: [Bool], users: [Int]
    ) {
        var row = 0
        while true {
            let slices = Slices(first: Int(first), count: UInt(self.count), doublings: doublings, mask: mask)
            row = slices.add(
                row..<count, except: isOut.span, tracks.span, times.span, elapsed.span, failed.span, users.span,
                sketches.blocks, &cells, &sketches.counts)
            guard row < count else { return }
            move(to: Self.nanoseconds(times[row]))
            addSample(Double(elapsed[row]) / 1000, failed: failed[row], users: users[row], to: tracks[row])
            row += 1
        }
    }

    /// Of milliseconds since 1970; what is beyond the year 2255 is taken for it.
    package static func nanoseconds(_ milliseconds: Int) -> Int64 {
        Int64(truncatingIfNeeded: min(milliseconds, latest)) &* 1_000_000
    }

    private static let latest = 9_000_000_000_000

    /// What has to be known of the slices to find those of many samples.
    private struct Slices {
        var first: Int
        var count: UInt
        var doublings: Int
        var mask: Int

        /// Bins of times up to 8 seconds, in milliseconds.
        private static let bins = (0..<8192).map { UInt16(SliceSketches.bin(Double($0) / 1000) ?? 0) }

        /// Adds samples, as long as cells, blocks and counts have room for them; returns the row of the first that was not added.
        func add(
            _ rows: Range<Int>, except isOut: Span<Bool>, _ tracks: Span<Int>, _ times: Span<Int>,
            _ elapsed: Span<Int>, _ failed: Span<Bool>, _ users: Span<Int>, _ blocks: [UInt32],
            _ cells: inout [Cell], _ counts: inout [UInt16]
        ) -> Int {
            let bins = Self.bins.span
            let blocks = blocks.span
            var cells = cells.mutableSpan
            var counts = counts.mutableSpan
            for row in rows where !isOut[row] {
                let (time, latency, users) = (times[row], elapsed[row], users[row])
                let slice = (time >> doublings) / Int(narrowest / 1_000_000)
                let cell = (tracks[row] & mask) &* Timeline.mostSlices &+ TimelineRecorder.place(of: slice)
                guard time <= latest, UInt(bitPattern: slice &- first) < count, cell < cells.count, latency > 0,
                    latency < bins.count
                else { return row }
                let bin = Int(bins[latency])
                let block = Int(blocks[cell &* SliceSketches.octaves &+ bin >> 6])
                let place = block &+ bin & 63
                // The first block is nobody's.
                guard block > 0, counts[place] < .max else { return row }
                counts[place] &+= 1
                cells[cell].add(failed: failed[row], users: users)
            }
            return rows.upperBound
        }
    }
}
