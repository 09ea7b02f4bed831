/// One sample, read the long way.
struct JMeterSample {
    struct Malformed: Error {
        var problem: String

        init(_ problem: String) { self.problem = problem }
    }

    var label: String
    var code = ""
    /// Milliseconds since 1970.
    var start: Int?
    /// Milliseconds.
    var elapsed: Int
    var isFailed = false
    var isTransaction = false
    var received = 0
    var sent = 0
    var users = 0

    /// How the message of a transaction controller begins (TransactionController.java).
    static let transaction = "Number of samples in transaction"
    /// Larger numbers are none of JMeter's.
    static let limit = 1_000_000_000_000_000

    init(_ fields: [String], _ columns: JMeterColumns) throws(Malformed) {
        func field(_ column: Int?) -> String? {
            column.flatMap { $0 < fields.count ? fields[$0] : nil }
        }
        guard let text = field(columns.elapsed), let elapsed = Self.count(text) else {
            throw Malformed("expected elapsed milliseconds in column \(columns.elapsed + 1)")
        }
        guard let label = field(columns.label) else {
            throw Malformed("expected a label in column \(columns.label + 1)")
        }
        self.elapsed = elapsed
        self.label = label
        code = field(columns.code) ?? ""
        if let column = columns.time {
            guard let start = field(column).flatMap(JMeterTime.milliseconds) else {
                throw Malformed("expected a time in column \(column + 1)")
            }
            self.start = start
        }
        if let column = columns.success {
            guard let text = field(column), let success = Bool(text.lowercased()) else {
                throw Malformed("expected true or false in column \(column + 1)")
            }
            isFailed = !success
        } else {
            isFailed = Self.isError(code)
        }
        isTransaction = field(columns.message)?.hasPrefix(Self.transaction) ?? false
        received = field(columns.received).flatMap(Self.count) ?? 0
        sent = field(columns.sent).flatMap(Self.count) ?? 0
        users = field(columns.users).flatMap(Self.count) ?? 0
    }

    init(label: String, elapsed: Int) {
        self.label = label
        self.elapsed = elapsed
    }

    static func count(_ text: String) -> Int? {
        Int(text).flatMap { (0..<limit).contains($0) ? $0 : nil }
    }

    /// Those of transactions are their samples'.
    var status: JMeterTally.Status { isTransaction ? .other : Self.status(of: code) }

    static func status(of code: String) -> JMeterTally.Status {
        guard let number = Int(code), code.utf8.count == 3 else { return .other }
        switch number {
        case 400..<500: return .clientError
        case 500..<600: return .serverError
        default: return .other
        }
    }

    /// Whether a code means an error, where a file does not say which samples succeeded: "Non HTTP response code: java.net.ConnectException" does.
    static func isError(_ code: String) -> Bool { status(of: code) != .other || code.hasPrefix("Non HTTP") }
}
