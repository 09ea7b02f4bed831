extension K6Scanner {
    /// Reads records as long as each has the P and the S that followed last time, and there is room for its sample; returns where the first one
    /// begins that has not. What makes up nearly all of a file is read here.
    static func follow(
        _ bytes: RawSpan, _ range: Range<Int>, limit: Int, _ offset: Int, _ skeletons: K6Skeletons, _ form: inout Form,
        _ time: inout Time, _ samples: inout [K6Sample], _ count: inout Int
    ) -> (end: Int, pair: Int) {
        guard skeletons.current < skeletons.pairs.count else { return (range.lowerBound, skeletons.current) }
        let (pairs, epoch, passing) = (skeletons.pairs.span, skeletons.passing.epoch, skeletons.passing)
        let prefixes = unsafe skeletons.prefixes.bytes.span.bytes
        let suffixes = unsafe skeletons.suffixes.bytes.span.bytes
        var samples = samples.mutableSpan
        var (position, current) = (range.lowerBound, skeletons.current)
        let end = range.upperBound
        while position < end, position < limit, count < samples.count {
            let guess = Int(pairs[current].next)
            let pair = pairs[guess]
            let start = position &+ Int(pair.prefixCount)
            // So that the bytes of P, the time and the words behind them are there.
            guard start &+ time.length &+ 8 <= end,
                bytes.holdsSameUnchecked(
                    at: position, as: prefixes, at: Int(pair.prefixStart), count: Int(pair.prefixCount))
            else { break }
            var value = start &+ time.length
            if time.length == 0
                || !bytes.holdsSameUnchecked(at: start, as: bytes, at: time.start, count: time.length)
            {
                guard let (nanoseconds, next) = form.readTime(bytes, start, end) else { break }
                (time, value) = ((start, next &- start, nanoseconds), next)
            }
            guard let (number, suffix) = DecimalNumber.read(bytes, at: value, end: end) else { break }
            var next = suffix
            if pair.suffix >= 0 {
                let (head, tail) = (Int(pair.suffixStart), Int(pair.endCount))
                next &+= Int(pair.suffixCount)
                guard next <= end, bytes.holdsSameBytes(at: suffix, as: suffixes, at: head, count: next &- suffix)
                else { break }
                if tail > 0 {
                    guard let after = form.metadataEnd(bytes, next), after &+ tail <= end,
                        bytes.holdsSameBytes(at: after, as: suffixes, at: head &+ (next &- suffix), count: tail)
                    else { break }
                    next = after &+ tail
                }
            } else {
                next &+= passing.length
                guard passing.length > 0, pair.epoch == epoch, next <= end,
                    bytes.holdsSameBytes(at: suffix, as: bytes, at: passing.start, count: passing.length)
                else { break }
            }
            let amount = number.value(shift: pair.slot.shift)
            guard pair.slot.allows(amount) else { break }
            samples[count] = K6Sample(
                value: amount, time: time.nanoseconds, offset: offset &+ position, slot: pair.slot)
            (position, current, count) = (next, guess, count &+ 1)
        }
        return (position, current)
    }
}
