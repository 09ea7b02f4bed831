import Measurements

/// JMeter's results file (JTL) as CSV: `jmeter -n -t plan.jmx -l FILE`. Read as a stream of any length, in memory that does not grow with it.
/// Columns go by their names; files without a header have JMeter's default order. JMeter 5.6:
/// https://github.com/apache/jmeter/blob/rel/v5.6.3/src/core/src/main/java/org/apache/jmeter/save/CSVSaveService.java
package struct JMeterCSV: ResultFormat {
    package let name = "jmeter-csv"
    package let summary = "JMeter samples (JTL) as CSV, any columns, with or without header"
    package let documentation = "https://jmeter.apache.org/usermanual/listeners.html#csvlogformat"
    package let hasTimes = true
    var rows = JMeterRows()

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard head.json == nil, head.bytes.first != UInt8(ascii: "<") else { return false }
        return JMeterColumns(firstRow: head.bytes) != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let start = Encoding.utf8(try input.peek(64 << 10))
        guard let columns = JMeterColumns(firstRow: start) else {
            throw FormatError(
                input.name, at: .line(1, column: nil),
                "expected a header with elapsed, label and success, or a sample in JMeter's default order")
        }
        let scanner = try rows.read(input, columns)
        if scanner.tally.warmUp.leftOut > 0, scanner.tally.samples.allSatisfy({ $0.count == 0 }) {
            throw .allWarmUp(input.name, input.warmUp ?? 0)
        }
        try check(scanner, input.name)
        var builder = JMeterRun(
            scanner.tally, knowsErrors: columns.success != nil, knowsCodes: columns.code != nil,
            knowsTimes: columns.time != nil)
        var run = builder.run(source: input.name, format: name)
        if scanner.hasLocalTimes {
            run.start = nil
            let what = "time stamps are dates without a time zone: the duration is known, the start is not"
            run.notes.append(Note("start.absent", what))
        }
        run.notes += notes(on: scanner)
        scanner.tally.warmUp.mark(&run, "samples")
        return [run]
    }

    /// A damaged row in a long file is a note; where there are many, the file is something else.
    private func check(_ scanner: JMeterScanner, _ source: String) throws(FormatError) {
        let rows = scanner.rows
        let isEmpty = scanner.tally.samples.isEmpty
        if let first = rows.firstMalformed, rows.malformed * 100 > rows.count || isEmpty {
            throw FormatError(
                source, at: .line(first.line, column: nil),
                "\(rows.malformed) of \(rows.count) rows are no samples of JMeter, this is the first: \(first.problem)")
        }
        if isEmpty { throw FormatError(source, "the file holds no samples: nothing was measured") }
    }

    private func notes(on scanner: JMeterScanner) -> [Note] {
        var notes: [Note] = []
        if scanner.headers > 1 {
            let what = "the header is there \(scanner.headers) times: several tests were written into one file"
            notes.append(Note("file.appended", what))
        }
        return notes + scanner.rows.notes("row")
    }
}
