/// Where a row of a JTL file has what: by the names in its header, since `jmeter.save.saveservice.*` chooses and orders the columns, or
/// without a header in the order in which JMeter writes them (CSVSaveService.java).
struct JMeterColumns: Sendable, Equatable {
    var delimiter: UInt8
    var time: Int?
    var elapsed: Int
    var label: Int
    var code: Int?
    var message: Int?
    var success: Int?
    var received: Int?
    var sent: Int?
    var users: Int?

    private static let delimiters = ",\t;|".utf8

    /// From the first row of a file; nil where it is no row of JMeter.
    init?(firstRow text: [UInt8]) {
        let firstRow = Array(text.prefix(16 << 10))
        let readings = Self.delimiters.lazy.map { ($0, Self.fields(of: firstRow, $0)) }
        for (delimiter, fields) in readings {
            if let columns = Self(delimiter: delimiter, header: fields) ?? Self(delimiter: delimiter, row: fields) {
                self = columns
                return
            }
        }
        return nil
    }

    private init?(delimiter: UInt8, header names: [String]) {
        guard let elapsed = names.firstIndex(of: "elapsed"), let label = names.firstIndex(of: "label"),
            names.contains("success") || names.contains("responseCode")
        else { return nil }
        self.init(delimiter: delimiter, elapsed: elapsed, label: label)
        time = names.firstIndex(of: "timeStamp")
        code = names.firstIndex(of: "responseCode")
        message = names.firstIndex(of: "responseMessage")
        success = names.firstIndex(of: "success")
        received = names.firstIndex(of: "bytes")
        sent = names.firstIndex(of: "sentBytes")
        users = names.firstIndex(of: "allThreads")
    }

    /// Time, elapsed, label, code, message, thread, data type (which can be switched off), success. What follows depends on settings.
    private init?(delimiter: UInt8, row fields: [String]) {
        guard fields.count >= 7, JMeterTime.milliseconds(fields[0]) != nil, Int(fields[1]).map({ $0 >= 0 }) ?? false,
            let success = [7, 6].first(where: { $0 < fields.count && ["true", "false"].contains(fields[$0]) })
        else { return nil }
        self.init(delimiter: delimiter, elapsed: 1, label: 2)
        time = 0
        code = 3
        message = 4
        self.success = success
    }

    private init(delimiter: UInt8, elapsed: Int, label: Int) {
        self.delimiter = delimiter
        self.elapsed = elapsed
        self.label = label
    }

    /// The last column that is read.
    var last: Int {
        [time, elapsed, label, code, message, success, received, sent, users].compactMap { $0 }.max() ?? 0
    }

    func field(_ column: Int) -> JMeterField { JMeterField(column: column, isLast: column == last) }

    /// Fields of a row up to the last one that is read, quotes taken off. `ends`: the offset before the row, then those of the ends of its fields.
    func fields(_ ends: Span<UInt32>, _ bytes: RawSpan) -> [String] {
        (0..<min(last + 1, ends.count - 1)).map { column in
            let field = Int(ends[column] &+ 1)..<Int(ends[column + 1])
            let isPlain = "\"\r".utf8.allSatisfy { bytes.firstOffset(of: $0, in: field) == nil }
            return isPlain ? bytes.text(field) : Self.fields(of: bytes.array(field), delimiter).first ?? ""
        }
    }

    /// Fields of the first row of a text, quotes taken off.
    static func fields(of text: [UInt8], _ delimiter: UInt8) -> [String] {
        DelimitedText(text, delimiter: delimiter).rows.first?.fields ?? []
    }
}
