/// Some rows of a JTL file, read column by column: the loop over one column keeps all that it needs in registers, a loop over the columns of each
/// row would not.
struct JMeterBatch {
    /// Rows at most; what is known of so many stays in a near cache.
    static let size = 1024

    private(set) var count = 0
    /// Rows that cannot be read this way have to go the long way; their values mean nothing.
    private(set) var isOdd = [Bool](repeating: false, count: size)
    /// Numbers of what is known of label and code.
    private(set) var kinds = [Int](repeating: 0, count: size)
    private(set) var isFailed = [Bool](repeating: false, count: size)
    /// Milliseconds since 1970; 0 throughout where there is no such column.
    private(set) var times = [Int](repeating: 0, count: size)
    private(set) var numbers: JMeterNumbers
    /// Where rows begin among the ends of fields.
    private var starts = [Int](repeating: 0, count: size)
    private let columns: Columns
    private var clock = MillisecondsReader()

    private struct Columns {
        var times, success: JMeterField?
        /// The last one that is read.
        var last: Int
    }

    var hasTimes: Bool { columns.times != nil }

    init(_ columns: JMeterColumns) {
        self.columns = Columns(
            times: columns.time.map(columns.field), success: columns.success.map(columns.field), last: columns.last)
        numbers = JMeterNumbers(columns)
    }

    /// Reads the rows with these numbers, at most `size`.
    mutating func read(_ rows: Range<Int>, _ index: FieldIndex, _ bytes: RawSpan, _ known: JMeterKinds) {
        count = rows.count
        index.withEnds { ends, rowEnds in
            if findStarts(rows, ends, rowEnds, bytes.byteCount) { read(ends, bytes, known) }
        }
    }

    private mutating func read(_ ends: Span<UInt32>, _ bytes: RawSpan, _ known: JMeterKinds) {
        let starts = starts
        let rows = starts.span.extracting(0..<count)
        known.find(rows, ends, bytes, &kinds, &isFailed, &isOdd)
        columns.success?.failures(rows, ends, bytes, &isFailed, &isOdd)
        columns.times?.times(rows, ends, bytes, &clock, &times, &isOdd)
        numbers.read(rows, ends, bytes, &isOdd)
    }

    /// Leaves out rows by their times.
    mutating func leaveOut(_ isOut: (_ milliseconds: Int) -> Bool) {
        for row in 0..<count where !isOdd[row] && isOut(times[row]) { isOdd[row] = true }
    }

    /// False where no row has all columns. Those that have not, or are too near the end of the bytes, get the place of one that has, so that
    /// there is something to look at.
    private mutating func findStarts(
        _ rows: Range<Int>, _ ends: Span<UInt32>, _ rowEnds: Span<UInt32>, _ byteCount: Int
    ) -> Bool {
        let first = rows.lowerBound > 0 ? Int(rowEnds[rows.lowerBound - 1]) - 1 : 0
        Self.findStarts(first, rowEnds.extracting(rows), fields: columns.last + 2, &starts, &isOdd)
        for row in rows.reversed() {
            guard Int(ends[Int(rowEnds[row]) - 1]) + JMeterField.slack > byteCount else { break }
            isOdd[row - rows.lowerBound] = true
        }
        guard let whole = isOdd[..<count].firstIndex(of: false) else { return false }
        for row in 0..<count where isOdd[row] { starts[row] = starts[whole] }
        return true
    }

    private static func findStarts(
        _ first: Int, _ rowEnds: Span<UInt32>, fields: Int, _ starts: inout [Int], _ isOdd: inout [Bool]
    ) {
        var starts = starts.mutableSpan
        var isOdd = isOdd.mutableSpan
        var start = first
        for row in rowEnds.indices {
            let end = Int(rowEnds[row])
            starts[row] = start
            isOdd[row] = end &- start < fields
            start = end &- 1
        }
    }

    /// The largest number of users of the rows that are not odd.
    var mostUsers: Int {
        let users = numbers.all.span.extracting(JMeterNumbers.users)
        let isOdd = isOdd.span
        var most = 0
        for row in 0..<count { most = max(most, isOdd[row] ? 0 : users[row]) }
        return most
    }
}
