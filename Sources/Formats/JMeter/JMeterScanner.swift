/// Reads rows of a JTL file into a tally, at a rate of gigabytes per second.
///
/// `FieldIndex` finds the fields; numbers are read eight digits at a time, and label and response code are looked up as bytes (`JMeterKinds`).
/// Everything that is not that simple goes the long way, field by field as text.
struct JMeterScanner: Sendable {
    let columns: JMeterColumns
    private(set) var tally: JMeterTally
    var rows = LineCount()
    /// Rows that repeat the header: JMeter appends to a file that is there already.
    private(set) var headers = 0
    /// Whether a time stamp was a date of an unknown place.
    private(set) var hasLocalTimes = false
    private var kinds: JMeterKinds
    private var batch: JMeterBatch
    /// Small at first, since all rows are odd until label and code are known.
    private var batchSize = 8
    private var groups = JMeterGroups()

    init(_ columns: JMeterColumns, labelLimit: Int, warmUp: WarmUp) {
        self.columns = columns
        tally = JMeterTally(labelLimit: labelLimit)
        tally.warmUp = warmUp
        kinds = JMeterKinds(columns)
        batch = JMeterBatch(columns)
    }

    mutating func merge(_ other: JMeterScanner) {
        tally.merge(other.tally)
        rows.merge(other.rows)
        headers += other.headers
        hasLocalTimes = hasLocalTimes || other.hasLocalTimes
    }

    /// Reads whole rows, whose fields have been found; `offset`: where `bytes` begin in the input.
    mutating func scan(_ bytes: RawSpan, _ index: FieldIndex, offset: Int) {
        var first = 0
        while first < index.rowCount {
            batch.read(first..<min(first + batchSize, index.rowCount), index, bytes, kinds)
            for row in 0..<batch.count where batch.isOdd[row] {
                index.withRow(first + row) { slowly($0, bytes, index.start, offset) }
            }
            if tally.warmUp.isActive, batch.hasTimes { tally.leaveOutWarmUp(of: &batch) }
            groups.sort(batch, kindCount: kinds.count)
            tally.add(batch, groups, kinds)
            first += batch.count
            batchSize = min(2 * batchSize, JMeterBatch.size)
        }
        rows.count &+= index.rowCount &+ index.quotedFeeds
    }

    /// The last row of an input, if it has no line feed: where it makes no sense, it was cut off.
    mutating func scanCutRow(_ row: CutRow) {
        if row.bytes.isEmpty { return }
        let before = rows
        var index = FieldIndex(delimiter: columns.delimiter)
        let line = row.bytes + [UInt8(ascii: "\n")]
        let bytes = unsafe line.span.bytes
        index.find(in: bytes, 0..<line.count)
        scan(bytes, index, offset: row.offset)
        if rows.malformed > before.malformed || index.end < line.count {
            rows = before
            rows.isCut = true
        }
    }

    // MARK: The long way

    @inline(never)
    private mutating func slowly(_ ends: Span<UInt32>, _ bytes: RawSpan, _ start: Int, _ offset: Int) {
        let row = Int(ends[0] &+ 1)..<Int(ends[ends.count - 1])
        let fields = columns.fields(ends, bytes)
        if fields == [""] { return }
        if columns.elapsed < fields.count, fields[columns.elapsed] == "elapsed" {
            headers += 1
            return
        }
        do throws(JMeterSample.Malformed) {
            let sample = try JMeterSample(fields, columns)
            if let time = columns.time, JMeterTime.isLocal(fields[time]) { hasLocalTimes = true }
            let key = JMeterTally.Key(label: sample.label, role: sample.isTransaction ? .transaction : .sampler)
            let number = tally.number(of: key)
            tally.add(
                number, start: sample.start, elapsed: sample.elapsed, failed: sample.isFailed, sample.status,
                received: sample.received, sent: sample.sent, users: sample.users)
            kinds.remember(sample, number, ends, bytes)
        } catch {
            let before = rows.count
            rows.addMalformed(
                error.problem, at: offset + row.lowerBound,
                line: before + 1 + bytes.count(of: UInt8(ascii: "\n"), in: start..<row.lowerBound))
        }
    }
}

extension RawSpan {
    fileprivate func count(of byte: UInt8, in range: Range<Int>) -> Int {
        var count = 0
        for offset in range where self.byte(at: offset) == byte { count += 1 }
        return count
    }
}
