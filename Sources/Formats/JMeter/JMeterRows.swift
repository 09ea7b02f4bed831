import Dispatch
import Foundation
import Measurements
import Synchronization

/// Feeds the rows of a JTL file to scanners: one after the other, or to several threads, each of which takes the next chunk of whole rows. What
/// comes out is the same.
struct JMeterRows {
    var threads = min(2, ProcessInfo.processInfo.activeProcessorCount)
    /// Bytes of a file that a thread takes at a time.
    var chunkSize = 512 << 10
    /// Longer rows are not of JMeter, and must not fill the memory.
    var rowLimit = 16 << 20
    /// Labels that are told apart.
    var labelLimit = ManyNames.limit

    private var warmUp = WarmUp.none

    func read(_ input: Input, _ columns: JMeterColumns) throws(FormatError) -> JMeterScanner {
        guard let seconds = input.warmUp else { return try readAll(input, columns) }
        guard columns.time != nil else { throw .noTimes(input, "a JTL file without timeStamp") }
        return try WarmUp.leaveOut(
            seconds, of: input,
            earliest: { (input) throws(FormatError) in
                let first = try readAll(input, columns).tally.samples.map(\.first).min()
                return first == .max ? nil : first.map(TimelineRecorder.nanoseconds)
            },
            read: { (input, warmUp) throws(FormatError) in
                var trimming = self
                trimming.warmUp = warmUp
                let scanner = try trimming.readAll(input, columns)
                return (scanner, scanner.tally.warmUp)
            })
    }

    private func readAll(_ input: Input, _ columns: JMeterColumns) throws(FormatError) -> JMeterScanner {
        if Encoding.isUTF16(try input.peek(4)) {
            return try scan(MemoryStream(try input.document()), columns, input.name)
        }
        guard let file = input.file else { return try scan(input.remainder, columns, input.name) }
        if threads > 1, file.size > chunkSize * 4 {
            var scanner = try scanInParallel(file, columns, input.name)
            // Which labels are the first ones depends on the order.
            if !scanner.tally.room.isFull {
                if let malformed = scanner.rows.firstMalformed {
                    scanner.rows.setLine(try file.lineNumber(at: malformed.offset, input.name))
                }
                return scanner
            }
        }
        return try scan(FileRangeStream(file, from: 0, name: input.name), columns, input.name)
    }

    private func scan(
        _ stream: any ByteStream, _ columns: JMeterColumns, _ name: String
    ) throws(FormatError) -> JMeterScanner {
        var chunks = RowChunks(stream, name: name, size: chunkSize, rowLimit: rowLimit)
        var scanner = JMeterScanner(columns, labelLimit: labelLimit, warmUp: warmUp)
        var chunk = RowChunks.Chunk()
        var index = FieldIndex(delimiter: columns.delimiter)
        while try chunks.next(&chunk) { scanner.scan(chunk, &index) }
        return scanner
    }

    private func scanInParallel(
        _ file: Input.FileRange, _ columns: JMeterColumns, _ name: String
    ) throws(FormatError) -> JMeterScanner {
        let stream = FileRangeStream(file, from: 0, name: name)
        let chunks = Mutex(RowChunks(stream, name: name, size: chunkSize, rowLimit: rowLimit))
        let parts = Mutex<[Result<JMeterScanner, FormatError>]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var scanner = JMeterScanner(columns, labelLimit: labelLimit, warmUp: warmUp)
            do throws(FormatError) {
                var chunk = RowChunks.Chunk()
                var index = FieldIndex(delimiter: columns.delimiter)
                // With too many labels everything is read again.
                while !scanner.tally.room.isFull,
                    try chunks.withLock({ chunks throws(FormatError) in try chunks.next(&chunk) })
                { scanner.scan(chunk, &index) }
                parts.withLock { [scanner] in $0.append(.success(scanner)) }
            } catch {
                parts.withLock { $0.append(.failure(error)) }
            }
        }
        var rest = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        var whole: JMeterScanner?
        // One after the other, so that no part is in memory for longer than it must.
        while let part = rest.popLast() {
            let scanner = try part.get()
            if whole == nil { whole = scanner } else { whole?.merge(scanner) }
        }
        return whole ?? JMeterScanner(columns, labelLimit: labelLimit, warmUp: warmUp)
    }
}

