/// Some rows of a JTL file, read column by column: the loop over one column keeps all that it needs in registers, a loop over the columns of each
/// row would not.
struct JMeterBatch {
    /// Rows at most; what is known of so many stays in the nearest cache.
    static let size = 256

    private(set) var count = 0
    /// Rows that cannot be read this way have to go the long way; their values mean nothing.
    private(set) var isOdd = [Bool](repeating: false, count: size)
    /// Numbers of the labels' samples in the tally.
    private(set) var labels = [Int](repeating: 0, count: size)
    private(set) var statuses = [JMeterTally.Status](repeating: .other, count: size)
    private(set) var isFailed = [Bool](repeating: false, count: size)
    /// Milliseconds, times since 1970. What has no column is 0 throughout.
    private(set) var times = [Int](repeating: 0, count: size)
    private(set) var elapsed = [Int](repeating: 0, count: size)
    private(set) var received = [Int](repeating: 0, count: size)
    private(set) var sent = [Int](repeating: 0, count: size)
    private(set) var users = [Int](repeating: 0, count: size)
    /// Where rows begin among the ends of fields.
    private var starts = [Int](repeating: 0, count: size)
    private let columns: Columns
    private var clock = MillisecondsReader()

    private struct Columns {
        var times, success, received, sent, users: JMeterField?
        var elapsed: JMeterField
        /// The last one that is read.
        var last: Int
    }

    var hasTimes: Bool { columns.times != nil }

    init(_ columns: JMeterColumns) {
        let last = columns.last
        func field(_ column: Int?) -> JMeterField? { column.map { JMeterField(column: $0, isLast: $0 == last) } }
        self.columns = Columns(
            times: field(columns.time), success: field(columns.success), received: field(columns.received),
            sent: field(columns.sent), users: field(columns.users),
            elapsed: JMeterField(column: columns.elapsed, isLast: columns.elapsed == last), last: last)
    }

    /// Reads the rows with these numbers, at most `size`.
    mutating func read(_ rows: Range<Int>, _ index: FieldIndex, _ bytes: RawSpan, _ known: JMeterKinds) {
        count = rows.count
        index.withEnds { ends, rowEnds in
            if findStarts(rows, rowEnds) { read(ends, bytes, known) }
        }
    }

    private mutating func read(_ ends: Span<UInt32>, _ bytes: RawSpan, _ known: JMeterKinds) {
        let starts = starts
        let rows = starts.span.extracting(0..<count)
        known.find(rows, ends, bytes, &labels, &statuses, &isFailed, &isOdd)
        columns.success?.failures(rows, ends, bytes, &isFailed, &isOdd)
        columns.times?.times(rows, ends, bytes, &clock, &times, &isOdd)
        columns.elapsed.numbers(rows, ends, bytes, nothing: -1, &elapsed, &isOdd)
        columns.received?.numbers(rows, ends, bytes, nothing: 0, &received, &isOdd)
        columns.sent?.numbers(rows, ends, bytes, nothing: 0, &sent, &isOdd)
        columns.users?.numbers(rows, ends, bytes, nothing: 0, &users, &isOdd)
    }

    /// Leaves out rows by their times.
    mutating func leaveOut(_ isOut: (_ milliseconds: Int) -> Bool) {
        for row in 0..<count where !isOdd[row] && isOut(times[row]) { isOdd[row] = true }
    }

    /// False where no row has all columns. Those that have not get the place of one that has, so that there is something to look at.
    private mutating func findStarts(_ rows: Range<Int>, _ rowEnds: Span<UInt32>) -> Bool {
        let first = rows.lowerBound > 0 ? Int(rowEnds[rows.lowerBound - 1]) - 1 : 0
        let whole = Self.findStarts(first, rowEnds.extracting(rows), fields: columns.last + 2, &starts, &isOdd)
        guard let whole else { return false }
        for row in 0..<count where isOdd[row] { starts[row] = whole }
        return true
    }

    /// Returns the place of a row that has all fields.
    private static func findStarts(
        _ first: Int, _ rowEnds: Span<UInt32>, fields: Int, _ starts: inout [Int], _ isOdd: inout [Bool]
    ) -> Int? {
        var starts = starts.mutableSpan
        var isOdd = isOdd.mutableSpan
        var start = first
        var whole: Int?
        for row in rowEnds.indices {
            let end = Int(rowEnds[row])
            starts[row] = start
            isOdd[row] = end &- start < fields
            if end &- start >= fields { whole = start }
            start = end &- 1
        }
        return whole
    }

    /// Adds all rows but odd ones to the samples of their labels; returns the largest number of users.
    func add(to samples: inout [JMeterTally.Samples]) -> Int {
        let isOdd = isOdd.span
        let labels = labels.span
        let statuses = statuses.span
        let isFailed = isFailed.span
        let times = times.span
        let elapsed = elapsed.span
        let received = received.span
        let sent = sent.span
        let users = users.span
        var samples = samples.mutableSpan
        var most = 0
        for row in 0..<count where !isOdd[row] {
            samples[labels[row]].add(
                start: hasTimes ? times[row] : nil, elapsed: elapsed[row], failed: isFailed[row], statuses[row],
                received: received[row], sent: sent[row])
            most = max(most, users[row])
        }
        return most
    }
}
