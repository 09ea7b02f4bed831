extension RawSpan {
    /// A whole number of 1 to 15 digits; eight digits at a time.
    @inline(__always)
    func digits(_ range: Range<Int>) -> Int? {
        guard range.lowerBound &+ 16 <= byteCount, range.count <= 15 else { return digitsSlowly(range) }
        guard range.count > 8 else { return eightDigits(at: range.lowerBound, count: range.count) }
        let middle = range.upperBound &- 8
        guard let high = eightDigits(at: range.lowerBound, count: range.count &- 8),
            let low = eightDigits(at: middle, count: 8)
        else { return nil }
        return high &* 100_000_000 &+ low
    }

    /// Up to eight digits; nil where there are none.
    @inline(__always)
    fileprivate func eightDigits(at start: Int, count: Int) -> Int? {
        guard count > 0 else { return nil }
        // What follows the digits is shifted out, and zeros come in before them.
        var digits = (word(at: start) ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else { return nil }
        digits = (digits &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return Int(truncatingIfNeeded: (digits &* 42_949_672_960_001) &>> 32)
    }

    private func digitsSlowly(_ range: Range<Int>) -> Int? {
        guard (1...15).contains(range.count) else { return nil }
        var number = 0
        for offset in range {
            let digit = byte(at: offset) &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}

/// Reads times in milliseconds since 1970, of which the first eight of thirteen digits hardly change.
struct MillisecondsReader {
    private var prefix: UInt64 = 0x3030_3030_3030_3030
    /// What the prefix amounts to.
    private var known = 0

    @inline(__always)
    mutating func read(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
        guard range.count == 13, range.lowerBound &+ 16 <= bytes.byteCount else { return bytes.digits(range) }
        let prefix = bytes.word(at: range.lowerBound)
        if prefix != self.prefix {
            guard let high = bytes.eightDigits(at: range.lowerBound, count: 8) else { return nil }
            (self.prefix, known) = (prefix, high &* 100_000)
        }
        return bytes.eightDigits(at: range.lowerBound &+ 8, count: 5).map { known &+ $0 }
    }
}
