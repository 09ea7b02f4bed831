extension RawSpan {
    /// A whole number of 1 to 15 digits; negative where there is none. Eight digits at a time.
    @inline(__always)
    func digits(_ lower: Int, _ upper: Int) -> Int {
        let count = upper &- lower
        guard UInt(bitPattern: count &- 1) < 8, lower &+ 8 <= byteCount else { return longDigits(lower, upper) }
        return Self.number(word(at: lower), digits: count)
    }

    /// The number that the first 1 to 8 bytes of a word stand for; negative where one is no digit.
    @inline(__always)
    static func number(_ word: UInt64, digits count: Int) -> Int {
        let digits = aligned(word, digits: count)
        guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else { return -1 }
        return number(digits)
    }

    /// The first 1 to 8 bytes of a word as values of digits: what follows is shifted out, and zeros come in before them.
    @inline(__always)
    static func aligned(_ word: UInt64, digits count: Int) -> UInt64 {
        (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    }

    /// The number of eight digits that are `aligned`.
    @inline(__always)
    static func number(_ aligned: UInt64) -> Int {
        var digits = (aligned &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return Int(truncatingIfNeeded: (digits &* 42_949_672_960_001) &>> 32)
    }

    @inline(never)
    private func longDigits(_ lower: Int, _ upper: Int) -> Int {
        guard (1...15).contains(upper - lower) else { return -1 }
        var number = 0
        for offset in lower..<upper {
            let digit = byte(at: offset) &- UInt8(ascii: "0")
            if digit > 9 { return -1 }
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

    /// Negative where there is no time.
    @inline(__always)
    mutating func read(_ bytes: RawSpan, _ lower: Int, _ upper: Int) -> Int {
        guard upper &- lower == 13, lower &+ 16 <= bytes.byteCount else { return bytes.digits(lower, upper) }
        let prefix = bytes.word(at: lower)
        if prefix != self.prefix {
            let high = RawSpan.number(prefix, digits: 8)
            guard high >= 0 else { return -1 }
            (self.prefix, known) = (prefix, high &* 100_000)
        }
        let low = RawSpan.number(bytes.word(at: lower &+ 8), digits: 5)
        return low < 0 ? low : known &+ low
    }
}
