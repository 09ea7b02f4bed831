import CByteMasks

/// The columns of whole numbers of some rows, read four at a time.
struct JMeterNumbers {
    /// Where the numbers of each column are in `all`, those of a row at its number. What has no column is 0 throughout.
    static let elapsed = 0..<JMeterBatch.size
    static let received = elapsed.upperBound..<elapsed.upperBound + JMeterBatch.size
    static let sent = received.upperBound..<received.upperBound + JMeterBatch.size
    static let users = sent.upperBound..<sent.upperBound + JMeterBatch.size
    /// Where elapsed milliseconds go once more, in the place of a column that is not there.
    private static let nowhere = users.upperBound..<users.upperBound + JMeterBatch.size

    private(set) var all = [Int](repeating: 0, count: nowhere.upperBound)
    /// Rows with a number that is not of 1 to 8 digits.
    private var isOther = [Bool](repeating: false, count: JMeterBatch.size)
    private let columns: [(field: JMeterField, place: Int, nothing: Int)]

    init(_ columns: JMeterColumns) {
        let optional = [(columns.received, Self.received), (columns.sent, Self.sent), (columns.users, Self.users)]
        let elapsed = columns.field(columns.elapsed)
        self.columns =
            [(elapsed, Self.elapsed.lowerBound, -1)]
            + optional.map { column, places in
                guard let column else { return (elapsed, Self.nowhere.lowerBound, -1) }
                return (columns.field(column), places.lowerBound, 0)
            }
    }

    /// Reads all columns; rows without a number where there has to be one are odd. `rows`: where each begins among the ends of fields.
    mutating func read(_ rows: Span<Int>, _ ends: Span<UInt32>, _ bytes: RawSpan, _ isOdd: inout [Bool]) {
        readFour(rows, ends, bytes)
        for row in rows.indices where isOther[row] {
            for column in columns {
                let number = column.field.number(rows[row], ends, bytes, nothing: column.nothing)
                all[column.place + row] = number
                if number < 0 { isOdd[row] = true }
            }
        }
    }

    private mutating func readFour(_ rows: Span<Int>, _ ends: Span<UInt32>, _ bytes: RawSpan) {
        precondition(rows.count <= JMeterBatch.size && columns.count == 4)
        let four = columns.map { CByteMasksColumn(column: $0.field.column, place: $0.place) }
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe ends.withUnsafeBufferPointer { ends in
                unsafe bytes.withUnsafeBytes { bytes in
                    unsafe all.withUnsafeMutableBufferPointer { all in
                        unsafe isOther.withUnsafeMutableBufferPointer { isOther in
                            guard let text = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
                                let rowsStart = rows.baseAddress, let endsStart = ends.baseAddress,
                                let numbers = all.baseAddress, let marks = isOther.baseAddress
                            else { return }
                            unsafe CByteMasksReadNumbers(
                                text, endsStart, rowsStart, rows.count, four, numbers, marks)
                        }
                    }
                }
            }
        }
    }
}
