/// A CSV document (RFC 4180): rows of fields, quotes taken off. For results of some hundred rows, in memory, or of more, row by row; not for raw samples.
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
    private let delimiter: UInt8
    private var line = 1
    private var isQuoted = false
    private var wasQuote = false

    init(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) {
        self.init(delimiter: delimiter)
        add(bytes[...])
        endRow(next: line)
    }

    private init(delimiter: UInt8) { self.delimiter = delimiter }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
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

    /// The rows of an input, one after the other, in memory that does not grow with it.
    static func forEachRow(of input: Input, _ body: (Row) throws(FormatError) -> Void) throws(FormatError) {
        let start = try input.peek(4)
        if Encoding.isUTF16(start) {
            for row in DelimitedText(try input.document()).rows { try body(row) }
            return
        }
        var text = DelimitedText(delimiter: UInt8(ascii: ","))
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var first = start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while true {
            let got = try input.read(into: &buffer)
            if got == 0 { break }
            text.add(buffer[min(first, got)..<got])
            first = 0
            guard text.field.count <= fieldLimit, text.row.fields.count <= fieldLimit else {
                throw FormatError(
                    input.name, at: .line(text.row.line, column: nil), "a row that is far too long begins here")
            }
            for row in text.rows { try body(row) }
            text.rows.removeAll(keepingCapacity: true)
        }
        text.endRow(next: text.line)
        for row in text.rows { try body(row) }
    }

    /// Bytes of a field, and fields of a row: longer ones are not of a tool, and must not fill the memory.
    private static let fieldLimit = 1 << 20
}
