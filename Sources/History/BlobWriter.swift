import Measurements

/// A run as few bytes, for the database: some 10 KB where JSON takes 40, and read forty times as fast. Whole numbers are varints, doubles 8 bytes (little
/// endian), a text is written once and then named by its number; dictionaries are sorted, so that the same run is the same bytes.
struct BlobWriter {
    /// The first byte. Raised with every change of the layout; readers keep reading all older ones.
    static let version: UInt8 = 2

    private(set) var bytes: [UInt8] = [version]
    private var texts: [String: Int] = [:]

    static func bytes(of run: Run) -> [UInt8] {
        var writer = BlobWriter()
        writer.run(run)
        return writer.bytes
    }

    mutating func natural(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func count(_ number: Int) { natural(UInt64(number)) }

    mutating func number(_ number: Double) {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }

    /// Texts repeat from series to series.
    mutating func text(_ text: String) {
        if let known = texts[text] { return count(known) }
        count(texts.count)
        texts[text] = texts.count
        count(text.utf8.count)
        bytes += text.utf8
    }

    /// A byte says whether the value is there.
    mutating func optional<Value>(_ value: Value?, _ write: (inout BlobWriter, Value) -> Void) {
        bytes.append(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func list<Element>(_ elements: [Element], _ write: (inout BlobWriter, Element) -> Void) {
        count(elements.count)
        for element in elements { write(&self, element) }
    }

    mutating func texts(_ dictionary: [String: String]) {
        list(dictionary.sorted { $0.key < $1.key }) {
            $0.text($1.key)
            $0.text($1.value)
        }
    }
}

extension BlobWriter {
    private mutating func run(_ run: Run) {
        text(run.source)
        text(run.format)
        text(run.tool.name)
        optional(run.tool.version) { $0.text($1) }
        optional(run.start) { $0.number($1) }
        optional(run.duration) { $0.number($1) }
        optional(run.workload.model) { $0.text($1.rawValue) }
        optional(run.workload.virtualUsers) { $0.count($1) }
        optional(run.workload.rate) { $0.number($1) }
        optional(run.workload.scenario) { $0.text($1) }
        texts(run.environment)
        optional(run.commit) { $0.text($1) }
        optional(run.branch) { $0.text($1) }
        texts(run.labels)
        list(run.series) { $0.series($1) }
        optional(run.tests) { $0.tests($1) }
        list(run.notes) {
            $0.text($1.code)
            $0.text($1.message)
        }
    }

    private mutating func series(_ series: Series) {
        text(series.name)
        texts(series.labels)
        optional(series.requests) { $0.count($1) }
        optional(series.errors) { $0.count($1) }
        optional(series.throughput) { $0.number($1) }
        list(series.measurements.values.sorted { $0.metric.name < $1.metric.name }) { $0.measurement($1) }
        optional(series.timeline) { $0.timeline($1) }
    }

    /// Since version 2.
    private mutating func timeline(_ timeline: Timeline) {
        for number in [timeline.start, timeline.width, timeline.end] { self.number(number) }
        list(timeline.slices) {
            $0.count($1.requests)
            $0.optional($1.errors) { $0.count($1) }
            $0.optional($1.p50) { $0.number($1) }
            $0.optional($1.p95) { $0.number($1) }
            $0.optional($1.p99) { $0.number($1) }
            $0.optional($1.users) { $0.count($1) }
        }
    }

    private mutating func measurement(_ measurement: Measurement) {
        text(measurement.metric.name)
        text(measurement.metric.unit.rawValue)
        text(measurement.metric.direction.rawValue)
        switch measurement.value {
        case .distribution(let distribution):
            count(0)
            self.distribution(distribution)
        case .ratio(let hits, let total):
            count(1)
            count(hits)
            count(total)
        case .share(let share):
            count(2)
            number(share)
        case .counter(let total, let perSecond):
            count(3)
            number(total)
            optional(perSecond) { $0.number($1) }
        case .gauge(let last, let min, let max):
            count(4)
            number(last)
            optional(min) { $0.number($1) }
            optional(max) { $0.number($1) }
        }
    }

    private mutating func distribution(_ distribution: Distribution) {
        optional(distribution.count) { $0.count($1) }
        for figure in [
            distribution.min, distribution.max, distribution.mean, distribution.standardDeviation,
            distribution.resolution,
        ] { optional(figure) { $0.number($1) } }
        optional(distribution.definition?.rawValue) { $0.count($1) }
        switch distribution.shape {
        case .samples(let values):
            count(0)
            list(values) { $0.number($1) }
        case .quantiles(let quantiles):
            count(1)
            list(quantiles) {
                $0.number($1.rank)
                $0.number($1.value)
            }
        case .histogram(let histogram):
            count(2)
            natural(histogram.zeros)
            bins(histogram.positives)
            bins(histogram.negatives.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        case .buckets(let buckets):
            count(3)
            list(buckets.bounds) { $0.number($1) }
            list(buckets.counts) { $0.number($1) }
        }
    }

    /// Bins by their distance from the one before.
    private mutating func bins(_ bins: [(bin: Int, count: UInt64)]) {
        var last = 0
        list(bins) {
            $0.count($1.bin - last)
            $0.natural($1.count)
            last = $1.bin
        }
    }

    private mutating func tests(_ tests: TestSummary) {
        for number in [tests.tests, tests.passed, tests.failed, tests.errors, tests.skipped, tests.flaky] {
            count(number)
        }
        list(tests.failures) {
            $0.text($1.kind.rawValue)
            $0.text($1.suite)
            $0.optional($1.className) { $0.text($1) }
            $0.text($1.name)
            $0.text($1.message)
        }
        list(tests.flakyTests) { $0.text($1) }
    }
}
