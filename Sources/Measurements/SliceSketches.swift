/// Counts of times in log-linear bins, 64 to each power of two: as `Histogram`, but a quarter as fine, for each cell of a timeline. What is taken
/// from a bin's middle is off by at most 1/129 (0.78 %) of itself.
///
/// A cell has a block of 64 counts for each power of two that it saw, and all blocks are one array: thousands of cells are recorded to at
/// random, and arrays of their own would each be asked who else holds them.
struct SliceSketches: Sendable {
    /// Times below a microsecond are 0; those above 2²⁹ seconds (17 years) count as that.
    static let smallest = 0x1p-20
    private static let highest = 0x1p29
    static let octaves = 50
    private static let firstBin = Int(smallest.bitPattern >> 46)

    /// For each cell and power of two where its block begins in `counts`, 0 where there is none.
    private(set) var blocks: [UInt32] = []
    /// For each cell a bit for each power of two of which it has a block.
    private var used: [UInt64] = []
    /// The first block is nobody's.
    var counts = [UInt16](repeating: 0, count: 64)
    /// What did not fit 16 bits, in units of 2¹⁶, by place in `counts`.
    private var carries: [Int: Int] = [:]
    private var free: [UInt32] = []

    /// The bin of a time in seconds, nil for 0.
    static func bin(_ value: Double) -> Int? {
        value >= smallest ? Int(min(value, highest).bitPattern >> 46) - firstBin : nil
    }

    static func middle(of bin: Int) -> Double {
        let low = UInt64(bin + firstBin)
        return (Double(bitPattern: low << 46) + Double(bitPattern: (low + 1) << 46)) / 2
    }

    // MARK: - Cells

    mutating func makeRoom(cells: Int) {
        let missing = cells - used.count
        guard missing > 0 else { return }
        used.append(contentsOf: repeatElement(0, count: missing))
        blocks.append(contentsOf: repeatElement(0, count: missing * Self.octaves))
    }

    /// Forgets the cells after the first ones, which are empty.
    mutating func keep(cells: Int) {
        used.removeLast(max(used.count - cells, 0))
        blocks.removeLast(max(blocks.count - cells * Self.octaves, 0))
    }

    mutating func add(bin: Int, to cell: Int) {
        let place = block(cell, bin >> 6) + bin & 63
        let (sum, overflow) = counts[place].addingReportingOverflow(1)
        counts[place] = sum
        if overflow { carries[place, default: 0] += 1 }
    }

    /// The block of a cell and a power of two, a new one where there was none.
    private mutating func block(_ cell: Int, _ octave: Int) -> Int {
        let known = blocks[cell * Self.octaves + octave]
        if known != 0 { return Int(known) }
        let new = free.popLast() ?? UInt32(counts.count)
        if Int(new) == counts.count { counts.append(contentsOf: repeatElement(0, count: 64)) }
        set(new, cell, octave)
        return Int(new)
    }

    private mutating func set(_ block: UInt32, _ cell: Int, _ octave: Int) {
        blocks[cell * Self.octaves + octave] = block
        used[cell] |= 1 << UInt64(octave)
    }

    /// Powers of two of which a cell has a block, lowest first.
    private static func forEachOctave(_ used: UInt64, _ body: (Int) -> Void) {
        var rest = used
        while rest != 0 {
            body(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
    }

    // MARK: - Merging

    /// Adds a cell of other sketches to one of these.
    mutating func merge(_ cell: Int, of other: SliceSketches, into target: Int) {
        Self.forEachOctave(other.used[cell]) { octave in
            let theirs = Int(other.blocks[cell * Self.octaves + octave])
            let mine = block(target, octave)
            add(Self.words(other.counts, theirs), to: mine)
            guard !other.carries.isEmpty else { return }
            for index in 0..<64 {
                if let carried = other.carries[theirs + index] { carries[mine + index, default: 0] += carried }
            }
        }
    }

    /// Makes one cell of several: which one of each that is not empty.
    mutating func regroup(_ cells: [(cell: Int, target: Int)]) {
        let (oldBlocks, oldUsed) = (blocks, used)
        blocks = [UInt32](repeating: 0, count: oldBlocks.count)
        used = [UInt64](repeating: 0, count: oldUsed.count)
        for (cell, target) in cells {
            Self.forEachOctave(oldUsed[cell]) { octave in
                let block = oldBlocks[cell * Self.octaves + octave]
                let known = Int(blocks[target * Self.octaves + octave])
                if known == 0 { set(block, target, octave) } else { move(Int(block), to: known) }
            }
        }
    }

    /// Moves the counts of a block to another one, after which it is free.
    private mutating func move(_ block: Int, to target: Int) {
        add(Self.words(counts, block), to: target)
        set(Words(), block)
        for place in block..<block + 64 where !carries.isEmpty {
            if let carried = carries.removeValue(forKey: place) {
                carries[place - block + target, default: 0] += carried
            }
        }
        free.append(UInt32(block))
    }

    /// The counts of a block, four to a word.
    private typealias Words = SIMD16<UInt64>

    private static func words(_ counts: [UInt16], _ block: Int) -> Words {
        counts.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2 * block, as: Words.self) }
    }

    private mutating func set(_ words: Words, _ block: Int) {
        counts.withUnsafeMutableBytes { $0.storeBytes(of: words, toByteOffset: 2 * block, as: Words.self) }
    }

    /// Adds counts to those of a block: all at once, if none of them gets too large.
    private mutating func add(_ theirs: Words, to block: Int) {
        let mine = Self.words(counts, block)
        let both = mine | theirs
        let halves = both.lowHalf | both.highHalf
        let quarters = halves.lowHalf | halves.highHalf
        let pair = quarters.lowHalf | quarters.highHalf
        if (pair.x | pair.y) & 0x8000_8000_8000_8000 == 0 { return set(mine &+ theirs, block) }
        for index in 0..<64 {
            let count = UInt16(truncatingIfNeeded: theirs[index / 4] >> UInt64(index % 4 * 16))
            let (sum, overflow) = counts[block + index].addingReportingOverflow(count)
            counts[block + index] = sum
            if overflow { carries[block + index, default: 0] += 1 }
        }
    }

    // MARK: - Results

    /// Quantiles of a cell's times and so many zeros, of ascending ranks (0...1): the values at (n - 1) p, the nearest one. Nil where there are none.
    func quantiles(_ ranks: [Double], of cell: Int, zeros: Int) -> [Double]? {
        var counted = zeros
        forEachBin(of: cell) { counted += $1 }
        guard counted > 0 else { return nil }
        let positions = ranks.map { Int(($0 * Double(counted - 1)).rounded()) }
        var below = zeros
        var found = positions.prefix { $0 < below }.map { _ in 0.0 }
        forEachBin(of: cell) { bin, count in
            below += count
            while found.count < ranks.count, positions[found.count] < below { found.append(Self.middle(of: bin)) }
        }
        return found
    }

    /// Bins of a cell that hold something, lowest first.
    private func forEachBin(of cell: Int, _ body: (_ bin: Int, _ count: Int) -> Void) {
        Self.forEachOctave(used[cell]) { octave in
            let block = Int(blocks[cell * Self.octaves + octave])
            for index in 0..<64 {
                let carried = carries.isEmpty ? 0 : (carries[block + index] ?? 0)
                let count = Int(counts[block + index]) + carried << 16
                if count > 0 { body(octave << 6 + index, count) }
            }
        }
    }
}
