import Foundation

/// Bytes from somewhere, in order.
protocol ByteStream: AnyObject {
    /// Fills the buffer from its start; returns how many bytes, 0 only at the end.
    func read(into buffer: inout [UInt8]) throws(FormatError) -> Int
}

final class MemoryStream: ByteStream {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: inout [UInt8]) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.replaceSubrange(0..<count, with: bytes[position..<position + count])
        position += count
        return count
    }
}

/// A file descriptor: a regular file, a pipe, a terminal.
final class DescriptorStream: ByteStream {
    private let descriptor: Int32
    private let name: String
    private var ahead: [UInt8] = []

    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// The whole of a regular file, whatever has been read of it already.
    var regularFile: Input.FileRange? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Input.FileRange(descriptor: descriptor, size: Int(status.st_size))
    }

    func peek(_ count: Int) throws(FormatError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while ahead.count < count {
            let got = try readDescriptor(&buffer)
            if got == 0 { break }
            ahead.append(contentsOf: buffer[..<got])
        }
        return Array(ahead.prefix(count))
    }

    func read(into buffer: inout [UInt8]) throws(FormatError) -> Int {
        guard !ahead.isEmpty else { return try readDescriptor(&buffer) }
        let count = min(buffer.count, ahead.count)
        buffer.replaceSubrange(0..<count, with: ahead[..<count])
        ahead.removeFirst(count)
        return count
    }

    private func readDescriptor(_ buffer: inout [UInt8]) throws(FormatError) -> Int {
        while true {
            let got = unsafe buffer.withUnsafeMutableBytes {
                unsafe Foundation.read(descriptor, $0.baseAddress, $0.count)
            }
            if got >= 0 { return got }
            if errno != EINTR { throw FormatError(name, "cannot be read: \(unsafe String(cString: strerror(errno)))") }
        }
    }
}
