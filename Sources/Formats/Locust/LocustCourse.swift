import Measurements

/// What all rows of a history tell, each given once, in the order of the file.
struct LocustCourse {
    private let columns: LocustColumns
    private(set) var all: LocustRow?
    /// The last row of each name, by type and name.
    private var last: [String: LocustRow] = [:]
    private var room = NameRoom()
    /// Whether there are rows of names, so that percentiles are of the ten seconds before a row.
    private(set) var isFull = false
    var hasManyNames: Bool { room.isFull }
    private(set) var users = 0
    private(set) var requests = 0
    /// Seconds since 1970.
    private(set) var start = Double.infinity
    private(set) var end = -Double.infinity
    /// Of the rows of all requests, whose counts are those up to then.
    private var timeline = TimelineRecorder()
    private var counted = (requests: 0, errors: 0)
    /// Percentiles by series, "*" for all: of each row the time in seconds since 1970, and seconds in the order of the columns, NaN where there is none.
    private var windows: [String: [Double]] = [:]
    private var windowsOfNames = 0
    private(set) var isLong = false

    private let windowLimit: Int
    static let longNote = Note(
        "courses.absent",
        "the history is long, so the percentiles of its rows are kept of all requests alone, not of each name")

    init(_ columns: LocustColumns, windowLimit: Int) {
        self.windowLimit = windowLimit
        var columns = columns
        columns.perSecond = nil
        self.columns = columns
    }

    mutating func add(_ row: DelimitedText.Row, source: String) throws(FormatError) {
        let entry = LocustRow(row: row, columns: columns, source: source)
        if !entry.isTotal { isFull = true }
        guard let time = try entry.amount(columns.time) else { return }
        start = min(start, time)
        end = max(end, time)
        let now = try entry.count(columns.users)
        users = max(users, now ?? 0)
        let counts = try entry.counts()
        requests = max(requests, counts.requests)
        if entry.isTotal {
            all = entry
            add(counts.requests, counts.failures ?? 0, users: now, at: time)
            try addWindow(entry, "*", time)
        } else if let key = key(of: row) {
            last[key] = entry
            try addWindow(entry, key, time)
        }
    }

    /// Nil where there are more names than are told apart.
    private mutating func key(of row: DelimitedText.Row) -> String? {
        let key = "\(row[columns.type] ?? "")\t\(row[columns.name] ?? "")"
        return last[key] != nil || room.take(key) ? key : nil
    }

    private mutating func addWindow(_ entry: LocustRow, _ key: String, _ time: Double) throws(FormatError) {
        if key != "*" {
            if isLong { return }
            windowsOfNames += 1
            guard windowsOfNames <= windowLimit else {
                isLong = true
                windows = windows.filter { $0.key == "*" }
                return
            }
        }
        windows[key, default: []].append(time)
        for (_, column) in columns.percentiles {
            let milliseconds = try entry.amount(column)
            windows[key, default: []].append(milliseconds.map { $0 / 1000 } ?? .nan)
        }
    }

    private mutating func add(_ requests: Int, _ errors: Int, users: Int?, at time: Double) {
        guard abs(time) < 9e9 else { return }
        timeline.move(to: Int64(time * 1e9))
        // Fewer than before: the statistics were reset.
        let isReset = requests < counted.requests || errors < counted.errors
        let before = isReset ? (requests: 0, errors: 0) : counted
        let more = requests - before.requests
        timeline.add(requests: more, failed: min(errors - before.errors, more), to: 0)
        if let users { timeline.add(users: users) }
        counted = (requests, errors)
    }

    // MARK: - Results

    /// The last row of each name.
    var endpoints: [(key: String, entry: LocustRow)] {
        last.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    var course: Timeline? {
        guard end >= start, end < 9e9, start > -9e9 else { return nil }
        return timeline.timeline(start: Int64(start * 1e9), end: Int64(end * 1e9))
    }

    /// Of a full history: the percentiles of a series over time, by figure.
    func courses(of key: String) -> [String: Course] {
        guard isFull, end > start, let rows = windows[key] else { return [:] }
        let width = columns.percentiles.count + 1
        var courses: [String: Course] = [:]
        for (place, (rank, _)) in columns.percentiles.enumerated() {
            let figure = MetricName.percentile(rank * 100).description
            let points = stride(from: 0, to: rows.count, by: width).compactMap { row -> Course.Point? in
                let (time, value) = (rows[row] - start, rows[row + place + 1])
                return value.isNaN ? nil : Course.Point(from: time, until: time, value: value)
            }
            if points.isEmpty { continue }
            courses[figure] = Course(
                Metric(figure, unit: .seconds, direction: .lower), points: points, end: end - start)
        }
        return courses
    }

    /// A row as a series; in a full history its percentiles are not of the test.
    func series(_ entry: LocustRow) throws(FormatError) -> Series {
        var entry = entry
        if isFull { entry.columns.percentiles = [] }
        return try entry.series()
    }
}
