import Foundation

/// The part of the past that a server is asked about.
struct TimeWindow {
    /// Seconds since 1970; nil where one instant is meant.
    var from: Double?
    var to: Double

    /// Seconds.
    var length: Double? { from.map { to - $0 } }

    /// Begins later, by some seconds.
    mutating func leaveOut(_ seconds: Double) throws(Failure) {
        guard let from, to - from - seconds >= 1 else {
            throw Failure(
                .usage, "nothing is left after a warm-up of \(seconds) s: the window of --from and --to is shorter")
        }
        self.from = from + seconds
    }

    /// What a text means: "now", "now-15m", "15m" (ago), seconds since 1970, or RFC 3339; nil where it is none of them.
    static func instant(_ text: String, now: Double) -> Double? {
        if text == "now" { return now }
        if text.hasPrefix("now-") { return duration(String(text.dropFirst(4))).map { now - $0 } }
        if let seconds = duration(text) { return now - seconds }
        if let seconds = Double(text) { return seconds.isFinite && seconds >= 0 && seconds < 1e11 ? seconds : nil }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        return (try? Date(text, strategy: style))?.timeIntervalSince1970
    }

    /// "30s", "1h30m", as Prometheus writes them; nil where it is none.
    static func duration(_ text: String) -> Double? {
        var (seconds, rest) = (0.0, text[...])
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            seconds += number * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return text.isEmpty || seconds <= 0 || seconds > 1e10 ? nil : seconds
    }

    private static let units = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
}
