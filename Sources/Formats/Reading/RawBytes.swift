import Foundation

/// What the fast readers do with raw bytes. Every access is checked against the span's bounds, where it does not say otherwise.
extension RawSpan {
    /// Eight bytes, the first one lowest; any bit pattern is a value.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The same, where the caller knows that there are eight bytes.
    @unsafe @inline(__always)
    func word(unchecked offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    func byte(at offset: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    @inline(__always)
    func holdsSameBytes(as other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        if byteCount == 0 { return true }
        return unsafe withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { others in
                guard let a = mine.baseAddress, let b = others.baseAddress else { return true }
                return unsafe memcmp(a, b, mine.count) == 0
            }
        }
    }

    /// Whether so many bytes are those that stand elsewhere.
    @inline(__always)
    func holdsSameBytes(at offset: Int, as other: RawSpan, at start: Int, count: Int) -> Bool {
        extracting(offset..<offset &+ count).holdsSameBytes(as: other.extracting(start..<start &+ count))
    }

    /// Whether so many bytes are those that stand elsewhere, where in both places as many and eight more are there, as the caller has seen to.
    @inline(__always)
    func holdsSameUnchecked(at offset: Int, as other: RawSpan, at start: Int, count: Int) -> Bool {
        var done = 0
        while done &+ 8 <= count {
            if unsafe word(unchecked: offset &+ done) != other.word(unchecked: start &+ done) { return false }
            done &+= 8
        }
        let different = unsafe word(unchecked: offset &+ done) ^ other.word(unchecked: start &+ done)
        return different & ((1 &<< UInt64(truncatingIfNeeded: 8 &* (count &- done))) &- 1) == 0
    }

    /// Offset of the first such byte of the range.
    @inline(__always)
    func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
        unsafe extracting(range).withUnsafeBytes { bytes -> Int? in
            guard let start = bytes.baseAddress else { return nil }
            guard let found = unsafe memchr(start, Int32(byte), bytes.count) else { return nil }
            return unsafe range.lowerBound + (UnsafeRawPointer(found) - start)
        }
    }

    func array(_ range: Range<Int>) -> [UInt8] {
        unsafe extracting(range).withUnsafeBytes { unsafe Array($0) }
    }

    /// Bytes that are no UTF-8 are replaced.
    func text(_ range: Range<Int>) -> String {
        unsafe extracting(range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// A hash of all bytes, for tables that confirm a hit by comparing bytes: multiply and fold, eight bytes at a time.
    @inline(__always)
    func hash(seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: byteCount)
        var offset = 0
        while offset &+ 8 <= byteCount {
            hash = Self.mix(hash ^ word(at: offset))
            offset &+= 8
        }
        if byteCount >= 8 { return Self.mix(hash ^ word(at: byteCount - 8)) }
        var rest: UInt64 = 0
        while offset < byteCount {
            rest = rest &<< 8 | UInt64(byte(at: offset))
            offset &+= 1
        }
        return Self.mix(hash ^ rest)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

/// Bytes of a word, by the usual trick for finding a zero byte. Marked are their high bits; the lowest mark is right, those above it may be not.
extension UInt64 {
    @inline(__always)
    func bytes(equalTo byte: UInt8) -> UInt64 {
        let different = self ^ UInt64(byte) &* 0x0101_0101_0101_0101
        return (different &- 0x0101_0101_0101_0101) & ~different & 0x8080_8080_8080_8080
    }

    /// Bytes below 0x20.
    @inline(__always)
    var controlBytes: UInt64 { (self &- 0x2020_2020_2020_2020) & ~self & 0x8080_8080_8080_8080 }
}
