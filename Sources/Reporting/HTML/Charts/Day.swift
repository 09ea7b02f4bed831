import Foundation

/// Times as text in UTC, without a locale.
enum Day {
    static func text(_ time: Double) -> String { String(minute(time).prefix(10)) }

    /// "2026-11-24 16:07"; a time that no calendar has is told as unknown.
    static func minute(_ time: Double) -> String {
        guard time.isFinite, (0...253_402_300_799).contains(time) else { return "unknown time" }
        let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
        return String(Date(timeIntervalSince1970: time.rounded(.down)).formatted(style).prefix(16))
    }
}
