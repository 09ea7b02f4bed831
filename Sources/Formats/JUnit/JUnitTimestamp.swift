/// When a suite started: ISO 8601 as producers write it ("2024-01-03T11:23:00.00", "2024-01-03 12:27:54Z", "2024-01-03", with or
/// without offset), or milliseconds since 1970 (Playwright of 2022). Without an offset it is the clock of an unknown zone, taken as UTC.
enum JUnitTimestamp {
    /// Seconds since 1970; nil where it is no time, or a placeholder ("0", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00").
    static func seconds(_ text: String) -> Double? {
        if text.utf8.count == 13, let milliseconds = UInt64(text) { return Double(milliseconds) / 1000 }
        var rest = Substring(text.filter { !$0.isWhitespace || $0 == " " })
        guard let year = number(&rest, 4), dash(&rest), let month = number(&rest, 2), dash(&rest),
            let day = number(&rest, 2), year > 1970, year < 3000, (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        rest = rest.drop { $0 == "T" || $0 == "t" || $0 == " " }
        return Double(days(year, month, day) * 86_400) + timeOfDay(&rest) - offset(rest)
    }

    private static func timeOfDay(_ rest: inout Substring) -> Double {
        guard let hours = number(&rest, 2), rest.popFirst() == ":", let minutes = number(&rest, 2) else { return 0 }
        var seconds = 0.0
        if rest.first == ":" {
            rest.removeFirst()
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." || $0 == "," }
            rest = rest.dropFirst(digits.count)
            seconds = Double(digits.replacing(",", with: ".")) ?? 0
        }
        return Double(hours * 3600 + minutes * 60) + seconds
    }

    /// "+01:00", "-0800", "+02", "Z".
    private static func offset(_ text: Substring) -> Double {
        let text = text.drop { $0 == " " }
        guard let sign = text.first, sign == "+" || sign == "-" else { return 0 }
        var rest = text.dropFirst()
        let hours = number(&rest, 2) ?? 0
        if rest.first == ":" { rest.removeFirst() }
        let minutes = number(&rest, 2) ?? 0
        return Double(hours * 3600 + minutes * 60) * (sign == "+" ? 1 : -1)
    }

    private static func number(_ rest: inout Substring, _ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.utf8.count == count, let value = Int(digits), value >= 0 else { return nil }
        rest = rest.dropFirst(count)
        return value
    }

    private static func dash(_ rest: inout Substring) -> Bool { rest.popFirst() == "-" }

    /// Days since 1970-01-01 (Hinnant, https://howardhinnant.github.io/date_algorithms.html#days_from_civil), years after 0.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
