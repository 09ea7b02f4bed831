/// Reduces records of k6's CSV to what requests are told apart by, where records hardly repeat: metadata of users and iterations, URLs with ids.
struct K6CSVWalk {
    private let columns: K6CSVColumns
    /// Whether a column, from the fourth on, is one of those that matter, and which of them is the URL.
    private var isTelling: [Bool]
    private var urlColumn = -1
    private var nameColumn = -1
    private var identities = BytePairTable()
    private var slots: [K6Tally.Slot] = []
    private var reduced: [UInt8] = []

    init(_ columns: K6CSVColumns) {
        self.columns = columns
        isTelling = [Bool](repeating: false, count: max(columns.count - 3, 0))
        for (column, name) in columns.tags where column >= 3 {
            isTelling[column - 3] = true
            if name == "url" { urlColumn = column - 3 }
            if name == "name" { nameColumn = column - 3 }
        }
    }

    /// `prefix`: the metric with its comma; `suffix`: from the comma after the value to the end of the record.
    mutating func slot(_ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally) -> K6Tally.Slot? {
        guard pick(prefix, suffix) else { return nil }
        let picked = reduced
        let identity = unsafe picked.span.bytes
        let hash = BytePairTable.hash(prefix, identity)
        if let known = identities.number(of: prefix, identity, hash: hash) { return slots[known] }
        guard let slot = Self.parsedSlot(prefix, suffix, columns, &tally) else { return nil }
        if identities.byteCount < K6Scanner.memoryLimit {
            identities.add(prefix, identity, hash: hash)
            slots.append(slot)
        }
        return slot
    }

    /// Fills `reduced` with the cells that matter; false where the record has too few or too many.
    private mutating func pick(_ prefix: RawSpan, _ suffix: RawSpan) -> Bool {
        reduced.removeAll(keepingCapacity: true)
        let isByEndpoint = Self.isByEndpoint(prefix)
        var column = 0
        var position = 1
        var hasName = false
        while position <= suffix.byteCount, column < isTelling.count {
            let start = position
            position = Self.cellEnd(suffix, position)
            let isUsed = isTelling[column] && !(column == urlColumn && hasName)
            if isByEndpoint, isUsed { append(suffix, start..<position) }
            if column == nameColumn { hasName = position > start }
            column += 1
            guard position < suffix.byteCount, suffix.byte(at: position) == UInt8(ascii: ",") else { break }
            position += 1
        }
        return column == isTelling.count
            && (position >= suffix.byteCount || K6CSVColumns.isLineEnd(suffix.byte(at: position)))
    }

    private mutating func append(_ bytes: RawSpan, _ cell: Range<Int>) {
        unsafe bytes.extracting(cell).withUnsafeBytes { unsafe reduced.append(contentsOf: $0) }
        reduced.append(UInt8(ascii: ","))
    }

    /// Where a cell ends: at a comma or line end outside of quotes.
    private static func cellEnd(_ bytes: RawSpan, _ start: Int) -> Int {
        var position = start
        var isQuoted = false
        while position < bytes.byteCount {
            let byte = bytes.byte(at: position)
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, byte == UInt8(ascii: ",") || K6CSVColumns.isLineEnd(byte) {
                return position
            }
            position += 1
        }
        return position
    }

    /// Metrics of requests begin with "http_req"; of others the tags do not matter.
    private static func isByEndpoint(_ prefix: RawSpan) -> Bool {
        prefix.byteCount > 8 && prefix.word(at: 0) == 0x7165_725F_7074_7468
            && K6Tally.isByEndpoint(String(decoding: prefix.array(0..<prefix.byteCount - 1), as: UTF8.self))
    }

    /// The slot of a metric and its tags, read in full; nil where the record has another number of columns.
    static func parsedSlot(
        _ prefix: RawSpan, _ suffix: RawSpan, _ columns: K6CSVColumns, _ tally: inout K6Tally
    ) -> K6Tally.Slot? {
        let metric = String(decoding: prefix.array(0..<prefix.byteCount - 1), as: UTF8.self)
        guard suffix.byteCount > 0, suffix.byte(at: 0) == UInt8(ascii: ","), !metric.isEmpty, metric != "metric_name",
            let fields = K6CSVColumns.fields(of: suffix.array(1..<suffix.byteCount)), fields.count + 3 == columns.count
        else { return nil }
        return tally.slot(of: metric, columns.tags(fields, first: 3))
    }
}
