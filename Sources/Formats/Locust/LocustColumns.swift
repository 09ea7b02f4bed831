/// Where a row of locust's CSV files has what, by the names of the columns; those of locust before 1.0 differ in case and words.
struct LocustColumns {
    var type: Int?
    var name: Int
    var requests: Int?
    var failures: Int?
    var median: Int?
    var mean: Int?
    var min: Int?
    var max: Int?
    var size: Int?
    var perSecond: Int?
    var failuresPerSecond: Int?
    /// Rank (0...1) and column; which ones there are is configurable (PERCENTILES_TO_REPORT). Without 100 %, which is the maximum rounded.
    var percentiles: [(rank: Double, column: Int)] = []
    /// Of the history only.
    var time: Int?
    var users: Int?

    init?(_ header: [String]) {
        let names = header.map { $0.lowercased() }
        guard let name = names.firstIndex(of: "name") else { return nil }
        self.name = name
        func column(_ spellings: String...) -> Int? {
            spellings.lazy.compactMap { names.firstIndex(of: $0) }.first
        }
        type = column("type", "method")
        requests = column("total request count", "request count", "# requests")
        failures = column("total failure count", "failure count", "# failures")
        median = column("total median response time", "median response time")
        mean = column("total average response time", "average response time")
        min = column("total min response time", "min response time")
        max = column("total max response time", "max response time")
        size = column("total average content size", "average content size")
        perSecond = column("requests/s")
        failuresPerSecond = column("failures/s")
        time = column("timestamp")
        users = column("user count")
        percentiles = names.enumerated().compactMap { index, name in
            guard name.hasSuffix("%"), let percent = Double(name.dropLast()), (0..<100).contains(percent) else {
                return nil
            }
            return (percent / 100, index)
        }
    }

    /// The columns of the table of all requests, or nil.
    static func stats(_ header: [String]) -> LocustColumns? {
        guard let columns = LocustColumns(header), columns.type != nil, columns.requests != nil,
            columns.failures != nil, columns.mean != nil, columns.time == nil
        else { return nil }
        return columns
    }

    /// The columns of the history, or nil.
    static func history(_ header: [String]) -> LocustColumns? {
        guard let columns = LocustColumns(header), columns.time != nil, columns.users != nil, columns.requests != nil,
            columns.mean != nil
        else { return nil }
        return columns
    }

    static func header(of head: Head) -> [String] {
        guard head.json == nil, head.bytes.first != UInt8(ascii: "<") else { return [] }
        return DelimitedText(Array(head.bytes.prefix(4096))).rows.first?.fields ?? []
    }
}
