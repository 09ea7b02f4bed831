import Foundation

/// A generator of random numbers that gives the same numbers for the same seed everywhere and for ever.
///
/// xoshiro256** (Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), its state filled by
/// SplitMix64. Not for secrets.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    package init(seed: UInt64) {
        var state = seed
        func splitMix() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        (a, b, c, d) = (splitMix(), splitMix(), splitMix(), splitMix())
    }

    package mutating func next() -> UInt64 {
        let product = b &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d << 45) | (d >> 19)
        return result
    }

    /// A number in `0 ..< 1`.
    package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number in `0 ..< bound`, every one equally likely (Lemire, "Fast Random Integer Generation in an Interval",
    /// 2019).
    package mutating func below(_ bound: Int) -> Int {
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Puts values into a random order (Fisher & Yates).
    package mutating func shuffle<Value>(_ values: inout [Value]) {
        for last in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(last, below(last + 1)) }
    }

    /// A standard normal number (Marsaglia's polar method).
    package mutating func normal() -> Double {
        while true {
            let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
        }
    }

    /// A gamma-distributed number of a shape of at least one (Marsaglia & Tsang, "A Simple Method for Generating Gamma
    /// Variables", 2000).
    package mutating func gamma(shape: Double) -> Double {
        let d = shape - 1 / 3.0
        while true {
            let x = normal()
            let root = 1 + x / (9 * d).squareRoot()
            guard root > 0 else { continue }
            let v = root * root * root
            if log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
