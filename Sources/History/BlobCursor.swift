import Foundation

/// The numbers and texts that `BlobWriter` wrote, one after the other; bytes that are something else are an error, never a crash. Made for many blobs in turn: texts
/// that stand where those of the blob before stood (names of endpoints, as a rule) are not made again.
struct BlobCursor {
    /// The bytes end too early, or say something impossible.
    struct Damaged: Error {}

    private var bytes: [UInt8] = []
    private var position = 0
    /// The first `textCount` are this blob's, those behind them the earlier one's.
    private var texts: [String] = []
    private var textCount = 0

    mutating func open(_ blob: [UInt8]) { (bytes, position, textCount) = (blob, 0, 0) }

    var isAtEnd: Bool { position == bytes.count }

    func text(_ number: Int) -> String { texts[number] }

    mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw Damaged() }
        let byte = bytes[position]
        position += 1
        return byte
    }

    mutating func natural() throws -> UInt64 {
        let first = try byte()
        return first < 0x80 ? UInt64(first) : try longNatural(UInt64(first & 0x7F))
    }

    private mutating func longNatural(_ lowest: UInt64) throws -> UInt64 {
        var (number, shift): (UInt64, UInt64) = (lowest, 7)
        while true {
            let byte = try byte()
            guard shift < 63 else { throw Damaged() }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    /// Counts beyond 2⁵³ are none.
    mutating func count() throws -> Int {
        let number = try natural()
        guard number <= 1 << 53 else { throw Damaged() }
        return Int(number)
    }

    /// Of elements that take at least so many bytes each, so that no count can ask for more memory than the bytes do.
    mutating func count(ofElementsFrom least: Int) throws -> Int {
        let count = try count()
        guard count <= (bytes.count - position) / least else { throw Damaged() }
        return count
    }

    mutating func number() throws -> Double {
        guard bytes.count - position >= 8 else { throw Damaged() }
        let bits = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
        position += 8
        return Double(bitPattern: UInt64(littleEndian: bits))
    }

    /// A list of elements of so many numbers.
    mutating func skipNumbers(_ width: Int) throws { position += try count(ofElementsFrom: 8 * width) * 8 * width }

    mutating func isPresent() throws -> Bool { try byte() != 0 }
    mutating func optionalNumber() throws -> Double? { try isPresent() ? try number() : nil }
    mutating func optionalCount() throws -> Int? { try isPresent() ? try count() : nil }
    mutating func optionalText() throws -> String? { try isPresent() ? try text() : nil }

    mutating func text() throws -> String { texts[try textNumber()] }

    /// A text is spelled where it comes first, and then told by its number.
    mutating func textNumber() throws -> Int {
        let number = try count()
        if number < textCount { return number }
        let length = try count()
        guard number == textCount, length <= bytes.count - position else { throw Damaged() }
        let place = position..<position + length
        position = place.upperBound
        textCount += 1
        if number == texts.count {
            texts.append(String(decoding: bytes[place], as: UTF8.self))
        } else if !isSpelled(texts[number], at: place) {
            texts[number] = String(decoding: bytes[place], as: UTF8.self)
        }
        return number
    }

    private func isSpelled(_ text: String, at place: Range<Int>) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let spelled = UnsafeRawBufferPointer(rebasing: bytes[place])
            return text.utf8.withContiguousStorageIfAvailable { $0.count == spelled.count && isEqual($0, spelled) }
                ?? false
        }
    }

    private func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = text.baseAddress, let second = bytes.baseAddress else { return text.isEmpty }
        return memcmp(first, second, text.count) == 0
    }
}
