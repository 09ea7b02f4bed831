import CSHA256

/// SHA-256 (FIPS 180-4), to name inputs and kept runs by their content. Own, since the packages that have it cost more to build than all the rest.
package struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var block: [UInt8] = []
    private var length: UInt64 = 0
    package init() {}

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        length += UInt64(bytes.count)
        var rest = bytes
        if !block.isEmpty {
            let taken = rest.prefix(64 - block.count)
            block += taken
            rest = rest.dropFirst(taken.count)
            guard block.count == 64 else { return }
            compress(block[...])
            block = []
        }
        let whole = rest.prefix(rest.count & ~63)
        compress(whole)
        rest = rest.dropFirst(whole.count)
        block = Array(rest)
    }

    /// Ends the message; lower-case digits.
    package mutating func hexadecimal() -> String {
        let bits = length * 8
        let padding = [0x80] + [UInt8](repeating: 0, count: (119 - Int(length % 64)) % 64)
        let end = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
        update((padding + end)[...])
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Whole blocks of 64 bytes.
    private mutating func compress(_ blocks: ArraySlice<UInt8>) {
        blocks.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            CSHA256Compress(&state, start, bytes.count / 64)
        }
    }
}
