import Measurements

extension K6Tally {
    struct Counter {
        var count = 0
        var nonzero = 0
        var sum = ExactSum()
    }

    struct Gauge {
        var min = Double.infinity
        var max = -Double.infinity
        var last = 0.0
        /// Time and place of the last value, so that it is the same whatever was read first.
        var when = (time: Int64.min, offset: -1)
    }
}

extension K6Tally.Counter {
    @inline(__always)
    mutating func add(_ value: Double) {
        count &+= 1
        if value != 0 { nonzero &+= 1 }
        sum.addInline(value)
    }

    mutating func merge(_ other: K6Tally.Counter) {
        count += other.count
        nonzero += other.nonzero
        sum.merge(other.sum)
    }
}

extension K6Tally.Gauge {
    mutating func add(_ value: Double, time: Int64, offset: Int) {
        min = Swift.min(min, value)
        max = Swift.max(max, value)
        if (time, offset) > when {
            when = (time, offset)
            last = value
        }
    }

    mutating func merge(_ other: K6Tally.Gauge) {
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        if other.when > when {
            when = other.when
            last = other.last
        }
    }
}

/// What `Recorder` and `ExactSum` do themselves, here so that it is compiled into the loop over samples: nine of ten are of trends.
extension Recorder {
    @inline(__always)
    mutating func addInline(_ value: Double) {
        guard hasSpilled else { return add(value) }
        counted &+= 1
        sum.addInline(value)
        if value < min { min = value }
        if value > max { max = value }
        histogram.addInline(value)
    }
}

extension ExactSum {
    @inline(__always)
    fileprivate mutating func addInline(_ value: Double) {
        let scaled = value * 0x1p50
        guard scaled.magnitude < 0x1p62 else { return add(value) }
        fixed &+= Int128(Int64(scaled + (scaled < 0 ? -0.5 : 0.5)))
    }
}

extension Histogram {
    @inline(__always)
    fileprivate mutating func addInline(_ value: Double) {
        let bin = Int(truncatingIfNeeded: value.bitPattern &>> 44) &- first
        if value > 0, UInt(bitPattern: bin) < UInt(bitPattern: counts.count), counts[bin] < .max {
            counts[bin] &+= 1
        } else if value == 0 {
            zeros &+= 1
        } else {
            add(value)
        }
    }
}
