/// A sum of doubles that does not depend on their order, so that two threads and one print the same last digit:
/// fixed point of 2⁻⁴⁰ (1e-12) in 128 bits for what fits, the rest (beyond 2⁵⁰) in doubles.
package struct ExactSum: Sendable {
    @usableFromInline package var fixed: Int128 = 0
    @usableFromInline package var large = 0.0

    @inlinable package init() {}

    @inlinable package mutating func add(_ value: Double) {
        let scaled = value * 1_099_511_627_776
        if scaled.magnitude < 9e18 {
            fixed &+= Int128(Int64(scaled.rounded(.toNearestOrEven)))
        } else if value.magnitude < 0x1p50 {
            fixed &+= Int128(scaled)
        } else {
            large += value
        }
    }

    package mutating func merge(_ other: ExactSum) {
        fixed &+= other.fixed
        large += other.large
    }

    package var value: Double { Double(fixed) / 1_099_511_627_776 + large }
}
