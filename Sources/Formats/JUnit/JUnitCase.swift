import Measurements

/// A test case while it is read. Its arrays are used again for the next one.
struct JUnitCase {
    /// In ascending order of precedence.
    enum Outcome: Int, Comparable {
        case passed, skipped, failure, error

        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    var name: [UInt8] = []
    var className: [UInt8] = []
    var time = JUnitTime.Reading.absent
    /// What elements inside say.
    var outcome = Outcome.passed
    /// What attributes say; elements go before.
    var status: Outcome?
    var message: [UInt8] = []
    /// Failed attempts before it passed.
    var flaky = 0
    /// Failed attempts besides the one that counts.
    var reruns = 0
    /// Properties that are measurements.
    private(set) var metrics: [(metric: Metric, value: Double)] = []

    mutating func begin(_ tag: borrowing XMLTag, times: inout JUnitTime) {
        name.removeAll(keepingCapacity: true)
        className.removeAll(keepingCapacity: true)
        if !message.isEmpty { message.removeAll(keepingCapacity: true) }
        time = .absent
        outcome = .passed
        status = nil
        flaky = 0
        reruns = 0
        if !metrics.isEmpty { metrics.removeAll() }
        tag.forEachAttribute { attribute, value in
            switch JUnitName(rawValue: attribute) {
            case .name: name.append(name: value)
            case .classname:
                if !className.isEmpty { className.removeAll(keepingCapacity: true) }
                className.append(name: value)
            case .class where className.isEmpty: className.append(name: value)
            case .time: time = times.read(value)
            case .duration where time == .absent: time = times.read(value)
            case .status, .result: status = JUnitName.outcome(status: String(value)) ?? status
            default: break
            }
        }
    }

    /// A property that is a number with a unit, as `PageMetric` has it, is a metric; others say where and how the test ran.
    mutating func add(property tag: borrowing XMLTag) {
        guard metrics.count < PageMetric.limit else { return }
        var (name, text) = ("", "")
        tag.forEachAttribute { attribute, value in
            switch JUnitName(rawValue: attribute) {
            case .name: name = String(value.extracting(first: 201))
            case .value: text = String(value.extracting(first: 40))
            default: break
            }
        }
        if let measured = PageMetric.annotated(name, text) { metrics.append(measured) }
    }

    /// One class per case: error before failure before skipped; attempts that never passed are a failure even if nothing else says so.
    var finalOutcome: Outcome {
        if outcome != .passed { return outcome }
        if let status { return status }
        return reruns > 0 && flaky == 0 ? .failure : .passed
    }
}

extension [UInt8] {
    /// Bytes of a name that are kept.
    static let nameLimit = 1024

    /// Appends a name, shortened where it is beyond reason.
    mutating func append(name: borrowing Span<UInt8>) {
        append(name, 0..<Swift.min(name.count, Self.nameLimit))
        guard name.count > Self.nameLimit else { return }
        while let last, last & 0xC0 == 0x80 { removeLast() }
        if let last, last >= 0x80 { removeLast() }
        append(contentsOf: "…".utf8)
    }
}

extension String {
    init(_ bytes: borrowing Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
