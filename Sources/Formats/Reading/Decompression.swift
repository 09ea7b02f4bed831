/// Compressed inputs, recognized by their first bytes.
enum Decompression {
    /// The stream itself, or one that decompresses it: gzip (RFC 1952) or Zstandard (RFC 8878).
    static func stream(
        over stream: any ByteStream, magic: [UInt8], name: String
    ) throws(FormatError) -> any ByteStream {
        if magic.starts(with: [0x1F, 0x8B]) { return try GzipStream(over: stream, name: name) }
        if isZstandard(magic) { return try ZstdStream(over: stream, name: name) }
        return stream
    }

    /// A frame of data, or a skippable frame as parallel compressors put in front.
    private static func isZstandard(_ magic: [UInt8]) -> Bool {
        guard magic.count == 4 else { return false }
        if magic == [0x28, 0xB5, 0x2F, 0xFD] { return true }
        return magic[0] & 0xF0 == 0x50 && magic[1...].elementsEqual([0x2A, 0x4D, 0x18])
    }
}

/// Compressed bytes on their way into a decompressor, and how many it has taken.
struct CompressedBytes {
    private let stream: any ByteStream
    /// As large as the kernel's read-ahead; the decompressed side is the caller's.
    private(set) var buffer = [UInt8](repeating: 0, count: 128 << 10)
    private(set) var position = 0
    private(set) var end = 0
    /// Offset in the compressed input of `position`.
    private(set) var offset = 0

    init(_ stream: any ByteStream) { self.stream = stream }

    /// Reads on when everything has been taken; false at the end of the input.
    mutating func refill() throws(FormatError) -> Bool {
        guard position == end else { return true }
        end = try stream.read(into: &buffer, at: 0)
        position = 0
        return end > 0
    }

    mutating func take(_ count: Int) {
        position += count
        offset += count
    }

    var next: UInt8 { buffer[position] }
}
