import Measurements

/// Reads what `BlobWriter` wrote, of any version, many blobs in turn. Bytes that are something else are an error, never a crash.
struct BlobReader {
    struct Newer: Error { var version: Int }

    var cursor = BlobCursor()
    private var version = BlobWriter.version
    private var metrics = BlobMetrics()
    /// Whether all that was read of the blob is as a kept run has to be (`KeptRunValidation`).
    private(set) var isSound = true

    static func run(_ blob: [UInt8]) throws -> Run {
        var reader = BlobReader()
        return try reader.run(blob)
    }

    mutating func run(_ blob: [UInt8]) throws -> Run {
        try open(blob)
        var run = try head()
        let count = try cursor.count(ofElementsFrom: 6)
        run.series.reserveCapacity(count)
        for index in 0..<count {
            run.series.append(try seriesHead())
            // In its place, as copies of a series take as long as reading it.
            try measurements(&run.series[index])
        }
        try tail(&run)
        return run
    }

    mutating func open(_ blob: [UInt8]) throws {
        cursor.open(blob)
        metrics = BlobMetrics()
        isSound = true
        version = try cursor.byte()
        guard version <= BlobWriter.version else { throw Newer(version: Int(version)) }
        guard version > 0 else { throw BlobCursor.Damaged() }
    }

    /// What stands before the series.
    mutating func head() throws -> Run {
        let (source, format) = (try cursor.text(), try cursor.text())
        let tool = Run.Tool(try cursor.text(), version: try cursor.optionalText())
        var run = Run(source: source, format: format, tool: tool)
        run.start = try cursor.optionalNumber()
        run.duration = try cursor.optionalNumber()
        run.workload = Workload(
            model: try cursor.isPresent() ? try word() : nil, virtualUsers: try cursor.optionalCount(),
            rate: try cursor.optionalNumber(), scenario: try cursor.optionalText())
        run.environment = try pairs()
        run.commit = try cursor.optionalText()
        run.branch = try cursor.optionalText()
        run.labels = try pairs()
        return run
    }

    /// What stands behind them, and nothing more.
    mutating func tail(_ run: inout Run) throws {
        run.tests = try cursor.isPresent() ? try tests() : nil
        run.notes = try list(from: 2) { Note(try $0.cursor.text(), try $0.cursor.text()) }
        if KeptRunValidation.problem(ofHead: run) != nil { isSound = false }
        guard cursor.isAtEnd else { throw BlobCursor.Damaged() }
    }

    /// - Parameter least: bytes that an element takes.
    private mutating func list<Element>(
        from least: Int, _ read: (inout BlobReader) throws -> Element
    ) throws -> [Element] {
        let count = try cursor.count(ofElementsFrom: least)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    private mutating func pairs() throws -> [String: String] {
        let count = try cursor.count(ofElementsFrom: 2)
        guard count > 0 else { return [:] }
        var pairs: [String: String] = [:]
        for _ in 0..<count {
            let (name, value) = (try cursor.text(), try cursor.text())
            // Written once each; of others the first counts.
            if pairs[name] == nil { pairs[name] = value }
        }
        return pairs
    }

    private mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        guard let word = Word(rawValue: try cursor.text()) else { throw BlobCursor.Damaged() }
        return word
    }
}

extension BlobReader {
    private mutating func measurements(_ series: inout Series) throws {
        for _ in 0..<(try cursor.count(ofElementsFrom: 5)) {
            let metric = try metric().metric
            let measurement = try measurement(of: metric)
            // Written once each; of others the first counts.
            if let first = series.measurements.updateValue(measurement, forKey: metric.name) {
                series.measurements[metric.name] = first
            }
        }
        try endSeries(&series)
    }

    /// What stands before the measurements.
    mutating func seriesHead() throws -> Series {
        Series(
            try cursor.text(), labels: try pairs(), requests: try cursor.optionalCount(),
            errors: try cursor.optionalCount(), throughput: try cursor.optionalNumber())
    }

    /// What stands behind them.
    mutating func endSeries(_ series: inout Series) throws {
        series.timeline = try timeline()
        if KeptRunValidation.problem(ofHead: series) != nil { isSound = false }
    }

    private mutating func timeline() throws -> Timeline? {
        guard version >= 2, try cursor.isPresent() else { return nil }
        return Timeline(
            start: try cursor.number(), width: try cursor.number(), end: try cursor.number(),
            slices: try list(from: 6) {
                Timeline.Slice(
                    requests: try $0.cursor.count(), errors: try $0.cursor.optionalCount(),
                    p50: try $0.cursor.optionalNumber(), p95: try $0.cursor.optionalNumber(),
                    p99: try $0.cursor.optionalNumber(), users: try $0.cursor.optionalCount())
            })
    }

