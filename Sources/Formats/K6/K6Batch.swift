/// A sample that was read.
struct K6Sample {
    var value: Double
    /// Nanoseconds since 1970.
    var time: Int64
    /// Where its record begins in the input.
    var offset: Int
    var slot: K6Tally.Slot
}

/// Samples that were read and have still to be counted: many at a time, since what they are counted in has then to be asked for once.
struct K6Batch {
    /// The first `count` are samples.
    var samples = [K6Sample](
        repeating: K6Sample(
            value: 0, time: 0, offset: 0,
            slot: K6Tally.Slot(.trend, index: 0, shift: 0, isOwnTime: false, role: .none, track: 0)), count: 512)
    var count = 0

    var isFull: Bool { count == samples.count }

    mutating func add(_ sample: K6Sample) {
        samples[count] = sample
        count += 1
    }
}
