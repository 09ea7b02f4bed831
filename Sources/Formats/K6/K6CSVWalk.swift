/// Reduces records of k6's CSV to the cells that matter: metric, outcome, and what endpoints are told apart by. Whatever else a record holds (metadata
/// of users and iterations, for one) may differ from record to record.
struct K6CSVWalk {
    private enum Part { case endpoint, url, outcome, rest }

    /// What the metric and the cells of the outcome say; `slot` where the metric is kept for the whole run.
    private struct Kind {
        var metric: Int
        var outcome: K6Outcome
        var slot: K6Tally.Slot?
    }

    private let columns: K6CSVColumns
    /// Of the columns after the value.
    private var parts: [Part]
    private var nameColumn = -1
    private var kinds: [Kind] = []
    private var kindNumbers = BytePairTable()
    private var endpoints: [Int] = []
    private var endpointNumbers = BytePairTable()

    // Of the record at hand.
    private var outcome: [UInt8] = []
    private var identity: [UInt8] = []
    private var isQuoted = false

    /// Kinds that are remembered.
    private static let kindLimit = 10_000

    init(_ columns: K6CSVColumns) {
        self.columns = columns
        parts = [Part](repeating: .rest, count: max(columns.count - 3, 0))
        for (column, name) in columns.tags where column >= 3 {
            switch name {
            case "status", "expected_response": parts[column - 3] = .outcome
            case "url": parts[column - 3] = .url
            default: parts[column - 3] = .endpoint
            }
            if name == "name" { nameColumn = column - 3 }
        }
    }

    /// Where the values of a record go; nil where it has too few cells or too many. `prefix`: the metric with its comma; `suffix`: from the comma
    /// after the value to the end of the record.
    mutating func slot(_ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally) -> K6Tally.Slot? {
        guard prefix.byteCount > 1, pick(suffix), let kind = kind(prefix, suffix, &tally) else { return nil }
        if let slot = kind.slot { return slot }
        guard let endpoint = endpoint(suffix, &tally) else { return nil }
        return tally.slot(for: .init(metric: kind.metric, endpoint: endpoint, outcome: kind.outcome))
    }

    private mutating func kind(_ prefix: RawSpan, _ suffix: RawSpan, _ tally: inout K6Tally) -> Kind? {
        let picked = outcome
        let text = unsafe picked.span.bytes
        let hash = BytePairTable.hash(prefix, text)
        if let known = kindNumbers.number(of: prefix, text, hash: hash) { return kinds[known] }
        let name = String(decoding: prefix.array(0..<prefix.byteCount - 1), as: UTF8.self)
        guard name != "metric_name", let tags = tags(suffix), let metric = tally.metric(declaring: name) else {
            return nil
        }
        var kind = Kind(metric: metric, outcome: tally.outcome(of: metric, tags), slot: nil)
        if !K6Tally.isByEndpoint(name) { kind.slot = tally.slot(for: tally.key(metric, tags)) }
        if kinds.count < Self.kindLimit {
            kindNumbers.add(prefix, text, hash: hash)
            kinds.append(kind)
        }
        return kind
    }

    private mutating func endpoint(_ suffix: RawSpan, _ tally: inout K6Tally) -> Int? {
        let picked = identity
        let text = unsafe picked.span.bytes
        let none = text.extracting(0..<0)
        let hash = BytePairTable.hash(text, none)
        if let known = endpointNumbers.number(of: text, none, hash: hash) { return endpoints[known] }
        // All endpoints that are told apart have been here; but for quotes, the same cells are the same bytes.
        if tally.isFull, !isQuoted { return K6Tally.Key.other }
        guard let tags = tags(suffix) else { return nil }
        let endpoint = K6Endpoint(tags).map { tally.number(of: $0) } ?? K6Tally.Key.everything
        if endpoint != K6Tally.Key.other, endpoints.count < 2 * tally.endpointLimit {
            endpointNumbers.add(text, none, hash: hash)
            endpoints.append(endpoint)
        }
        return endpoint
    }

    private func tags(_ suffix: RawSpan) -> [String: String]? {
        guard let fields = K6CSVColumns.fields(of: suffix.array(1..<suffix.byteCount)),
            fields.count + 3 == columns.count
        else { return nil }
        return columns.tags(fields, first: 3)
    }

    // MARK: - Cells

    /// Fills `outcome` and `identity`; false where the record has another number of cells.
    private mutating func pick(_ suffix: RawSpan) -> Bool {
        outcome.removeAll(keepingCapacity: true)
        identity.removeAll(keepingCapacity: true)
        isQuoted = false
        guard suffix.byteCount > 0, suffix.byte(at: 0) == UInt8(ascii: ",") else { return false }
        var (position, column, hasName) = (1, 0, false)
        while column < parts.count {
            let start = position
            position = Self.cellEnd(suffix, start)
            switch parts[column] {
            case .outcome: Self.append(suffix, start..<position, to: &outcome)
            case .endpoint: pickEndpoint(suffix, start..<position)
            case .url: if !hasName { pickEndpoint(suffix, start..<position) }
            case .rest: break
            }
            if column == nameColumn { hasName = position > start }
            column += 1
            guard position < suffix.byteCount, suffix.byte(at: position) == UInt8(ascii: ",") else { break }
            position += 1
        }
        return column == parts.count && position < suffix.byteCount
            && K6CSVColumns.isLineEnd(suffix.byte(at: position))
    }

    private mutating func pickEndpoint(_ bytes: RawSpan, _ cell: Range<Int>) {
        if !cell.isEmpty, bytes.byte(at: cell.lowerBound) == UInt8(ascii: "\"") { isQuoted = true }
        Self.append(bytes, cell, to: &identity)
    }

    private static func append(_ bytes: RawSpan, _ cell: Range<Int>, to target: inout [UInt8]) {
        unsafe bytes.extracting(cell).withUnsafeBytes { unsafe target.append(contentsOf: $0) }
        target.append(UInt8(ascii: ","))
    }

    /// Where a cell ends: at a comma or line end outside of quotes.
    @inline(__always)
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
}

extension K6Tally {
    /// Number of a metric, which files without declarations declare by using it. What is not k6's own is taken for a trend.
    mutating func metric(declaring name: String) -> Int? {
        if let known = metric(name) { return known }
        declare(name, K6Declaration.builtIn[name] ?? K6Declaration(type: "trend", contains: nil))
        return metric(name)
    }
}
