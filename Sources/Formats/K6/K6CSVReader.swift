import Dispatch
import Foundation
import Synchronization

/// Feeds k6's CSV to scanners: in order, or a file's blocks to several threads. A line break within quotes may be taken for the end of a record
/// where a block begins; then the block before ends elsewhere, and the file is read again in order.
struct K6CSVReader {
    var threads = min(2, ProcessInfo.processInfo.activeProcessorCount)
    var blockSize = 16 << 20
    var bufferSize = 256 << 10
    /// Longer records are not of k6, and must not fill the memory.
    var recordLimit = 4 << 20
    var endpointLimit = 2_000

    /// What was read of a block: from its first record to the end of the last that begins in it.
    private struct Part {
        var start, end: Int
    }

    private var warmUp = WarmUp.none

    func read(_ input: Input) throws(FormatError) -> K6CSVScanner {
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

    private func readAll(_ input: Input) throws(FormatError) -> K6CSVScanner {
        let start = try input.peek(64 << 10)
        guard let header = Self.header(of: Encoding.utf8(start)), let columns = K6CSVColumns(header: header) else {
            throw FormatError(
                input.name, at: .line(1, column: nil),
                "expected k6's header with the columns metric_name, timestamp and metric_value")
        }
        var scanner = K6CSVScanner(columns, endpointLimit: endpointLimit)
        scanner.warmUp = warmUp
        if Encoding.isUTF16(start) {
            return try readInOrder(MemoryStream(try input.document()), header.count, scanner, input.name)
        }
        let first = header.count + (start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        if let file = input.file {
            if threads > 1, file.size > blockSize,
                let whole = try readInParallel(file, first, scanner, input.name)
            {
                return whole
            }
            return try readInOrder(FileRangeStream(file, from: 0, name: input.name), first, scanner, input.name)
        }
        return try readInOrder(input.remainder, first, scanner, input.name)
    }

    /// The first line, with its end.
    private static func header(of bytes: [UInt8]) -> [UInt8]? {
        bytes.firstIndex(of: UInt8(ascii: "\n")).map { Array(bytes[...$0]) }
    }

    private func readInOrder(
        _ stream: any ByteStream, _ first: Int, _ scanner: K6CSVScanner, _ name: String
    ) throws(FormatError) -> K6CSVScanner {
        var scanner = scanner
        _ = try scan(stream, from: 0, skipping: first, limit: Int.max, name, &scanner)
        return scanner
    }

    // MARK: - Blocks

    /// Nil where the blocks do not join, or their order matters.
    private func readInParallel(
        _ file: Input.FileRange, _ first: Int, _ scanner: K6CSVScanner, _ name: String
    ) throws(FormatError) -> K6CSVScanner? {
        let next = Atomic(0)
        let isDone = Atomic(false)
        let found = Mutex<(parts: [Part], scanners: [K6CSVScanner], error: FormatError?)>(([], [], nil))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var mine = scanner
            var parts: [Part] = []
            do throws(FormatError) {
                while !isDone.load(ordering: .relaxed) {
                    let block = next.add(blockSize, ordering: .relaxed).oldValue
                    if block >= file.size { break }
                    parts.append(try scan(block, of: file, first, name, &mine))
                    if mine.needsOrder { isDone.store(true, ordering: .relaxed) }
                }
                found.withLock { [mine, parts] in
                    $0.parts += parts
                    $0.scanners.append(mine)
                }
            } catch {
                isDone.store(true, ordering: .relaxed)
                found.withLock { $0.error = error }
            }
        }
        let (parts, scanners, error) = found.withLock { $0 }
        if let error { throw error }
        return isDone.load(ordering: .relaxed) ? nil : join(parts, scanners, scanner)
    }

    private func join(_ parts: [Part], _ scanners: [K6CSVScanner], _ empty: K6CSVScanner) -> K6CSVScanner? {
        let inOrder = parts.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        guard zip(inOrder, inOrder.dropFirst()).allSatisfy({ $0.end == $1.start }) else { return nil }
        var whole = empty
        for scanner in scanners { whole.merge(scanner) }
        return whole.needsOrder ? nil : whole
    }

    private func scan(
        _ block: Int, of file: Input.FileRange, _ first: Int, _ name: String, _ scanner: inout K6CSVScanner
    ) throws(FormatError) -> Part {
        let stream = FileRangeStream(file, from: max(block - 1, 0), name: name)
        let skipped = block == 0 ? first : nil
        return try scan(
            stream, from: max(block - 1, 0), skipping: skipped, limit: block + blockSize, name, &scanner)
    }

    // MARK: - Records

    /// Scans the records that begin before `limit`, all offsets in the input. `skipping`: bytes before the first record; nil where that is
    /// what follows the first line feed.
    private func scan(
        _ stream: any ByteStream, from origin: Int, skipping: Int?, limit: Int, _ name: String,
        _ scanner: inout K6CSVScanner
    ) throws(FormatError) -> Part {
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        var (origin, filled) = (origin, 0)
        var start = skipping.map { origin + $0 }
        var position = start ?? origin
        while true {
            let got = try stream.read(into: &buffer, at: filled)
            filled += got
            if start == nil, let feed = buffer[..<filled].firstIndex(of: UInt8(ascii: "\n")) {
                position = origin + feed + 1
                start = position
            }
            if let start, position < origin + filled {
                position =
                    origin
                    + scanner.scan(
                        unsafe buffer.span.bytes, position - origin..<filled, limit: limit - origin, offset: origin)
                if position >= limit { return Part(start: start, end: position) }
            }
            if got == 0 {
                let rest = min(max(position - origin, 0), filled)
                if start != nil, rest < filled { scanner.scanLast(Array(buffer[rest..<filled]), offset: position) }
                let end = origin + filled
                return Part(start: start ?? end, end: end)
            }
            let kept = start == nil ? filled : min(position - origin, filled)
            for (target, source) in (kept..<filled).enumerated() { buffer[target] = buffer[source] }
            origin += kept
            filled -= kept
            if filled == buffer.count { try grow(&buffer, origin, name) }
        }
    }

    private func grow(_ buffer: inout [UInt8], _ origin: Int, _ name: String) throws(FormatError) {
        guard buffer.count < recordLimit else {
            throw FormatError(
                name, at: .byte(origin),
                "a record of more than \(recordLimit >> 20) MiB begins here; is a quote not closed?")
        }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
}
