/// What the label and the response code of a sample say, of which there are some hundred pairs: looked up by their bytes.
struct JMeterKinds {
    struct Kind {
        /// Number of the label's samples in the tally.
        var number: Int
        var status: JMeterTally.Status
        /// Whether the code means an error, where no column says so.
        var isError: Bool
    }

    private let columns: JMeterColumns
    /// Whether the code follows the label, so that both are one stretch of bytes.
    private let areNeighbours: Bool
    private let beginning = Array(JMeterSample.transaction.utf8)
    private var pairs = BytePairTable()
    private var kinds: [Kind] = []

    /// Bytes of labels and codes that are remembered.
    private static let memoryLimit = 4 << 20

    init(_ columns: JMeterColumns) {
        self.columns = columns
        areNeighbours = columns.code == columns.label + 1
    }

    /// Nil at first sight.
    @inline(__always)
    func kind(_ row: JMeterRow, _ ends: Span<UInt32>, _ bytes: RawSpan) -> Kind? {
        let (first, second) = key(row, ends, bytes)
        let (label, code) = (bytes.extracting(first), bytes.extracting(second))
        return pairs.number(of: label, code, hash: BytePairTable.hash(label, code)).map { kinds[$0] }
    }

    /// So that other rows with that label and code need not be read field by field.
    mutating func remember(
        _ sample: JMeterSample, _ number: Int, _ row: JMeterRow, _ ends: Span<UInt32>, _ bytes: RawSpan
    ) {
        // The beginning of a transaction's message stands in for a code, so it must not be one.
        guard pairs.byteCount < Self.memoryLimit, columns.last + 1 < ends.count,
            !sample.code.hasPrefix(JMeterSample.transaction)
        else { return }
        let (first, second) = key(row, ends, bytes)
        let (label, code) = (bytes.extracting(first), bytes.extracting(second))
        let hash = BytePairTable.hash(label, code)
        guard pairs.number(of: label, code, hash: hash) == nil else { return }
        pairs.add(label, code, hash: hash)
        kinds.append(Kind(number: number, status: sample.status, isError: JMeterSample.isError(sample.code)))
    }

    /// The bytes, quotes included, that tell: label and code, or label (with code) and the beginning of a transaction's message.
    @inline(__always)
    private func key(_ row: JMeterRow, _ ends: Span<UInt32>, _ bytes: RawSpan) -> (Range<Int>, Range<Int>) {
        var label = row.field(columns.label, ends)
        var code = label.upperBound..<label.upperBound
        if let column = columns.code {
            code = row.field(column, ends)
            if areNeighbours {
                label = label.lowerBound..<code.upperBound
                code = code.upperBound..<code.upperBound
            }
        }
        if let column = columns.message {
            let message = row.field(column, ends)
            if let beginning = transaction(bytes, message) { code = beginning }
        }
        return (label, code)
    }

    /// The beginning of the message if it is that of a transaction, without the quote before it.
    @inline(__always)
    private func transaction(_ bytes: RawSpan, _ message: Range<Int>) -> Range<Int>? {
        guard message.count > beginning.count else { return nil }
        let isQuoted = bytes.byte(at: message.lowerBound) == UInt8(ascii: "\"")
        let start = isQuoted ? message.lowerBound &+ 1 : message.lowerBound
        let range = start..<start &+ beginning.count
        return unsafe bytes.extracting(range).holdsSameBytes(as: beginning.span.bytes) ? range : nil
    }
}
