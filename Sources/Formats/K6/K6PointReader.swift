import Dispatch
import Foundation
import Synchronization

/// Feeds k6's JSON output to scanners: in order, or a file's blocks to several threads. The result is the same to the last bit.
struct K6PointReader {
    var threads = min(2, ProcessInfo.processInfo.activeProcessorCount)
    /// Bytes of a file that a thread takes at a time. It owns the lines that begin there.
    var blockSize = 16 << 20
    /// Bytes read at a time: they stay in the processor's cache until they are scanned.
    var bufferSize = 256 << 10
    /// Longer lines are not of k6, and must not fill the memory.
    var lineLimit = 4 << 20
    /// Endpoints that are told apart.
    var endpointLimit = 10_000

    func read(_ input: Input) throws(FormatError) -> K6Scanner {
        let start = try input.peek(4)
        if Encoding.isUTF16(start) { return try readInOrder(MemoryStream(try input.document()), input.name) }
        if let file = input.file {
            if threads > 1, file.size > blockSize, let scanner = try readInParallel(file, input.name) { return scanner }
            return try readInOrder(FileRangeStream(file, from: 0, name: input.name), input.name)
        }
        return try readInOrder(input.remainder, input.name)
    }

    private func readInOrder(_ stream: any ByteStream, _ name: String) throws(FormatError) -> K6Scanner {
        var scanner = K6Scanner(endpointLimit: endpointLimit)
        try scan(stream, 0..<Int.max, name, with: &scanner)
        return scanner
    }

    // MARK: - Blocks

    /// Nil where the order of the blocks matters. The beginning is read first: it declares nearly all metrics.
    private func readInParallel(_ file: Input.FileRange, _ name: String) throws(FormatError) -> K6Scanner? {
        var whole = K6Scanner(endpointLimit: endpointLimit)
        let beginning = blockSize / 4
        try scan(block: 0..<beginning, of: file, name, with: &whole)
        let parts = readBlocks(of: file, name, after: whole, from: beginning)
        for part in parts {
            switch part {
            case .success(let scanner): whole.merge(scanner)
            case .failure(let error): throw error
            }
            if whole.needsOrder { return nil }
        }
        if let malformed = whole.lines.firstMalformed {
            whole.lines.setLine(try lineNumber(at: malformed.offset, of: file, name))
        }
        return whole
    }

    private func readBlocks(
        of file: Input.FileRange, _ name: String, after beginning: K6Scanner, from start: Int
    ) -> [Result<K6Scanner, FormatError>] {
        let next = Atomic(start)
        let isDone = Atomic(false)
        let parts = Mutex<[Result<K6Scanner, FormatError>]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var scanner = K6Scanner(after: beginning)
            do throws(FormatError) {
                while !isDone.load(ordering: .relaxed) {
                    let block = next.add(blockSize, ordering: .relaxed).oldValue
                    if block >= file.size { break }
                    try scan(block: block..<block + blockSize, of: file, name, with: &scanner)
                    if scanner.needsOrder { isDone.store(true, ordering: .relaxed) }
                }
                parts.withLock { [scanner] in $0.append(.success(scanner)) }
            } catch {
                isDone.store(true, ordering: .relaxed)
                parts.withLock { $0.append(.failure(error)) }
            }
        }
        return parts.withLock { $0 }
    }

    /// Scans the lines that begin in a block. The byte before it tells whether a line begins with it.
    private func scan(
        block: Range<Int>, of file: Input.FileRange, _ name: String, with scanner: inout K6Scanner
    ) throws(FormatError) {
        let stream = FileRangeStream(file, from: max(block.lowerBound - 1, 0), name: name)
        try scan(stream, block, name, with: &scanner)
    }

    private func lineNumber(at offset: Int, of file: Input.FileRange, _ name: String) throws(FormatError) -> Int {
        let stream = FileRangeStream(file, from: 0, name: name)
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        var (line, position) = (1, 0)
        while position < offset {
            let count = min(try stream.read(into: &buffer, at: 0), offset - position)
            if count == 0 { break }
            line += buffer[..<count].count { $0 == UInt8(ascii: "\n") }
            position += count
        }
        return line
    }

    // MARK: - Lines

    /// Scans the lines that begin in a range of the input. The stream begins with the range, or where that is not the beginning of the input, one byte before.
    private func scan(
        _ stream: any ByteStream, _ range: Range<Int>, _ name: String, with scanner: inout K6Scanner
    ) throws(FormatError) {
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        /// Offset in the input of the buffer's first byte, and how much of the buffer is filled.
        var (origin, filled) = (max(range.lowerBound - 1, 0), 0)
        var isWithinLine = range.lowerBound > 0
        while true {
            let got = try stream.read(into: &buffer, at: filled)
            filled += got
            let start = isWithinLine ? Self.lineStart(in: buffer, filled) : Self.textStart(in: buffer, filled, origin)
            isWithinLine = isWithinLine && start == nil
            if isWithinLine, origin + filled >= range.upperBound { return }
            let end = Self.lastLineEnd(in: buffer, filled) ?? 0
            if let start, start < end {
                let owned = Self.ownedEnd(in: buffer, end, limit: range.upperBound - origin)
                if start < owned { scanner.scan(unsafe buffer.span.bytes, start..<owned, offset: origin) }
                if owned < end || origin + end >= range.upperBound { return }
            }
            if got == 0 {
                let rest = max(start ?? filled, end)
                if rest < filled, origin + rest < range.upperBound {
                    scanner.scanCutLine(Array(buffer[rest..<filled]) + [UInt8(ascii: "\n")], offset: origin + rest)
                }
                return
            }
            let kept = isWithinLine ? filled : end
            Self.moveToFront(&buffer, kept..<filled)
            origin += kept
            filled -= kept
            if filled == buffer.count { try grow(&buffer, origin, name) }
        }
    }

    private func grow(_ buffer: inout [UInt8], _ origin: Int, _ name: String) throws(FormatError) {
        guard buffer.count < lineLimit else {
            throw FormatError(
                name, at: .byte(origin),
                "a line of more than \(lineLimit >> 20) MiB begins here; k6 writes one short JSON object per line")
        }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }

    /// After the first line feed; nil where there is none.
    private static func lineStart(in buffer: [UInt8], _ filled: Int) -> Int? {
        unsafe buffer.span.bytes.firstOffset(of: UInt8(ascii: "\n"), in: 0..<filled).map { $0 + 1 }
    }

    /// After a byte order mark.
    private static func textStart(in buffer: [UInt8], _ filled: Int, _ origin: Int) -> Int {
        origin == 0 && filled >= 3 && buffer[..<3].elementsEqual([0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private static func lastLineEnd(in buffer: [UInt8], _ filled: Int) -> Int? {
        buffer[..<filled].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    }

    /// The end of the last line that begins before `limit`.
    private static func ownedEnd(in buffer: [UInt8], _ end: Int, limit: Int) -> Int {
        guard limit < end else { return end }
        guard limit > 0 else { return 0 }
        let feed = unsafe buffer.span.bytes.firstOffset(of: UInt8(ascii: "\n"), in: limit - 1..<end)
        return feed.map { $0 + 1 } ?? end
    }

    private static func moveToFront(_ buffer: inout [UInt8], _ range: Range<Int>) {
        guard range.lowerBound > 0 else { return }
        for (target, source) in range.enumerated() { buffer[target] = buffer[source] }
    }
}
