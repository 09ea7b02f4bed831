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
    private static let capacity = 512
    private(set) var samples: [K6Sample] = []

    init() { samples.reserveCapacity(Self.capacity) }

    var room: Int { Self.capacity - samples.count }

    @inline(__always)
    mutating func add(_ sample: K6Sample) { samples.append(sample) }

    mutating func removeAll() { samples.removeAll(keepingCapacity: true) }
}
