/// A mergeable histogram of any finite values, with log-linear bins: 256 to each power of two, so that a value taken from
/// a bin's middle is off by at most 1/513 (0.195 %) of itself. The bin of a value is the upper half of its bit pattern (sign, exponent, first 8 bits of
/// the fraction), as in HdrHistogram's and DDSketch's log-linear layouts; adding is a shift and an increment.
package struct Histogram: Sendable, Equatable {
    /// Largest relative error of a quantile taken from a histogram.
    package static let relativeError = 1.0 / 513.0

    /// Counts of positive values by bin, from bin `first` on; grows both ways as values come. Short, since thousands of series have some each.
    @usableFromInline package var counts: [UInt16] = []
    @usableFromInline package var first = 0
    /// What did not fit 16 bits, in units of 2¹⁶, by bin.
    package var carries: [Int: UInt64] = [:]
    package var zeros: UInt64 = 0
    /// Negative values (a custom trend can have them), mirrored.
    package var negatives: [Int: UInt64] = [:]

    @inlinable package init() {}

    /// Adds a value `times` times. Values that are not finite are the caller's to reject.
    @inlinable @inline(__always) package mutating func add(_ value: Double) {
        let bin = Int(truncatingIfNeeded: value.bitPattern &>> 44) &- first
        if value > 0, bin >= 0, bin < counts.count {
            let (sum, overflow) = counts[bin].addingReportingOverflow(1)
            counts[bin] = sum
            if overflow { carries[bin &+ first, default: 0] += 1 }
        } else {
            addSlowly(value, times: 1)
        }
    }

    package mutating func add(_ value: Double, times: UInt64) { addSlowly(value, times: times) }

    @usableFromInline package mutating func addSlowly(_ value: Double, times: UInt64) {
        guard times > 0 else { return }
        if value > 0 {
            add(bin: Int(value.bitPattern >> 44), times: times)
        } else if value < 0 {
            negatives[Int((-value).bitPattern >> 44), default: 0] += times
        } else {
            zeros += times
        }
    }

    /// Adds to a bin of positive values by its number.
    package mutating func add(bin: Int, times: UInt64) {
        counts.makeRoom(for: bin, first: &first)
        let (sum, overflow) = counts[bin - first].addingReportingOverflow(UInt16(truncatingIfNeeded: times))
        counts[bin - first] = sum
        let carry = (times >> 16) + (overflow ? 1 : 0)
        if carry > 0 { carries[bin, default: 0] += carry }
    }

    /// The same without room for more.
    package var compact: Histogram {
        var copy = self
        copy.counts = counts.withUnsafeBufferPointer { Array($0) }
        return copy
    }

    package mutating func merge(_ other: Histogram) {
        zeros += other.zeros
        negatives.merge(other.negatives, uniquingKeysWith: +)
        for (bin, count) in other.positives { add(bin: bin, times: count) }
    }

    package var count: UInt64 {
        counts.reduce(zeros + negatives.values.reduce(0, +)) { $0 + UInt64($1) } + carries.values.reduce(0, +) << 16
    }

    /// Bins of positive values that hold something, lowest first.
    package var positives: [(bin: Int, count: UInt64)] {
        counts.indices.compactMap { index in
            let count = count(at: index)
            return count == 0 ? nil : (index + first, count)
        }
    }

    /// All bins that hold something, as the middle of each bin and its count, smallest value first.
    package var bins: [(value: Double, count: UInt64)] {
        let below = negatives.sorted { $0.key > $1.key }.map { (value: -Self.middle(of: $0.key), count: $0.value) }
        let zero = zeros > 0 ? [(value: 0.0, count: zeros)] : []
        return below + zero + positives.map { (value: Self.middle(of: $0.bin), count: $0.count) }
    }

    /// The middle of the bin that holds the value with this number in ascending order, from 0 to below `count`.
    func value(at position: UInt64) -> Double {
        var below: UInt64 = 0
        for (bin, count) in negatives.isEmpty ? [] : negatives.sorted(by: { $0.key > $1.key }) {
            below += count
            if below > position { return -Self.middle(of: bin) }
        }
        below += zeros
        if below > position { return 0 }
        for index in counts.indices {
            below += count(at: index)
            if below > position { return Self.middle(of: index + first) }
        }
        return Self.middle(of: counts.count - 1 + first)
    }

    /// Of positive values, by place in `counts`.
    private func count(at index: Int) -> UInt64 {
        UInt64(counts[index]) + (carries.isEmpty ? 0 : (carries[index + first] ?? 0) << 16)
    }

    static func middle(of bin: Int) -> Double {
        let low = Double(bitPattern: UInt64(bin) << 44)
        let high = Double(bitPattern: UInt64(bin + 1) << 44)
        return high.isFinite ? (low + high) / 2 : low
    }

    package static func == (a: Histogram, b: Histogram) -> Bool {
        a.zeros == b.zeros && a.negatives == b.negatives
            && a.positives.elementsEqual(b.positives) { $0.bin == $1.bin && $0.count == $1.count }
    }
}

/// Counts of bins, of which `first` is the first's number.
extension [UInt16] {
    /// Grows by quarter octaves at least, so that growing is rare.
    @inline(__always)
    mutating func makeRoom(for bin: Int, first: inout Int) {
        if isEmpty { first = bin & ~63 }
        if bin < first {
            let newFirst = bin & ~63
            insert(contentsOf: repeatElement(0, count: first - newFirst), at: 0)
            first = newFirst
        }
        if bin - first >= count { append(contentsOf: repeatElement(0, count: ((bin - first) | 63) + 1 - count)) }
    }
}
