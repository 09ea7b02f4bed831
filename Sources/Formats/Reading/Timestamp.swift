import Foundation

/// Points in time as tools print them.
enum Timestamp {
    /// The end of the year 9999, in seconds since 1970.
    static let latest = 253_402_300_800.0

    /// Nil where it cannot be a time of measurement.
    static func plausible(_ seconds: Double?) -> Double? { seconds.flatMap { (0...latest).contains($0) ? $0 : nil } }

    /// RFC 3339 with any number of decimals ("2022-07-09T18:50:14.155Z") as seconds since 1970; nil where it is none.
    static func seconds(_ text: String) -> Double? {
        guard text.utf8.count <= 64, text.utf8.count >= 20 else { return nil }
        // Foundation's parser takes some microseconds; up to nine decimals are read without it.
        let longest = text.utf8.last == UInt8(ascii: "Z") ? 30 : 35
        if text.utf8.count <= longest, let time = TimestampReader.nanoseconds(text) {
            let (second, rest) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
            return rest < 0
                ? Double(second - 1) + Double(rest + 1_000_000_000) / 1e9 : Double(second) + Double(rest) / 1e9
        }
        let whole = text.prefix(19)
        var zone = text.dropFirst(19)
        var fraction = 0.0
        if zone.first == "." {
            let digits = zone.dropFirst().prefix { $0.isASCII && $0.isNumber }
            fraction = Double("0.\(digits)") ?? 0
            zone = zone.dropFirst(1 + digits.count)
        }
        guard let date = try? Date("\(whole)\(zone)", strategy: .iso8601) else { return nil }
        return date.timeIntervalSince1970 + fraction
    }
}
