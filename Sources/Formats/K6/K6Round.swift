import Dispatch
import Synchronization

/// A stretch of a file for one thread to read: the records that begin in it.
struct K6Block {
    /// From where the file is read, and where the first record begins; nil where that is after the first line feed.
    var origin: Int
    var start: Int?
    var limit: Int

    init(start: Int, limit: Int) { (origin, self.start, self.limit) = (start, start, limit) }

    /// `offset`: that of the byte before, which may be the end of a record.
    init(after offset: Int, limit: Int) { (origin, start, self.limit) = (max(offset, 0), nil, limit) }
}

/// Blocks of a file that several threads have read, each into a scanner of its own.
///
/// Where one comes to an endpoint more than can be told apart, it stops, and the others finish their blocks and take no more: with all before that place
/// read, the first endpoints of all are known, and with them what is left can be read in parallel again.
struct K6Round<Form: K6Form> {
    private(set) var scanners: [K6Scanner<Form>] = []
    /// Where the first record of a block begins and the last one ends.
    private(set) var read: [Range<Int>] = []
    /// What has still to be read.
    private(set) var left: [K6Block] = []

    typealias Scan = @Sendable (K6Block, inout K6Scanner<Form>) throws(FormatError) -> Range<Int>

    /// - Parameters:
    ///   - whole: what has been read before.
    ///   - scan: reads a block.
    init(_ blocks: [K6Block], threads: Int, after whole: K6Scanner<Form>, _ scan: @escaping Scan) throws(FormatError) {
        let next = Atomic(0)
        let isDone = Atomic(false)
        let found = Mutex<(round: K6Round, error: FormatError?)>((K6Round(), nil))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var mine = K6Round()
            var scanner = whole.part()
            do throws(FormatError) {
                while !isDone.load(ordering: .acquiring) {
                    let number = next.add(1, ordering: .relaxed).oldValue
                    if number >= blocks.count { break }
                    mine.read.append(try scan(blocks[number], &scanner))
                    if scanner.isStopped, let end = mine.read.last?.upperBound {
                        mine.left.append(K6Block(start: end, limit: blocks[number].limit))
                    }
                    if scanner.isStopped || scanner.needsOrder { isDone.store(true, ordering: .releasing) }
                }
                scanner.sortSamples()
                mine.scanners.append(scanner)
                found.withLock { [mine] in $0.round.add(mine) }
            } catch {
                isDone.store(true, ordering: .releasing)
                found.withLock { $0.error = error }
            }
        }
        let (round, error) = found.withLock { $0 }
        if let error { throw error }
        self = round
        left += blocks.dropFirst(next.load(ordering: .relaxed))
    }

    private init() {}

    private mutating func add(_ other: K6Round) {
        scanners += other.scanners
        read += other.read
        left += other.left
    }
}
