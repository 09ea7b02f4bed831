import Foundation

/// Bytes from somewhere, in order.
protocol ByteStream: AnyObject {
    /// Fills the buffer from `start` on; returns how many bytes, 0 only at the end (or where there is no room).
    func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int
}

final class MemoryStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: inout [UInt8], at start: Int) -> Int {
        let count = min(buffer.count - start, bytes.count - position)
        buffer.replaceSubrange(start..<start + count, with: bytes[position..<position + count])
        position += count
        return count
    }
}

/// A file descriptor: a regular file, a pipe, a terminal.
final class DescriptorStream: ByteStream {
    private let descriptor: Int32
    private let name: String
    private let counter: ReadCounter?
    private var ahead: [UInt8] = []

    init(_ descriptor: Int32, name: String, counter: ReadCounter? = nil) {
        self.descriptor = descriptor
        self.name = name
        self.counter = counter
    }

    /// The whole of a regular file, whatever has been read of it already.
    var regularFile: Input.FileRange? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Input.FileRange(descriptor: descriptor, size: Int(status.st_size), counter: counter)
    }

    func peek(_ count: Int) throws(FormatError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while ahead.count < count {
            let got = try readDescriptor(&buffer, at: 0)
            if got == 0 { break }
            ahead.append(contentsOf: buffer[..<got])
        }
        return Array(ahead.prefix(count))
    }

    func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
        guard !ahead.isEmpty else { return try readDescriptor(&buffer, at: start) }
        let count = min(buffer.count - start, ahead.count)
        buffer.replaceSubrange(start..<start + count, with: ahead[..<count])
        ahead.removeFirst(count)
        return count
    }

    private func readDescriptor(_ buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
        while true {
            let got = unsafe buffer.withUnsafeMutableBytes {
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start...])
                return unsafe Foundation.read(descriptor, free.baseAddress, free.count)
            }
            if got >= 0 {
                counter?.add(got)
                return got
            }
            if errno != EINTR { throw FormatError.unreadable(name) }
        }
    }
}

/// A regular file from an offset on, read without moving the descriptor's position, so that several threads can read one file.
final class FileRangeStream: ByteStream {
    private let file: Input.FileRange
    private let name: String
    private var offset: Int

    init(_ file: Input.FileRange, from offset: Int, name: String) {
        self.file = file
        self.offset = offset
        self.name = name
    }

    func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
        while true {
            let got = unsafe buffer.withUnsafeMutableBytes {
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start...])
                return unsafe pread(file.descriptor, free.baseAddress, free.count, off_t(offset))
            }
            if got > 0 {
                offset += got
                file.counter?.add(got)
                return got
            }
            if got == 0 {
                if start == buffer.count || offset >= file.size { return 0 }
                throw FormatError(name, at: .byte(offset), "the file became shorter while it was read")
            }
            if errno != EINTR { throw FormatError.unreadable(name) }
        }
    }
}

extension FormatError {
    /// The system's own words for a read that failed just now.
    fileprivate static func unreadable(_ name: String) -> FormatError {
        FormatError(name, "cannot be read: \(unsafe String(cString: strerror(errno)))")
    }
}
