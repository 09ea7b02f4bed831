import Dispatch

/// A stream that another thread reads while what it gave is used: decompressing takes as long as counting. Short streams never start the thread.
final class ReadAhead: ByteStream {
    private let reader: Reader
    private var block: [UInt8] = []
    private var taken = 0
    private var end = 0
    /// Bytes that were read without the other thread.
    private var direct = 0
    private var isAtEnd = false

    /// Large enough that waking a thread, some 100 µs on a virtual machine, is little beside filling a block.
    private static let blockSize = 1 << 20
    private static let start = blockSize

    init(_ stream: any ByteStream) { reader = Reader(stream) }

    /// Nothing reads on when the caller closes the file.
    deinit { reader.wait() }

    func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
        if direct < Self.start {
            let got = try reader.stream.read(into: &buffer, at: start)
            direct += got
            if direct >= Self.start { reader.fill() }
            return got
        }
        if taken == end, !isAtEnd { try next() }
        let count = min(buffer.count - start, end - taken)
        buffer.replaceSubrange(start..<start + count, with: block[taken..<taken + count])
        taken += count
        return count
    }

    /// Takes the block that was read ahead, and has the next one read.
    private func next() throws(FormatError) {
        end = try reader.take(&block)
        taken = 0
        isAtEnd = end == 0
        if !isAtEnd { reader.fill() }
    }

    /// Unchecked: the queue alone touches what is here, or whoever waits until the queue is idle.
    private final class Reader: @unchecked Sendable {
        let stream: any ByteStream
        /// Made when it is needed: most compressed files are short.
        private var block: [UInt8] = []
        private var got: Result<Int, FormatError> = .success(0)
        private let queue = DispatchQueue(label: "loadline.read-ahead")

        init(_ stream: any ByteStream) { self.stream = stream }

        func wait() { queue.sync {} }

        func fill() {
            queue.async { [self] in
                if block.isEmpty { block = [UInt8](repeating: 0, count: blockSize) }
                do throws(FormatError) {
                    got = .success(try stream.read(into: &block, at: 0))
                } catch {
                    got = .failure(error)
                }
            }
        }

        /// Swaps the blocks; how much of the one that was read ahead is filled.
        func take(_ other: inout [UInt8]) throws(FormatError) -> Int {
            wait()
            swap(&block, &other)
            return try got.get()
        }
    }
}
