/// What OpenMetrics asks for beyond the older text format (specification 1.0, and what its reference parser refuses).
enum OpenMetricsRules {
    /// What is wrong with the blanks and commas of a line; nil where nothing is. Text within quotes is free.
    static func problem(ofSpacing line: Substring) -> String? {
        if line.hasPrefix("# HELP ") { return nil }
        var before: UInt8 = 0x20
        var isQuoted = false
        for byte in line.utf8 {
            if isQuoted {
                let wasEscape = before == UInt8(ascii: "\\")
                if byte == UInt8(ascii: "\""), !wasEscape { isQuoted = false }
                before = wasEscape ? 0 : byte
                continue
            }
            if byte == 0x09 || (byte == 0x20 && before == 0x20) { return "OpenMetrics separates by one blank" }
            if byte == UInt8(ascii: "}"), before == UInt8(ascii: ",") { return "no comma before }" }
            if byte != 0x20, before == UInt8(ascii: "}") || before == UInt8(ascii: "#") { return "expected a blank" }
            isQuoted = byte == UInt8(ascii: "\"")
            before = byte
        }
        return !isQuoted && before == 0x20 && !line.isEmpty ? "a blank at the end of the line" : nil
    }

    /// A family whose samples would be named like another family.
    static func clash(in kinds: [String: MetricFamily.Kind]) -> String? {
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            for suffix in Exposition.suffixes[kind] ?? [] where kinds[name + suffix] != nil { return name + suffix }
        }
        return nil
    }

    /// What is wrong with a sample's value.
    static func problem(of value: Double, _ kind: MetricFamily.Kind?, _ suffix: String) -> String? {
        switch (kind, suffix) {
        case (.histogram, "_bucket"), (.histogram, "_count"), (.summary, "_count"), (.gaugehistogram, "_bucket"),
            (.gaugehistogram, "_gcount"):
            return Int(exactly: value) != nil ? nil : "expected a whole number"
        case (.summary, "_sum"): return value.isNaN ? "expected a number" : nil
        case (.info, let suffix) where suffix != "_info": return "expected _info at the end of the name"
        default: return nil
        }
    }

    /// What is wrong with one histogram as a whole. Values below 0 have quantiles and sums in practice, though the specification has none.
    static func problem(of child: MetricFamily.Child) -> String? {
        let bounds = child.cumulative.map(\.bound)
        guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else { return "its buckets are not in order" }
        guard (child.sum == nil) == (child.count == nil) || (child.sum == nil && (bounds.first ?? 0) < 0) else {
            return "sum and count stand together"
        }
        guard let sum = child.sum else { return nil }
        if sum.isNaN { return "its sum is no number" }
        return sum < 0 && (bounds.first ?? 0) >= 0 ? "its sum is negative" : nil
    }
}
