/// When a suite started: ISO 8601 as producers write it ("2024-01-03T11:23:00.00", "2024-01-03 12:27:54Z", "2024-01-03", with or
/// without offset), an HTTP date (Mocha), or milliseconds since 1970 (Playwright of 2022). Without an offset it is the clock of an unknown
/// zone, taken as UTC.
enum JUnitTimestamp {
    /// Seconds since 1970; nil where it is no time, or a placeholder ("0", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00").
    static func seconds(_ text: String) -> Double? {
        if text.utf8.count == 13, let milliseconds = UInt64(text) { return Double(milliseconds) / 1000 }
        guard let normal = fromHTTP(text) ?? fromISO(text), let time = TimestampReader.nanoseconds(normal) else {
            return nil
        }
        let seconds = Double(time / 1_000_000_000) + Double(time % 1_000_000_000) / 1e9
        return seconds < 365 * 86_400 ? nil : seconds
    }

    /// As RFC 3339 has it.
    private static func fromISO(_ text: String) -> String? {
        let text = text.filter { !$0.isWhitespace }
        let day = text.prefix(10)
        let rest = text.dropFirst(10).drop { $0 == "T" || $0 == "t" }
        var time = String(rest.prefix { $0.isASCII && $0.isNumber || $0 == ":" || $0 == "." })
        var zone = String(rest.dropFirst(time.count))
        if time.isEmpty { time = "00:00" }
        if time.count == 5 { time += ":00" }
        if zone.isEmpty { zone = "Z" }
        if zone.count == 3 { zone += ":00" }
        if zone.count == 5 { zone = "\(zone.prefix(3)):\(zone.suffix(2))" }
        return "\(day)T\(time)\(zone)"
    }

    /// "Sat, 21 Nov 2026 06:21:54 GMT" (RFC 9110, 5.6.7).
    private static func fromHTTP(_ text: String) -> String? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
