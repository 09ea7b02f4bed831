/// The first 32 bytes of a text, zeros after a shorter one: taken, hashed and compared alike for all lengths, since processors guess wrong
/// where a loop over the bytes of a short text ends.
struct TextHead: Equatable {
    static let size = 32

    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    /// What cuts off the bytes after a text: as many ones as it can have, and zeros.
    static let masks = [UInt64](repeating: .max, count: 4) + [UInt64](repeating: 0, count: 4)

    /// - Parameter masks: bytes of `TextHead.masks`, so that a loop over texts has them at hand.
    init(_ bytes: RawSpan, _ lower: Int, _ upper: Int, masks: RawSpan) {
        precondition(lower >= 0 && lower <= upper && upper <= bytes.byteCount)
        if lower + Self.size <= bytes.byteCount {
            self = unsafe TextHead(unchecked: bytes, lower, upper, masks: masks)
        } else {
            let padded = bytes.array(lower..<upper) + [UInt8](repeating: 0, count: Self.size)
            self = unsafe TextHead(unchecked: padded.span.bytes, 0, upper - lower, masks: masks)
        }
    }

    /// The same, where the caller knows that there are 32 bytes.
    @unsafe @inline(__always)
    init(unchecked bytes: RawSpan, _ lower: Int, _ upper: Int, masks: RawSpan) {
        let mask = Self.size &- min(upper &- lower, Self.size)
        unsafe a = bytes.word(unchecked: lower) & masks.word(unchecked: mask)
        unsafe b = bytes.word(unchecked: lower &+ 8) & masks.word(unchecked: mask &+ 8)
        unsafe c = bytes.word(unchecked: lower &+ 16) & masks.word(unchecked: mask &+ 16)
        unsafe d = bytes.word(unchecked: lower &+ 24) & masks.word(unchecked: mask &+ 24)
    }

    @inline(__always)
    func hash(_ length: Int) -> UInt64 {
        Self.mix(a ^ UInt64(truncatingIfNeeded: length), b) ^ Self.mix(c, d)
    }

    /// Multiplied and folded.
    @inline(__always)
    private static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = (first ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: second ^ 0xD1B5_4A32_D192_ED03)
        return product.high ^ product.low
    }

    @inline(__always)
    static func == (one: TextHead, other: TextHead) -> Bool {
        (one.a ^ other.a) | (one.b ^ other.b) | (one.c ^ other.c) | (one.d ^ other.d) == 0
    }
}
