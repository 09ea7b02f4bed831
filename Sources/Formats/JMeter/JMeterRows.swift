import Dispatch
import Foundation
import Measurements
import Synchronization

/// Feeds the rows of a JTL file to scanners: one block after the other, or to several threads, each of which takes the next block. What comes out is the
/// same.
struct JMeterRows {
    var threads = min(2, ProcessInfo.processInfo.activeProcessorCount)
    /// Bytes of a file that a thread takes at a time.
    var blockSize = 512 << 10
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
        if threads > 1, file.size > blockSize * 4 {
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
        var scanner = JMeterScanner(columns, labelLimit: labelLimit, warmUp: warmUp)
        var chunk = RowChunk(delimiter: columns.delimiter, blockSize: blockSize)
        var row = CutRow()
        while try chunk.read(stream) {
            try chunk.cut(after: &row, rowLimit: rowLimit, name)
            scanner.scan(&chunk)
        }
        scanner.scanCutRow(row)
        return scanner
    }

    private func scanInParallel(
        _ file: Input.FileRange, _ columns: JMeterColumns, _ name: String
    ) throws(FormatError) -> JMeterScanner {
        let turns = BlockTurns(count: (file.size + blockSize - 1) / blockSize)
        let parts = Mutex<[Result<JMeterScanner, FormatError>]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            do throws(FormatError) {
                let scanner = try scan(file, turns, columns, name)
                parts.withLock { $0.append(.success(scanner)) }
            } catch {
                turns.stop()
                parts.withLock { $0.append(.failure(error)) }
            }
        }
        var rest = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        guard var whole = try rest.popLast()?.get() else { preconditionFailure("there is at least one thread") }
        // One after the other, so that no part is in memory for longer than it must.
        while let part = rest.popLast() { whole.merge(try part.get()) }
        whole.scanCutRow(turns.cutRow)
        return whole
    }

    /// Scans every block that nobody else has taken.
    private func scan(
        _ file: Input.FileRange, _ turns: BlockTurns, _ columns: JMeterColumns, _ name: String
    ) throws(FormatError) -> JMeterScanner {
        var scanner = JMeterScanner(columns, labelLimit: labelLimit, warmUp: warmUp)
        var chunk = RowChunk(delimiter: columns.delimiter, blockSize: blockSize)
        while let number = turns.takeBlock() {
            try chunk.read(number, of: file, name)
            let isRead = try turns.wait(for: number) { row throws(FormatError) in
                try chunk.cut(after: &row, rowLimit: rowLimit, name)
            }
            if !isRead { break }
            scanner.scan(&chunk)
            // With too many labels everything is read again.
            if scanner.tally.room.isFull { turns.stop() }
        }
        return scanner
    }
}

extension JMeterScanner {
    fileprivate mutating func scan(_ chunk: inout RowChunk) {
        chunk.findFields()
        scan(unsafe chunk.bytes.span.bytes, chunk.index, offset: chunk.offset)
    }
}

/// Gives the blocks of a file to threads, and what each block cuts to the thread that has the next one: the one thing that they have to wait for.
private final class BlockTurns: Sendable {
    private let count: Int
    private let taken = Atomic(0)
    /// The block whose beginning is known.
    private let turn = Atomic(0)
    private let row = Mutex(CutRow())

    init(count: Int) { self.count = count }

    /// The row that the last block has cut.
    var cutRow: CutRow { row.withLock { $0 } }

    func takeBlock() -> Int? {
        let number = taken.add(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }

    /// Nobody goes on.
    func stop() { turn.store(count, ordering: .releasing) }

    /// Gives the row that the block before has cut; false where everything was stopped.
    func wait(
        for number: Int, _ body: (inout CutRow) throws(FormatError) -> Void
    ) throws(FormatError) -> Bool {
        var now = turn.load(ordering: .acquiring)
        while now < number {
            sched_yield()
            now = turn.load(ordering: .acquiring)
        }
        guard now == number else { return false }
        var cut = cutRow
        try body(&cut)
        row.withLock { [cut] in $0 = cut }
        // Not where it was stopped meanwhile.
        _ = turn.compareExchange(expected: number, desired: number + 1, ordering: .acquiringAndReleasing)
        return true
    }
}
