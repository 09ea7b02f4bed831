/// A sum of doubles that does not depend on their order, so that two threads and one print the same last digit: fixed point in 128 bits, of
/// 2⁻⁵⁰ (1e-15) for values below 2⁵⁰, of 1 for those up to 2¹⁰⁰. Only what is larger still is summed in doubles.
package struct ExactSum: Sendable {
    @usableFromInline package var fixed: Int128 = 0
    @usableFromInline package var whole: Int128 = 0
    @usableFromInline package var large = 0.0

    @inlinable package init() {}

    @inlinable @inline(__always) package mutating func add(_ value: Double) {
        let scaled = value * 0x1p50
        if scaled.magnitude < 0x1p62 {
            // Rounded by hand: without SSE 4.1, which may not be assumed, `rounded()` is a call.
            fixed &+= Int128(Int64(scaled + (scaled < 0 ? -0.5 : 0.5)))
        } else {
            addLarge(value)
        }
    }

    /// Adds a value so many times.
    package mutating func add(_ value: Double, times: Int) {
        var one = ExactSum()
        one.add(value)
        fixed &+= one.fixed &* Int128(times)
        whole &+= one.whole &* Int128(times)
        for _ in 0..<(one.large == 0 ? 0 : times) { large += one.large }
    }

    @usableFromInline package mutating func addLarge(_ value: Double) {
        switch value.magnitude {
        case ..<0x1p50: fixed &+= Int128(value * 0x1p50)
        case ..<0x1p100: whole &+= Int128(value)
        default: large += value
        }
    }

    package mutating func merge(_ other: ExactSum) {
        fixed &+= other.fixed
        whole &+= other.whole
        large += other.large
    }

    package var value: Double { Double(fixed) / 0x1p50 + Double(whole) + large }
}
