import CZstd

/// Decompresses Zstandard (RFC 8878) through libzstd: several frames one after another, skippable frames between them.
/// Windows above 128 MiB (`zstd --ultra --long=28` and more) are refused, as `zstd -d` does.
@safe final class ZstdStream: ByteStream {
    private let name: String
    private var input: CompressedBytes
    private let context: OpaquePointer
    private var isBetweenFrames = true

    init(over stream: any ByteStream, name: String) throws(FormatError) {
        self.name = name
        input = CompressedBytes(stream)
        guard let context = unsafe ZSTD_createDStream() else { throw FormatError(name, "zstd cannot start") }
        unsafe self.context = context
    }

    deinit { unsafe ZSTD_freeDStream(context) }

    func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
        var filled = start
        while filled < buffer.count {
            let atEnd = try !input.refill()
            if atEnd, isBetweenFrames { break }
            let (status, taken, made) = decompress(into: &buffer, at: filled)
            input.take(taken)
            filled += made
            if ZSTD_isError(status) != 0 {
                let reason = unsafe String(cString: ZSTD_getErrorName(status))
                throw failure("the zstd data is damaged: \(reason)")
            }
            isBetweenFrames = status == 0
            /// The decompressor may hold back output when the input ends; nothing more from it means that the input is cut off.
            if atEnd, made == 0, !isBetweenFrames {
                throw failure("the zstd data ends within a frame: the file is cut off")
            }
        }
        return filled - start
    }

    /// Decompresses once into the free part of the buffer; status 0 is the end of a frame.
    private func decompress(into buffer: inout [UInt8], at filled: Int) -> (status: Int, taken: Int, made: Int) {
        unsafe input.buffer.withUnsafeBufferPointer { source in
            unsafe buffer.withUnsafeMutableBufferPointer { target in
                var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: input.end, pos: input.position)
                var to = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: filled)
                let status = unsafe ZSTD_decompressStream(context, &to, &from)
                return unsafe (status, from.pos - input.position, to.pos - filled)
            }
        }
    }

    private func failure(_ problem: String) -> FormatError { FormatError(name, at: .byte(input.offset), problem) }
}
