/// A small CSV document (RFC 4180) in memory: rows of fields, quotes taken off. For results of some hundred rows, not for raw samples.
struct DelimitedText {
    struct Row {
        /// Counted from 1.
        var line: Int
        var fields: [String]

        /// Nil where the row is too short.
        subscript(column: Int) -> String? { column < fields.count ? fields[column] : nil }
        subscript(column: Int?) -> String? { column.flatMap { self[$0] } }
    }

    /// Rows without any text are left out: locust on Windows ends its lines with CR CR LF.
    private(set) var rows: [Row] = []
    private var row = Row(line: 1, fields: [])
    private var field: [UInt8] = []

    init(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) {
        var line = 1
        var isQuoted = false
        var wasQuote = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""):
                // Of two quotes within quotes the second one is meant.
                if wasQuote, !isQuoted { field.append(byte) }
                isQuoted.toggle()
                wasQuote = true
                continue
            case delimiter where !isQuoted: endField()
            case UInt8(ascii: "\n") where !isQuoted:
                line += 1
                endRow(next: line)
            case UInt8(ascii: "\r") where !isQuoted: break
            default:
                if byte == UInt8(ascii: "\n") { line += 1 }
                field.append(byte)
            }
            wasQuote = false
        }
        endRow(next: line)
    }

    private mutating func endField() {
        row.fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
    }

    private mutating func endRow(next line: Int) {
        endField()
        if row.fields != [""] { rows.append(row) }
        row = Row(line: line, fields: [])
    }
}
