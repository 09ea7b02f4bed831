import Measurements

/// A unit as tools and people write it ("ns/op", "MB/s", "Percent"): the base unit, and what makes base units of its values.
struct UnitName: Sendable, Equatable {
    var unit: Unit
    /// Which way is better as far as the unit tells: time is better short, work per time better high.
    var direction: Direction
    /// A value in base units is the written one × factor ÷ divisor; two numbers, so that both are exact.
    private var factor = 1.0
    private var divisor = 1.0

    static let seconds = UnitName(unit: .seconds, direction: .lower)
    /// Values further away are errors; within, sums and changes of unit stay finite.
    static let largest = 1e100

    func base(_ value: Double) -> Double { value * factor / divisor }

    /// Nil where the unit is not known.
    init?(_ text: some StringProtocol) {
        let parts = text.trimmingBlanks.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            guard let known = Self.plain(parts[0]) else { return nil }
            self = known
        case 2 where ["op", "ops", "iter", "req", "request", "query"].contains(parts[1].lowercased()):
            guard let known = Self.plain(parts[0]) else { return nil }
            self = known
        case 2:
            guard let time = Self.plain(parts[1]), time.unit == .seconds else { return nil }
            let amount = Self.plain(parts[0])
            let isBytes = amount?.unit == .bytes
            self.init(
                unit: isBytes ? .bytesPerSecond : .perSecond, direction: .higher,
                factor: (isBytes ? amount?.factor ?? 1 : 1) * time.divisor, divisor: time.factor)
        default: return nil
        }
    }

    private init(unit: Unit, direction: Direction, factor: Double = 1, divisor: Double = 1) {
        self.unit = unit
        self.direction = direction
        self.factor = factor
        self.divisor = divisor
    }

    private static func plain(_ word: some StringProtocol) -> UnitName? {
        if let divisor = fractions[word.lowercased()] {
            return UnitName(unit: .seconds, direction: .lower, divisor: divisor)
        }
        switch word.lowercased() {
        case "%", "percent", "percentage", "pct": return UnitName(unit: .ratio, direction: .neither, divisor: 100)
        case "ratio", "share": return UnitName(unit: .ratio, direction: .neither)
        case "count", "1", "allocs", "requests": return UnitName(unit: .count, direction: .neither)
        case "rps", "qps", "hz": return UnitName(unit: .perSecond, direction: .higher)
        case "min", "minute", "minutes": return UnitName(unit: .seconds, direction: .lower, factor: 60)
        case "bps": return nil
        default: return bytes[word.lowercased()].map { UnitName(unit: .bytes, direction: .neither, factor: $0) }
        }
    }

    /// Parts of a second.
    private static let fractions: [String: Double] = [
        "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
        "ms": 1e3, "msec": 1e3, "millisecond": 1e3, "milliseconds": 1e3, "millis": 1e3,
        "us": 1e6, "µs": 1e6, "μs": 1e6, "usec": 1e6, "microsecond": 1e6, "microseconds": 1e6,
        "ns": 1e9, "nsec": 1e9, "nanosecond": 1e9, "nanoseconds": 1e9,
    ]

    private static let bytes: [String: Double] = [
        "b": 1, "byte": 1, "bytes": 1,
        "kb": 1e3, "kilobyte": 1e3, "kilobytes": 1e3, "mb": 1e6, "megabyte": 1e6, "megabytes": 1e6,
        "gb": 1e9, "gigabyte": 1e9, "gigabytes": 1e9,
        "kib": 0x1p10, "kibibytes": 0x1p10, "mib": 0x1p20, "mebibytes": 0x1p20, "gib": 0x1p30, "gibibytes": 0x1p30,
    ]
}

extension StringProtocol {
    fileprivate var trimmingBlanks: SubSequence {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}

extension JSONNode {
    /// A number in base units, of either sign.
    func value(in unit: UnitName) throws(FormatError) -> Double {
        let value = unit.base(try number())
        guard abs(value) <= UnitName.largest else { throw unexpected("a number up to 1e100") }
        return value
    }

    /// A number of 0 or more, in base units.
    func amount(in unit: UnitName) throws(FormatError) -> Double {
        _ = try amount()
        return try value(in: unit)
    }
}
