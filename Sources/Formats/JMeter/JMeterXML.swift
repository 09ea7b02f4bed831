import Measurements

/// JMeter's results file (JTL) as XML: `jmeter.save.saveservice.output_format=xml` (5.6). Read as a stream of any length; bodies of answers inside it are
/// passed over. Samples within samples are the requests of a transaction, or the redirects and embedded resources of a request.
package struct JMeterXML: ResultFormat {
    package let name = "jmeter-xml"
    package let summary = "JMeter samples (JTL) as XML"
    package let documentation = "https://jmeter.apache.org/usermanual/listeners.html#xmlformat2.1"

    package let hasTimes = true
    static let root = "testResults"

    package init() {}

    package func recognizes(_ head: Head) -> Bool { XMLRoot(head.bytes)?.name == Self.root }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        if let root = XMLRoot(Encoding.utf8(try input.peek(64 << 10))), root.name != Self.root {
            throw FormatError(input.name, "this is \(root.portrait), not a JMeter result with <\(Self.root)>")
        }
        let (samples, notes) = try XMLReader.read(input, for: JMeterSamples(warmUp: input.warmUp))
        if samples.tally.warmUp.leftOut > 0, samples.tally.samples.allSatisfy({ $0.count == 0 }) {
            throw .allWarmUp(input.name, input.warmUp ?? 0)
        }
        guard !samples.tally.samples.isEmpty else {
            let what =
                samples.others > 0
                ? "none of the \(samples.others) elements is a sample with the attributes t, s and lb"
                : "the file holds no samples: nothing was measured"
            throw FormatError(input.name, what)
        }
        var builder = JMeterRun(
            samples.tally, knowsErrors: samples.knowsErrors, knowsCodes: samples.knowsCodes,
            knowsTimes: samples.knowsTimes)
        var run = builder.run(source: input.name, format: name)
        if samples.malformed > 0 {
            run.notes.append(
                Note("samples.damaged", "\(samples.malformed) samples have no whole milliseconds and are left out"))
        }
        run.notes += notes
        samples.tally.warmUp.mark(&run, "samples")
        return [run]
    }
}

/// Counts the samples of a JTL file.
struct JMeterSamples: XMLConsumer {
    static let vocabulary = Name.allCases.map(\.spelling)
    static let textElements: Set<String> = []

    static func expected(inPlaceOf root: String) -> String? {
        root == JMeterXML.root ? nil : "<\(JMeterXML.root)>"
    }

    /// Elements and attributes.
    private enum Name: Int, CaseIterable {
        case testResults, sample, httpSample
        case elapsed, time, success, label, code, message, received, sent, users

        var spelling: String {
            switch self {
            case .testResults: "testResults"
            case .sample: "sample"
            case .httpSample: "httpSample"
            case .elapsed: "t"
            case .time: "ts"
            case .success: "s"
            case .label: "lb"
            case .code: "rc"
            case .message: "rm"
            case .received: "by"
            case .sent: "sby"
            case .users: "na"
            }
        }
    }

    /// What an open element is; nil is no sample.
    private var elements: [JMeterTally.Role?] = []
    private(set) var tally = JMeterTally(labelLimit: ManyNames.limit)

    init(warmUp: Double?) {
        // A stream: the first sample in the file has to do for the earliest.
        if let warmUp { tally.warmUp = WarmUp(seconds: warmUp, first: nil) }
    }

    private(set) var knowsErrors = true
    private(set) var knowsCodes = false
    private(set) var knowsTimes = true
    private(set) var malformed = 0
    /// Elements directly under the root that are no samples.
    private(set) var others = 0
    private var count = 0
    private var failed = 0

    var seen: String { "\(count) samples were read (\(failed) failed)" }

    mutating func text(_ bytes: borrowing Span<UInt8>) {}
    mutating func end() { elements.removeLast() }

    mutating func start(_ tag: borrowing XMLTag) {
        if elements.isEmpty { return elements.append(nil) }
        let name = Name(rawValue: tag.name)
        // Samplers of plugins have elements of their own, which say as much.
        var sample = JMeterSample(label: "", elapsed: -1)
        var succeeded: Bool?
        tag.forEachAttribute { attribute, value in
            switch Name(rawValue: attribute) {
            case .elapsed: sample.elapsed = Self.count(value) ?? -1
            case .time: sample.start = Self.digits(value) ?? JMeterTime.milliseconds(String(value))
            case .success: succeeded = Bool(String(value))
            case .label: sample.label = String(value.extracting(first: 4096))
            case .code: sample.code = String(value.extracting(first: 200))
            case .message:
                sample.isTransaction = String(value.extracting(first: 64)).hasPrefix(JMeterSample.transaction)
            case .received: sample.received = Self.count(value) ?? 0
            case .sent: sample.sent = Self.count(value) ?? 0
            case .users: sample.users = Self.count(value) ?? 0
            default: break
            }
        }
        let isSample = name == .sample || name == .httpSample || (sample.elapsed >= 0 && succeeded != nil)
        guard isSample, sample.elapsed >= 0 else {
            if isSample { malformed += 1 } else if elements.count == 1 { others += 1 }
            return elements.append(elements.last ?? nil)
        }
        add(sample, succeeded)
    }

    private mutating func add(_ sample: JMeterSample, _ succeeded: Bool?) {
        let isInside = elements.contains { $0 == .sampler || $0 == .part }
        let role: JMeterTally.Role = sample.isTransaction ? .transaction : isInside ? .part : .sampler
        let isFailed = succeeded.map { !$0 } ?? JMeterSample.isError(sample.code)
        if succeeded == nil { knowsErrors = false }
        if !sample.code.isEmpty { knowsCodes = true }
        if sample.start == nil { knowsTimes = false }
        count += 1
        failed += isFailed ? 1 : 0
        let number = tally.number(of: .init(label: sample.label, role: role))
        tally.add(
            number, start: sample.start, elapsed: sample.elapsed, failed: isFailed,
            role == .transaction ? .other : sample.status, received: sample.received, sent: sample.sent,
            users: sample.users)
        elements.append(role)
    }

    private static func count(_ text: borrowing Span<UInt8>) -> Int? {
        digits(text) ?? JMeterSample.count(String(text))
    }

    /// One to thirteen digits, as nearly all numbers are; nil does not mean that it is none.
    private static func digits(_ text: borrowing Span<UInt8>) -> Int? {
        guard (1...13).contains(text.count) else { return nil }
        var value = 0
        for index in 0..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = 10 * value + Int(digit)
        }
        return value
    }
}
