import CSHA256
import Testing

@testable import Measurements

/// Against Python's hashlib: `hashlib.sha256(b"a" * count).hexdigest()`.
struct SHA256Tests {
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
        (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
        (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
    ])
    func anyLengthInAnyPieces(count: Int, expected: String) {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
        for piece in [1, 7, 64, 65, 1000] {
            var hash = SHA256()
            for start in stride(from: 0, to: count, by: piece) { hash.update(text[start..<min(start + piece, count)]) }
            #expect(hash.hexadecimal() == expected)
        }
    }

    /// What a processor without instructions for it computes is the same.
    @Test func portable() {
        let blocks = (0..<64 * 5).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 + 7) }
        var state = (1...8).map { UInt32($0) &* 0x9e37_79b9 }
        var other = state
        CSHA256Compress(&state, blocks, 5)
        CSHA256CompressPortably(&other, blocks, 5)
        #expect(state == other)
    }
}
