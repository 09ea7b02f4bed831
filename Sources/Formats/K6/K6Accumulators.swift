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
        sum.add(value)
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
