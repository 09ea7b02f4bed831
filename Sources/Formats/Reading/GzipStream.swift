import CZlib

/// Decompresses gzip (RFC 1952) through zlib, also several members one after another, as `cat a.gz b.gz` and k6 write them.
/// Zero bytes after the last member are padding; anything else there is an error, since it would be silently lost.
@safe final class GzipStream: ByteStream {
    private let name: String
    private var input: CompressedBytes
    /// zlib keeps a pointer back to it, so it may not move.
    private let state: UnsafeMutablePointer<z_stream>
    private var isBetweenMembers = false

    init(over stream: any ByteStream, name: String) throws(FormatError) {
        self.name = name
        input = CompressedBytes(stream)
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: z_stream())
        /// 15: the largest window; + 16: gzip's header and checksum, nothing else.
        let status = unsafe inflateInit2_(state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if status != Z_OK { throw FormatError(name, "zlib cannot start (status \(status))") }
    }

    deinit {
        unsafe inflateEnd(state)
        unsafe state.deallocate()
    }

    func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
        var filled = start
        while filled < buffer.count {
            guard try input.refill() else {
                if isBetweenMembers { break }
                throw failure("the gzip data ends before its end mark: the file is cut off")
            }
            if isBetweenMembers, try !startNextMember() { continue }
            let (status, taken, made) = inflate(into: &buffer, at: filled)
            input.take(taken)
            filled += made
            if status == Z_STREAM_END {
                isBetweenMembers = true
            } else if status != Z_OK, status != Z_BUF_ERROR {
                let reason = unsafe state.pointee.msg.map { unsafe String(cString: $0) } ?? "status \(status)"
                throw failure("the gzip data is damaged: \(reason)")
            }
        }
        return filled - start
    }

    /// Decompresses once into the free part of the buffer; says how many bytes were taken and made.
    private func inflate(into buffer: inout [UInt8], at filled: Int) -> (status: Int32, taken: Int, made: Int) {
        unsafe input.buffer.withUnsafeBufferPointer { source in
            unsafe buffer.withUnsafeMutableBufferPointer { target in
                let available = input.end - input.position
                let room = min(target.count - filled, Int(UInt32.max))
                unsafe state.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress.map { unsafe $0 + input.position })
                unsafe state.pointee.avail_in = UInt32(available)
                unsafe state.pointee.next_out = target.baseAddress.map { unsafe $0 + filled }
                unsafe state.pointee.avail_out = UInt32(room)
                let status = unsafe CZlib.inflate(state, Z_NO_FLUSH)
                return unsafe (
                    status, available - Int(state.pointee.avail_in), room - Int(state.pointee.avail_out)
                )
            }
        }
    }

    /// Skips a byte of padding (false), or gets ready for a member that starts here.
    private func startNextMember() throws(FormatError) -> Bool {
        if input.next == 0 {
            input.take(1)
            return false
        }
        guard input.next == 0x1F else { throw failure("something other than gzip data follows the gzip data") }
        unsafe inflateReset(state)
        isBetweenMembers = false
        return true
    }

    private func failure(_ problem: String) -> FormatError { FormatError(name, at: .byte(input.offset), problem) }
}
