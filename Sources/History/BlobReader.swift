import Measurements

/// Reads what `BlobWriter` wrote, of any version; bytes that are something else are an error, never a crash.
struct BlobReader {
    /// The bytes end too early, or say something impossible.
    struct Damaged: Error {}
    struct Newer: Error { var version: Int }

    private let bytes: [UInt8]
    private var position = 0
    private var version = BlobWriter.version
    private var texts: [String] = []
    private var metrics: [MetricNumbers: Metric] = [:]

    /// The numbers of its texts.
    private struct MetricNumbers: Hashable { var name, unit, direction: Int }

    static func run(_ bytes: [UInt8]) throws -> Run {
        var reader = BlobReader(bytes: bytes)
        let version = try reader.byte()
        reader.version = version
        guard version <= BlobWriter.version else { throw Newer(version: Int(version)) }
        let run = try reader.run()
        guard version > 0, reader.position == bytes.count else { throw Damaged() }
        return run
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw Damaged() }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func natural() throws -> UInt64 {
        var (number, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = try byte()
            guard shift < 63 else { throw Damaged() }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    /// Counts beyond 2⁵³ are none.
    private mutating func count() throws -> Int {
        guard let count = Int(exactly: try natural()), count <= 1 << 53 else { throw Damaged() }
        return count
    }

    private mutating func number() throws -> Double {
        guard bytes.count - position >= 8 else { throw Damaged() }
        let bits = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }
        position += 8
        return Double(bitPattern: UInt64(littleEndian: bits))
    }

    private mutating func text() throws -> String {
        let number = try textNumber()
        return texts[number]
    }

    private mutating func textNumber() throws -> Int {
        let number = try count()
        if number < texts.count { return number }
        let length = try count()
        guard number == texts.count, length <= bytes.count - position else { throw Damaged() }
        texts.append(String(decoding: bytes[position..<position + length], as: UTF8.self))
        position += length
        return number
    }

    private mutating func optional<Value>(_ read: (inout BlobReader) throws -> Value) throws -> Value? {
        try byte() == 0 ? nil : try read(&self)
    }

    /// Each element takes at least a byte, so that no count can ask for more memory than the bytes do.
    private mutating func list<Element>(_ read: (inout BlobReader) throws -> Element) throws -> [Element] {
        let count = try count()
        guard count <= bytes.count - position else { throw Damaged() }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    private mutating func pairs() throws -> [String: String] {
        let pairs = try list { (try $0.text(), try $0.text()) }
        return pairs.isEmpty ? [:] : Dictionary(pairs) { first, _ in first }
    }

    private mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        let number = try textNumber()
        return try word(number)
    }

    private func word<Word: RawRepresentable<String>>(_ number: Int) throws -> Word {
        guard let word = Word(rawValue: texts[number]) else { throw Damaged() }
        return word
    }
}

extension BlobReader {
    private mutating func run() throws -> Run {
        let (source, format, tool) = (try text(), try text(), try text())
        var run = Run(source: source, format: format, tool: .init(tool, version: try optional { try $0.text() }))
        run.start = try optional { try $0.number() }
        run.duration = try optional { try $0.number() }
        run.workload = Workload(
            model: try optional { try $0.word() }, virtualUsers: try optional { try $0.count() },
            rate: try optional { try $0.number() }, scenario: try optional { try $0.text() })
        run.environment = try pairs()
        run.commit = try optional { try $0.text() }
        run.branch = try optional { try $0.text() }
        run.labels = try pairs()
        run.series = try list { try $0.series() }
        run.tests = try optional { try $0.tests() }
        run.notes = try list { Note(try $0.text(), try $0.text()) }
        return run
    }

