import Measurements

/// Reads some figures of each series and passes over the rest, for hundreds of runs: to make whole runs and forget them takes many times as long.
struct BlobFigures {
    private var reader = BlobReader()
    private let metrics: [MetricName]
    /// Positions of the metrics that are counted, and of those that are a statistic of a measurement, by its name.
    private let counted: [Int]
    private let ofMeasurements: [String: [Int]]
    /// The latter for each metric of the blob.
    private var asked: [[Int]] = []

    init(_ metrics: [MetricName]) {
        self.metrics = metrics
        counted = metrics.indices.filter { metrics[$0].isCounted }
        ofMeasurements = Dictionary(grouping: metrics.indices.filter { !metrics[$0].isCounted }) {
            metrics[$0].measurement
        }
    }

    /// Nil for what is not as a kept run should be; reading it whole tells why. Measurements that nobody asks for may hold any numbers.
    mutating func run(_ id: String, _ blob: [UInt8]) throws -> RunFigures? {
        try reader.open(blob)
        asked = []
        var run = try reader.head()
        let count = try reader.cursor.count(ofElementsFrom: 6)
        var ids: [String] = []
        ids.reserveCapacity(count)
        var figures: [Figure?] = Array(repeating: nil, count: count * metrics.count)
        for position in 0..<count { ids.append(try series(&figures, at: position * metrics.count)) }
        try reader.tail(&run)
        return reader.isSound ? RunFigures(id, run, series: ids, figures: figures) : nil
    }

    /// - Parameter place: of the figure of the first metric.
    /// - Returns: the id.
    private mutating func series(_ figures: inout [Figure?], at place: Int) throws -> String {
        var series = try reader.seriesHead()
        for index in counted { figures[place + index] = try? series.figure(metrics[index]) }
        for _ in 0..<(try reader.cursor.count(ofElementsFrom: 5)) {
            let (metric, number) = try reader.metric()
            if number == asked.count { asked.append(ofMeasurements[metric.name] ?? []) }
            if asked[number].isEmpty {
                try reader.skipValue()
            } else {
                let measurement = try reader.measurement(of: metric)
                for index in asked[number] where figures[place + index] == nil {
                    figures[place + index] = measurement.knownFigure(metrics[index].statistic)
                }
            }
        }
        try reader.endSeries(&series)
        return series.id
    }
}

extension BlobReader {
    /// What stands behind a metric.
    fileprivate mutating func skipValue() throws {
        switch try cursor.count() {
        case 0: try skipDistribution()
        case 1: for _ in 0..<2 { _ = try cursor.count() }
        case 2: _ = try cursor.number()
        case 3:
            _ = try cursor.number()
            _ = try cursor.optionalNumber()
        case 4:
            _ = try cursor.number()
            for _ in 0..<2 { _ = try cursor.optionalNumber() }
        default: throw BlobCursor.Damaged()
        }
    }

    private mutating func skipDistribution() throws {
        _ = try cursor.optionalCount()
        for _ in 0..<5 { _ = try cursor.optionalNumber() }
        _ = try cursor.optionalCount()
        switch try cursor.count() {
        case 0: try cursor.skipNumbers(1)
        case 1: try cursor.skipNumbers(2)
        case 2:
            _ = try cursor.count()
            for _ in 0..<2 { for _ in 0..<2 * (try cursor.count(ofElementsFrom: 2)) { _ = try cursor.natural() } }
        case 3: for _ in 0..<2 { try cursor.skipNumbers(1) }
        default: throw BlobCursor.Damaged()
        }
    }
}
