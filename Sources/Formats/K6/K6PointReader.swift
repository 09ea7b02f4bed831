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
    /// Bytes of skeletons that a scanner remembers: some 25,000.
    var skeletonMemory = 8 << 20
    /// Endpoints that are told apart.
    var endpointLimit = 2_000

    private var warmUp = WarmUp.none

    func read(_ input: Input) throws(FormatError) -> K6Scanner {
        guard let seconds = input.warmUp else { return try readAll(input) }
        return try WarmUp.leaveOut(
            seconds, of: input,
            earliest: { (input) throws(FormatError) in
                let tally = try readAll(input).tally
                return tally.first <= tally.last ? tally.first : nil
            },
            read: { (input, warmUp) throws(FormatError) in
                var trimming = self
                trimming.warmUp = warmUp
                let scanner = try trimming.readAll(input)
                return (scanner, scanner.warmUp)
            })
    }

    private func readAll(_ input: Input) throws(FormatError) -> K6Scanner {
        let start = try input.peek(4)
        if Encoding.isUTF16(start) { return try readInOrder(MemoryStream(try input.document()), input.name) }
        if let file = input.file {
            if threads > 1, file.size > blockSize, let scanner = try readInParallel(file, input.name) { return scanner }
            return try readInOrder(FileRangeStream(file, from: 0, name: input.name), input.name)
        }
        return try readInOrder(input.remainder, input.name)
    }

    private func readInOrder(_ stream: any ByteStream, _ name: String) throws(FormatError) -> K6Scanner {
        var scanner = K6Scanner(endpointLimit: endpointLimit, memoryLimit: skeletonMemory)
        scanner.warmUp = warmUp
        try scan(stream, 0..<Int.max, name, with: &scanner)
        return scanner
    }

    // MARK: - Blocks

    /// Nil where the order of the blocks matters. The beginning is read first: it declares nearly all metrics.
    private func readInParallel(_ file: Input.FileRange, _ name: String) throws(FormatError) -> K6Scanner? {
        var whole = K6Scanner(endpointLimit: endpointLimit, memoryLimit: skeletonMemory)
        whole.warmUp = warmUp
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
            whole.lines.setLine(try file.lineNumber(at: malformed.offset, name))
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

    private func scan(
        _ stream: any ByteStream, _ range: Range<Int>, _ name: String, with scanner: inout K6Scanner
    ) throws(FormatError) {
        var feed = K6LineFeed(stream, range, name: name, bufferSize: bufferSize, lineLimit: lineLimit)
        try feed.run(&scanner)
    }
}