    private mutating func series() throws -> Series {
        let (name, labels) = (try text(), try pairs())
        var series = Series(
            name, labels: labels, requests: try optional { try $0.count() }, errors: try optional { try $0.count() },
            throughput: try optional { try $0.number() })
        let count = try count()
        guard count <= bytes.count - position else { throw Damaged() }
        series.measurements = Dictionary(minimumCapacity: count)
        for _ in 0..<count {
            let measurement = try measurement()
            // Written once each; of others the first counts.
            if series.measurements[measurement.metric.name] == nil {
                series.measurements[measurement.metric.name] = measurement
            }
        }
        if version >= 2 { series.timeline = try optional { try $0.timeline() } }
        return series
    }

    private mutating func timeline() throws -> Timeline {
        Timeline(
            start: try number(), width: try number(), end: try number(),
            slices: try list {
                Timeline.Slice(
                    requests: try $0.count(), errors: try $0.optional { try $0.count() },
                    p50: try $0.optional { try $0.number() }, p95: try $0.optional { try $0.number() },
                    p99: try $0.optional { try $0.number() }, users: try $0.optional { try $0.count() })
            })
    }

    private mutating func measurement() throws -> Measurement {
        let metric = try metric()
        switch try count() {
        case 0: return Measurement(metric, .distribution(try distribution()))
        case 1: return Measurement(metric, .ratio(hits: try count(), total: try count()))
        case 2: return Measurement(metric, .share(try number()))
        case 3: return Measurement(metric, .counter(total: try number(), perSecond: try optional { try $0.number() }))
        case 4:
            return Measurement(
                metric,
                .gauge(
                    last: try number(), min: try optional { try $0.number() }, max: try optional { try $0.number() }))
        default: throw Damaged()
        }
    }

    /// Almost always one that was read before.
    private mutating func metric() throws -> Metric {
        let numbers = MetricNumbers(name: try textNumber(), unit: try textNumber(), direction: try textNumber())
        if let known = metrics[numbers] { return known }
        let metric = Metric(texts[numbers.name], unit: try word(numbers.unit), direction: try word(numbers.direction))
        metrics[numbers] = metric
        return metric
    }

    private mutating func distribution() throws -> Distribution {
        var distribution = Distribution(
            count: try optional { try $0.count() }, min: try optional { try $0.number() },
            max: try optional { try $0.number() }, mean: try optional { try $0.number() },
            standardDeviation: try optional { try $0.number() }, shape: .quantiles([]))
        distribution.resolution = try optional { try $0.number() }
        if let definition = try optional({ try $0.count() }) {
            guard let known = Distribution.QuantileDefinition(rawValue: definition) else { throw Damaged() }
            distribution.definition = known
        }
        distribution.shape = try shape()
        return distribution
    }

    private mutating func shape() throws -> Distribution.Shape {
        switch try count() {
        case 0: return .samples(try list { try $0.number() })
        case 1: return .quantiles(try list { .init(rank: try $0.number(), value: try $0.number()) })
        case 2:
            var histogram = Histogram()
            histogram.zeros = UInt64(try count())
            for (bin, count) in try bins() { histogram.add(bin: bin, times: count) }
            for (bin, count) in try bins() { histogram.negatives[bin] = count }
            return .histogram(histogram)
        case 3: return .buckets(Buckets(bounds: try list { try $0.number() }, counts: try list { try $0.number() }))
        default: throw Damaged()
        }
    }

    private mutating func bins() throws -> [(bin: Int, count: UInt64)] {
        var last = 0
        return try list { reader in
            last += try reader.count()
            /// Bin numbers of finite positive doubles end here.
            guard last < 0x7FF << 8 else { throw Damaged() }
            return (last, UInt64(try reader.count()))
        }
    }

    private mutating func tests() throws -> TestSummary {
        var tests = TestSummary()
        tests.tests = try count()
        tests.passed = try count()
        tests.failed = try count()
        tests.errors = try count()
        tests.skipped = try count()
        tests.flaky = try count()
        tests.failures = try list {
            TestSummary.Failure(
                kind: try $0.word(), suite: try $0.text(), className: try $0.optional { try $0.text() },
                name: try $0.text(), message: try $0.text())
        }
        tests.flakyTests = try list { try $0.text() }
        return tests
    }
}
