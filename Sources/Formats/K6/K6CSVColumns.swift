/// Where a k6 CSV has what: the set of columns follows from the option --system-tags.
struct K6CSVColumns {
    let count: Int
    private(set) var metric = -1
    private(set) var time = -1
    private(set) var value = -1
    /// What each column says.
    let parts: [Part]
    private let names: [String]
    /// The columns that tell outcomes apart, and those that tell endpoints apart.
    let outcome, endpoint: [Int]

    /// Tags of the outcome, those that tell endpoints apart (the URL where there is no name), and all else.
    enum Part { case outcome, endpoint, name, url, rest }

    /// Nil where the record is no header of k6's.
    init?(header: [UInt8]) {
        guard let names = Self.fields(of: header) else { return nil }
        self.names = names
        count = names.count
        let parts = names.map { Self.part(of: $0) }
        self.parts = parts
        outcome = parts.indices.filter { parts[$0] == .outcome }
        endpoint = parts.indices.filter { [.endpoint, .name, .url].contains(parts[$0]) }
        for (column, name) in names.enumerated() {
            switch name {
            case "metric_name": metric = column
            case "timestamp": time = column
            case "metric_value": value = column
            default: break
            }
        }
        guard metric >= 0, time >= 0, value >= 0 else { return nil }
    }

    /// Whether metric, time and value come first, as k6 writes them.
    var isUsual: Bool { metric == 0 && time == 1 && value == 2 }

    private static func part(of name: String) -> Part {
        switch name {
        case "status", "expected_response": .outcome
        case "method", "group", "scenario": .endpoint
        case "name": .name
        case "url": .url
        default: .rest
        }
    }

    /// The tags of a record that matter; an empty cell is no tag.
    func tags(_ fields: [String]) -> [String: String] {
        var found: [String: String] = [:]
        for (column, text) in fields.enumerated() where parts[column] != .rest && !text.isEmpty {
            found[names[column]] = text
        }
        return found
    }

    /// The tags in the cells of some columns, each with a comma; nil where quotes are not as they should be.
    func tags(_ cells: [UInt8], of columns: [Int]) -> [String: String]? {
        guard let fields = Self.fields(of: Array(cells.dropLast())) else { return nil }
        var found: [String: String] = [:]
        for (column, text) in zip(columns, fields) where !text.isEmpty { found[names[column]] = text }
        return found
    }

    /// The fields of a record (RFC 4180) with or without its line end; nil where quotes are not as they should be.
    static func fields(of record: [UInt8]) -> [String]? {
        var fields: [String] = []
        var position = 0
        while true {
            guard let (field, end) = field(of: record, at: position) else { return nil }
            fields.append(field)
            guard end < record.count, record[end] == UInt8(ascii: ",") else { return fields }
            position = end + 1
        }
    }

    private static func field(of record: [UInt8], at start: Int) -> (String, end: Int)? {
        guard start < record.count, record[start] == UInt8(ascii: "\"") else {
            let end = record[start...].firstIndex { $0 == UInt8(ascii: ",") || isLineEnd($0) } ?? record.count
            return (String(decoding: record[start..<end], as: UTF8.self), end)
        }
        var text: [UInt8] = []
        var position = start + 1
        while position < record.count {
            if record[position] != UInt8(ascii: "\"") {
                text.append(record[position])
            } else if position + 1 < record.count, record[position + 1] == UInt8(ascii: "\"") {
                text.append(UInt8(ascii: "\""))
                position += 1
            } else {
                let end = position + 1
                guard end == record.count || record[end] == UInt8(ascii: ",") || isLineEnd(record[end]) else {
                    return nil
                }
                return (String(decoding: text, as: UTF8.self), end)
            }
            position += 1
        }
        return nil
    }

    static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