extension JMeterScanner {
    fileprivate mutating func scan(_ chunk: RowChunks.Chunk, _ index: inout FieldIndex) {
        if chunk.isCut {
            scanCutRow(Array(chunk.bytes[..<chunk.end]) + [UInt8(ascii: "\n")], offset: chunk.offset)
        } else {
            let bytes = unsafe chunk.bytes.span.bytes
            index.find(in: bytes, 0..<chunk.end)
            scan(bytes, index, offset: chunk.offset)
        }
    }
}

/// A stream cut into chunks of whole rows: at line feeds outside quotes.
struct RowChunks {
    struct Chunk {
        var bytes: [UInt8] = []
        /// Rows end here; what follows in `bytes` belongs to the next chunk.
        var end = 0
        /// Offset of the first byte in the input.
        var offset = 0
        /// Whether this is the end of an input that has no line feed after its last row.
        var isCut = false
    }

    private let stream: any ByteStream
    private let name: String
    private let size: Int
    private let rowLimit: Int
    /// The beginning of a row whose end has not been read yet.
    private var carried: [UInt8] = []
    private var offset = 0

    init(_ stream: any ByteStream, name: String, size: Int, rowLimit: Int) {
        self.stream = stream
        self.name = name
        self.size = size
        self.rowLimit = rowLimit
    }

    /// Fills the chunk, whose memory is used again, with the next rows; false at the end.
    mutating func next(_ chunk: inout Chunk) throws(FormatError) -> Bool {
        let room = max(size, 2 * carried.count)
        if chunk.bytes.count < room { chunk.bytes = [UInt8](repeating: 0, count: room) }
        chunk.bytes.replaceSubrange(..<carried.count, with: carried)
        var filled = carried.count
        chunk.offset = offset
        while true {
            let got = try stream.read(into: &chunk.bytes, at: filled)
            filled += got
            // A row is read faster where something follows it.
            if let end = Self.lastRowEnd(chunk.bytes, got == 0 ? filled : max(filled - JMeterField.slack, 0)) {
                (chunk.end, chunk.isCut, carried) = (end, false, Array(chunk.bytes[end..<filled]))
            } else if got == 0 {
                (chunk.end, chunk.isCut, carried) = (filled, true, [])
            } else {
                if filled == chunk.bytes.count { try grow(&chunk) }
                continue
            }
            offset += chunk.end
            return chunk.end > 0
        }
    }

    private func grow(_ chunk: inout Chunk) throws(FormatError) {
        guard chunk.bytes.count < rowLimit else {
            throw FormatError(
                name, at: .byte(chunk.offset),
                "a row of more than \(rowLimit >> 20) MiB begins here; a quote that is not closed makes one of many")
        }
        chunk.bytes.append(contentsOf: repeatElement(0, count: chunk.bytes.count))
    }

    /// After the last line feed outside quotes: with an even number of quotes before it.
    private static func lastRowEnd(_ bytes: [UInt8], _ filled: Int) -> Int? {
        let span = unsafe bytes.span.bytes
        var quotes: [Int] = []
        var position = 0
        while let quote = span.firstOffset(of: UInt8(ascii: "\""), in: position..<filled) {
            quotes.append(quote)
            position = quote + 1
        }
        var end = filled
        while let feed = span.lastOffset(of: UInt8(ascii: "\n"), in: 0..<end) {
            while let last = quotes.last, last > feed { quotes.removeLast() }
            if quotes.count.isMultiple(of: 2) { return feed + 1 }
            end = feed
        }
        return nil
    }
}

extension RawSpan {
    fileprivate func lastOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
        var offset = range.upperBound
        while offset > range.lowerBound {
            offset -= 1
            if self.byte(at: offset) == byte { return offset }
        }
        return nil
    }
}
