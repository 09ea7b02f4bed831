/// The columns of a table of tests, grouped by the endpoint that they belong to.
struct Endpoints: Sendable {
    /// The columns of each endpoint, in the order of first appearance.
    let columns: [[Int]]

    /// The least number of endpoints for which "all others" is a fair sample of the machine.
    static let leastForCommonMode = 4

    /// - Parameter labels: the endpoint of each column; any numbers, equal for columns of one endpoint.
    init(labels: [Int]) {
        var positions: [Int: Int] = [:]
        var columns: [[Int]] = []
        for (column, label) in labels.enumerated() {
            if let position = positions[label] {
                columns[position].append(column)
            } else {
                positions[label] = columns.count
                columns.append([column])
            }
        }
        self.columns = columns
    }

    /// Whether there are enough endpoints to tell the machine's share from a single endpoint's.
    var allowCommonMode: Bool { columns.count >= Self.leastForCommonMode }

    /// For each column the median of one run's values over the columns of all other endpoints; values that are not
    /// finite are passed over, and NaN stands where no other endpoint has a value.
    ///
    /// The run is sorted once; each endpoint then steps over its own ranks.
    func mediansOfOthers(_ run: [Double]) -> [Double] {
        let order = run.indices.filter { run[$0].isFinite }.sorted { run[$0] < run[$1] }
        var rank = [Int?](repeating: nil, count: run.count)
        for (position, column) in order.enumerated() { rank[column] = position }
        var medians = [Double](repeating: .nan, count: run.count)
        for own in columns {
            let removed = own.compactMap { rank[$0] }.sorted()
            let left = order.count - removed.count
            guard left > 0 else { continue }
            let upper = run[order[Self.position(left / 2, without: removed)]]
            let lower = left % 2 == 1 ? upper : run[order[Self.position(left / 2 - 1, without: removed)]]
            for column in own { medians[column] = (lower + upper) / 2 }
        }
        return medians
    }

    /// Where the `index`-th of the ranks that are left stands among all ranks.
    private static func position(_ index: Int, without removed: [Int]) -> Int {
        var position = index
        for rank in removed {
            if rank > position { break }
            position += 1
        }
        return position
    }
}