    /// The next metric, and its number in the blob, from 0 on.
    mutating func metric() throws -> (metric: Metric, number: Int) {
        let metric = try metrics.next(&cursor)
        return (metric, metrics.last)
    }

    /// What stands behind its metric.
    mutating func measurement(of metric: Metric) throws -> Measurement {
        let measurement = Measurement(metric, try value())
        if KeptRunValidation.problem(of: measurement.value) != nil { isSound = false }
        return measurement
    }

    private mutating func value() throws -> Measurement.Value {
        switch try cursor.count() {
        case 0: .distribution(try distribution())
        case 1: .ratio(hits: try cursor.count(), total: try cursor.count())
        case 2: .share(try cursor.number())
        case 3: .counter(total: try cursor.number(), perSecond: try cursor.optionalNumber())
        case 4:
            .gauge(last: try cursor.number(), min: try cursor.optionalNumber(), max: try cursor.optionalNumber())
        default: throw BlobCursor.Damaged()
        }
    }

    private mutating func distribution() throws -> Distribution {
        let (count, min, max) = (
            try cursor.optionalCount(), try cursor.optionalNumber(), try cursor.optionalNumber()
        )
        let (mean, deviation, resolution) = (
            try cursor.optionalNumber(), try cursor.optionalNumber(), try cursor.optionalNumber()
        )
        let definition = try cursor.optionalCount().map { number throws(BlobCursor.Damaged) in
            guard let known = Distribution.QuantileDefinition(rawValue: number) else { throw BlobCursor.Damaged() }
            return known
        }
        var distribution = Distribution(
            count: count, min: min, max: max, mean: mean, standardDeviation: deviation, shape: try shape())
        distribution.resolution = resolution
        distribution.definition = definition
        return distribution
    }

    private mutating func shape() throws -> Distribution.Shape {
        switch try cursor.count() {
        case 0: return .samples(try numbers())
        case 1:
            return .quantiles(try list(from: 16) { .init(rank: try $0.cursor.number(), value: try $0.cursor.number()) })
        case 2:
            var histogram = Histogram()
            histogram.zeros = UInt64(try cursor.count())
            for (bin, count) in try bins() { histogram.add(bin: bin, times: count) }
            for (bin, count) in try bins() { histogram.negatives[bin] = count }
            return .histogram(histogram)
        case 3: return .buckets(Buckets(bounds: try numbers(), counts: try numbers()))
        default: throw BlobCursor.Damaged()
        }
    }

    private mutating func numbers() throws -> [Double] { try list(from: 8) { try $0.cursor.number() } }

    private mutating func bins() throws -> [(bin: Int, count: UInt64)] {
        var last = 0
        return try list(from: 2) { reader in
            last += try reader.cursor.count()
            /// Bin numbers of finite positive doubles end here.
            guard last < 0x7FF << 8 else { throw BlobCursor.Damaged() }
            return (last, UInt64(try reader.cursor.count()))
        }
    }

    private mutating func tests() throws -> TestSummary {
        var tests = TestSummary()
        tests.tests = try cursor.count()
        tests.passed = try cursor.count()
        tests.failed = try cursor.count()
        tests.errors = try cursor.count()
        tests.skipped = try cursor.count()
        tests.flaky = try cursor.count()
        tests.failures = try list(from: 5) {
            TestSummary.Failure(
                kind: try $0.word(), suite: try $0.cursor.text(), className: try $0.cursor.optionalText(),
                name: try $0.cursor.text(), message: try $0.cursor.text())
        }
        tests.flakyTests = try list(from: 1) { try $0.cursor.text() }
        return tests
    }
}

/// The metrics of a blob. Almost always the next one is what followed the last one before.
private struct BlobMetrics {
    private var known: [(key: Key, metric: Metric)] = []
    private var places: [Key: Int] = [:]
    private(set) var last = -1

    /// The numbers of its texts.
    private struct Key: Hashable { var name, unit, direction: Int }

    mutating func next(_ cursor: inout BlobCursor) throws -> Metric {
        let key = Key(
            name: try cursor.textNumber(), unit: try cursor.textNumber(), direction: try cursor.textNumber())
        if known.isEmpty { return try add(key, cursor) }
        last = last + 1 < known.count ? last + 1 : 0
        if known[last].key == key { return known[last].metric }
        guard let place = places[key] else { return try add(key, cursor) }
        last = place
        return known[place].metric
    }

    private mutating func add(_ key: Key, _ cursor: BlobCursor) throws -> Metric {
        guard let unit = Unit(rawValue: cursor.text(key.unit)),
            let direction = Direction(rawValue: cursor.text(key.direction))
        else { throw BlobCursor.Damaged() }
        let metric = Metric(cursor.text(key.name), unit: unit, direction: direction)
        last = known.count
        places[key] = last
        known.append((key, metric))
        return metric
    }
}
