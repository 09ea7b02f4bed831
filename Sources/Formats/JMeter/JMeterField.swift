/// A column of some rows. `rows`: where each begins among the ends of fields. What cannot be read is marked as odd.
///
/// Bounds are looked at once, when it is found where the rows begin (`JMeterBatch`): each has its fields, and `slack` bytes follow it.
struct JMeterField {
    let column: Int
    /// Whether it may be the last one of a row, before whose end there can be a carriage return.
    let isLast: Bool

    /// Bytes that can be loaded after the beginning of any field.
    static let slack = TextHead.size

    /// Bytes of the field in a row: from, and up to.
    func bounds(_ row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) -> (lower: Int, upper: Int) {
        precondition(row >= 0 && row + column + 1 < ends.count && ends[row + column + 1] <= bytes.byteCount)
        return unsafe bounds(unchecked: row, ends, bytes)
    }

    @unsafe @inline(__always)
    func bounds(unchecked row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan) -> (lower: Int, upper: Int) {
        let lower = unsafe Int(ends[unchecked: row &+ column] &+ 1)
        let upper = unsafe Int(ends[unchecked: row &+ column &+ 1])
        let isReturn = isLast && upper > lower && bytes.byte(at: upper &- 1) == UInt8(ascii: "\r")
        return (lower, isReturn ? upper &- 1 : upper)
    }

    /// A whole number in a row. `nothing`: what an empty field stands for; negative where there is no number.
    func number(_ row: Int, _ ends: Span<UInt32>, _ bytes: RawSpan, nothing: Int) -> Int {
        let (lower, upper) = bounds(row, ends, bytes)
        return upper > lower ? bytes.digits(lower, upper) : nothing
    }

    /// Times in milliseconds since 1970.
    @inline(never)
    func times(
        _ rows: Span<Int>, _ ends: Span<UInt32>, _ bytes: RawSpan, _ clock: inout MillisecondsReader,
        _ times: inout [Int], _ isOdd: inout [Bool]
    ) {
        var now = clock
        precondition(rows.count <= times.count)
        var times = times.mutableSpan
        var isOdd = isOdd.mutableSpan
        for row in rows.indices {
            let (lower, upper) = unsafe bounds(unchecked: rows[unchecked: row], ends, bytes)
            let time = now.read(bytes, lower, upper)
            unsafe times[unchecked: row] = time
            if time < 0 || time >= JMeterTime.limit { isOdd[row] = true }
        }
        clock = now
    }

    /// Where "true" or "false" stands, whether it is "false".
    @inline(never)
    func failures(
        _ rows: Span<Int>, _ ends: Span<UInt32>, _ bytes: RawSpan, _ isFailed: inout [Bool], _ isOdd: inout [Bool]
    ) {
        var isFailed = isFailed.mutableSpan
        var isOdd = isOdd.mutableSpan
        for row in rows.indices {
            let (lower, upper) = unsafe bounds(unchecked: rows[unchecked: row], ends, bytes)
            let text = unsafe bytes.word(unchecked: lower)
            let isTrue = upper &- lower == 4 && text & 0xFFFF_FFFF == 0x6575_7274
            let isFalse = upper &- lower == 5 && text & 0xFF_FFFF_FFFF == 0x65_736C_6166
            isFailed[row] = isFalse
            if !isTrue && !isFalse { isOdd[row] = true }
        }
    }
}
