/// Amounts as load generators print them, each with its own unit.
enum PrintedAmount {
    private static func seconds(_ value: Double, unit: Substring) -> Double? {
        switch unit {
        case "ns": value / 1e9
        case "us", "µs", "μs": value / 1e6
        case "ms": value / 1e3
        case "s": value
        case "m": value * 60
        case "h": value * 3600
        default: nil
        }
    }

    /// "673.64ms", "2.00m", "1.5µs", or several of them as Go prints a long time, "1h2m3.5s", in seconds; nil where it is none ("-nan").
    static func seconds(_ text: some StringProtocol) -> Double? {
        var rest = Substring(text)
        var total = 0.0
        var parts = 0
        while !rest.isEmpty, parts < 4 {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !($0.isASCII && $0.isNumber) }
            rest = rest.dropFirst(unit.count)
            guard let value = number(digits), let part = seconds(value, unit: unit) else { return nil }
            total += part
            parts += 1
        }
        return parts > 0 && rest.isEmpty ? total : nil
    }

    /// "484.69KB", "1.90MB" in units of 1024, as wrk and bombardier print them, in bytes.
    static func bytes(_ text: some StringProtocol) -> Double? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = number(digits) else { return nil }
        var unit = text.dropFirst(digits.count)
        if unit.last == "B" { unit = unit.dropLast() }
        guard unit.count <= 1, let power = [Character](" KMGTP").firstIndex(of: unit.first ?? " ") else { return nil }
        return (0..<power).reduce(value) { size, _ in size * 1024 }
    }

    /// A finite number of 0 or more.
    static func number(_ text: some StringProtocol) -> Double? {
        guard let first = text.utf8.first,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || first == UInt8(ascii: "."),
            let value = Double(text), value.isFinite
        else { return nil }
        return value
    }

    /// A whole number of 0 or more.
    static func count(_ text: some StringProtocol) -> Int? {
        guard let value = Int(text), (0...JSONNode.largestCount).contains(value) else { return nil }
        return value
    }

    /// "95%", "99.900%" as a rank, 0...1.
    static func rank(_ text: some StringProtocol) -> Double? {
        guard text.hasSuffix("%"), let percent = number(text.dropLast()), percent <= 100 else { return nil }
        return percent / 100
    }
}
