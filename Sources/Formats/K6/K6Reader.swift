import Dispatch
import Foundation
import Synchronization

/// Feeds k6's raw output to scanners: in order, or a file's blocks to several threads. The result is the same to the last bit.
struct K6Reader {
    var threads = min(2, ProcessInfo.processInfo.activeProcessorCount)
    /// Bytes of a file that a thread takes at a time. It owns the records that begin there.
    var blockSize = 16 << 20
    /// Bytes read at a time: they stay in the processor's cache until they are scanned.
    var bufferSize = 256 << 10
    /// Longer records are not of k6, and must not fill the memory.
    var recordLimit = 4 << 20
    /// Bytes of tags that a scanner remembers: some 7,000 sets of them.
    var skeletonMemory = 2 << 20
    /// Endpoints that are told apart.
    var endpointLimit = 2_000

    private var warmUp = WarmUp.none

    /// - Parameter headerLength: bytes before the first record, but for a byte order mark.
    func read<Form>(_ input: Input, _ form: Form, headerLength: Int) throws(FormatError) -> K6Scanner<Form> {
        guard let seconds = input.warmUp else { return try readAll(input, form, headerLength) }
        return try WarmUp.leaveOut(
            seconds, of: input,
            earliest: { (input) throws(FormatError) in
                let tally = try readAll(input, form, headerLength).intake.tally
                return tally.first <= tally.last ? tally.first : nil
            },
            read: { (input, warmUp) throws(FormatError) in
                var trimming = self
                trimming.warmUp = warmUp
                let scanner = try trimming.readAll(input, form, headerLength)
                return (scanner, scanner.intake.warmUp)
            })
    }

    private func readAll<Form>(
        _ input: Input, _ form: Form, _ headerLength: Int
    ) throws(FormatError) -> K6Scanner<Form> {
        let start = try input.peek(4)
        let intake = K6Intake(endpointLimit: endpointLimit, warmUp: warmUp)
        let empty = K6Scanner(form, intake, memory: skeletonMemory)
        if Encoding.isUTF16(start) {
            return try readInOrder(MemoryStream(try input.document()), headerLength, input.name, with: empty)
        }
        let first = headerLength + (start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        guard let file = input.file else { return try readInOrder(input.remainder, first, input.name, with: empty) }
        if threads > 1, file.size > blockSize, let whole = try readInParallel(file, first, input.name, with: empty) {
            return whole
        }
        return try readInOrder(FileRangeStream(file, from: 0, name: input.name), first, input.name, with: empty)
    }

    private func readInOrder<Form>(
        _ stream: any ByteStream, _ first: Int, _ name: String, with empty: K6Scanner<Form>
    ) throws(FormatError) -> K6Scanner<Form> {
        var scanner = empty
        var feed = K6Feed(stream, from: 0, self, name: name)
        _ = try feed.run(&scanner, first: first, limit: Int.max)
        return scanner
    }

    // MARK: - Blocks

    /// Nil where the order of the blocks matters, or where one does not begin where the one before ends: a line break within quotes was taken
    /// for the end of a record. The beginning is read first: it declares nearly all metrics.
    private func readInParallel<Form>(
        _ file: Input.FileRange, _ first: Int, _ name: String, with empty: K6Scanner<Form>
    ) throws(FormatError) -> K6Scanner<Form>? {
        var whole = empty
        let beginning = blockSize / 4
        var read = [try scan(K6Block(start: first, limit: beginning), of: file, name, with: &whole)]
        var left = stride(from: beginning, to: file.size, by: blockSize).map {
            K6Block(after: $0 - 1, limit: $0 + blockSize)
        }
        while !left.isEmpty, !whole.needsOrder {
            let round = try K6Round(left, threads: threads, after: whole) { block, scanner throws(FormatError) in
                try scan(block, of: file, name, with: &scanner)
            }
            whole.merge(round.scanners)
            read += round.read
            left = round.left
        }
        read.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        let isWhole = zip(read, read.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
        guard isWhole, !whole.needsOrder else { return nil }
        if Form.tellsLines, let malformed = whole.intake.lines.firstMalformed {
            whole.setLine(try file.lineNumber(at: malformed.offset, name))
        }
        return whole
    }

    /// Scans the records that begin in a block; returns where the first one begins and the last one ends.
    private func scan<Form>(
        _ block: K6Block, of file: Input.FileRange, _ name: String, with scanner: inout K6Scanner<Form>
    ) throws(FormatError) -> Range<Int> {
        let stream = FileRangeStream(file, from: block.origin, name: name)
        var feed = K6Feed(stream, from: block.origin, self, name: name)
        return try feed.run(&scanner, first: block.start, limit: block.limit)
    }
}
