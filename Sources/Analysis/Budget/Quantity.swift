import Measurements

/// A number with its unit, as people write it: "500ms", "0.01 %", "1000 req/s", "512MB".
struct Quantity: Equatable {
    /// Base units.
    var value: Double
    /// `unknown` for a plain number.
    var unit: Unit
    /// "500 ms".
    var text: String
    /// Percentage points: only differences are written so.
    var isPoints = false

    /// Reads a number without sign. `unit`: what a number without one is in.
    init?(_ written: some StringProtocol, unit given: String? = nil) {
        let text = String(written).trimmed
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let first = digits.first, first != ".", digits.last != ".", let number = Double(digits) else {
            return nil
        }
        var name = String(text.dropFirst(digits.count)).trimmed
        if name.isEmpty, let given { name = given.trimmed }
        guard let scale = Self.scale(name) else { return nil }
        let scaled = number * scale.times / scale.dividedBy
        guard scaled.isFinite else { return nil }
        self.value = scaled
        unit = scale.unit
        isPoints = name == "pp"
        self.text = name.isEmpty || name.hasPrefix("/") ? digits + name : "\(digits) \(name)"
    }

    /// Two factors, since 300 / 1000 is nearer to 0.3 than 300 * 0.001.
    private struct Scale {
        var unit: Unit
        var times = 1.0
        var dividedBy = 1.0
    }

    private static let times: [String: Scale] = [
        "ns": Scale(unit: .seconds, dividedBy: 1e9), "us": Scale(unit: .seconds, dividedBy: 1e6),
        "µs": Scale(unit: .seconds, dividedBy: 1e6), "μs": Scale(unit: .seconds, dividedBy: 1e6),
        "ms": Scale(unit: .seconds, dividedBy: 1e3), "s": Scale(unit: .seconds), "sec": Scale(unit: .seconds),
        "m": Scale(unit: .seconds, times: 60), "min": Scale(unit: .seconds, times: 60),
        "h": Scale(unit: .seconds, times: 3600),
    ]
    private static let sizes: [String: Double] = [
        "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
        "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824,
    ]
    private static let periods: [String: Double] = ["s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600]

    private static func scale(_ name: String) -> Scale? {
        if let time = times[name] { return time }
        let lower = name.lowercased()
        if let size = sizes[lower] { return Scale(unit: .bytes, times: size) }
        switch lower {
        case "": return Scale(unit: .unknown)
        case "%", "pp": return Scale(unit: .ratio, dividedBy: 100)
        case "rps", "tps": return Scale(unit: .perSecond)
        default: return rate(lower)
        }
    }

    /// "/s", "req/s", "transactions/min", "MB/s".
    private static func rate(_ name: String) -> Scale? {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let seconds = periods[String(parts[1]).trimmed] else { return nil }
        let what = String(parts[0]).trimmed
        if let size = sizes[what] { return Scale(unit: .bytesPerSecond, times: size, dividedBy: seconds) }
        guard what == "1" || what.allSatisfy({ $0.isLetter }) else { return nil }
        return Scale(unit: .perSecond, dividedBy: seconds)
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        let head = drop { $0.isWhitespace }
        return String(head.reversed().drop { $0.isWhitespace }.reversed())
    }
}
