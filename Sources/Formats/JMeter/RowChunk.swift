import CByteMasks

/// What a block ended with: the beginning of a row whose end has not been read yet.
struct CutRow: Sendable {
    var bytes: [UInt8] = []
    /// Of the first byte in the input.
    var offset = 0
    /// Whether it ends within quotes.
    var isQuoted = false
}

/// Whole rows of an input and where their fields are: a block of bytes without the row that it cuts, after the row that the block before has cut.
/// Used again, as its memory stays in the processor's cache.
struct RowChunk {
    private(set) var bytes: [UInt8]
    private(set) var index: FieldIndex
    /// Of the first of `bytes` in the input.
    private(set) var offset = 0
    /// The block among `bytes`; before it is room for a cut row.
    private var block: Range<Int>
    /// The whole rows.
    private var rows = 0..<0
    private let blockSize: Int
    /// Whether a quote that is open at one end of the block is closed at the other: found as soon as it is read, before the row that was cut is known.
    private var turnsQuotes = false

    private static let room = 16 << 10

    init(delimiter: UInt8, blockSize: Int) {
        index = FieldIndex(delimiter: delimiter)
        self.blockSize = blockSize
        block = Self.room..<Self.room
        bytes = [UInt8](repeating: 0, count: Self.room + blockSize + JMeterField.slack)
    }

    /// Fills the block with what comes next; false at the end of the stream.
    mutating func read(_ stream: any ByteStream) throws(FormatError) -> Bool {
        let got = try stream.read(into: &bytes, at: block.lowerBound)
        endBlock(at: block.lowerBound + got)
        return got > 0
    }

    /// Fills the block with one of a file, and sees what follows it, as a row is read faster where something follows.
    mutating func read(_ number: Int, of file: Input.FileRange, _ name: String) throws(FormatError) {
        let stream = FileRangeStream(file, from: number * blockSize, name: name)
        var end = block.lowerBound
        while end < bytes.count {
            let got = try stream.read(into: &bytes, at: end)
            if got == 0 { break }
            end += got
        }
        endBlock(at: min(end, block.lowerBound + blockSize))
    }

    private mutating func endBlock(at end: Int) {
        block = block.lowerBound..<end
        turnsQuotes = unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe CByteMasksHasOddCount(start + block.lowerBound, block.count, UInt8(ascii: "\""))
        }
    }

    /// Puts the row that was cut before the block, and says which row the block cuts. Rows end at line feeds outside quotes.
    mutating func cut(after row: inout CutRow, rowLimit: Int, _ name: String) throws(FormatError) {
        makeRoom(row.bytes.count)
        let start = block.lowerBound - row.bytes.count
        bytes.replaceSubrange(start..<block.lowerBound, with: row.bytes)
        offset = row.offset - start
        let isQuoted = row.isQuoted != turnsQuotes
        rows = start..<lastRowEnd(from: start, isQuoted: isQuoted)
        let rest = rows.upperBound..<block.upperBound
        row = CutRow(bytes: Array(bytes[rest]), offset: offset + rest.lowerBound, isQuoted: isQuoted)
        guard rest.count <= rowLimit else {
            throw FormatError(
                name, at: .byte(row.offset),
                "a row of more than \(rowLimit >> 20) MiB begins here; a quote that is not closed makes one of many")
        }
    }

    /// - Parameter isQuoted: whether the block ends within quotes.
    private func lastRowEnd(from start: Int, isQuoted: Bool) -> Int {
        var isQuoted = isQuoted
        for offset in (start..<block.upperBound).reversed() {
            switch bytes[offset] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\n") where !isQuoted: return offset + 1
            default: break
            }
        }
        return start
    }

    private mutating func makeRoom(_ count: Int) {
        let missing = count - block.lowerBound
        guard missing > 0 else { return }
        let more = missing + count
        bytes.insert(contentsOf: repeatElement(0, count: more), at: 0)
        block = block.lowerBound + more..<block.upperBound + more
    }

    mutating func findFields() { Self.find(bytes, rows, &index) }

    private static func find(_ bytes: [UInt8], _ rows: Range<Int>, _ index: inout FieldIndex) {
        index.find(in: unsafe bytes.span.bytes, rows)
    }
}
