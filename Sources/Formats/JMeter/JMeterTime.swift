/// Time stamps of JMeter's samples in milliseconds: since 1970, or as `jmeter.save.saveservice.timestamp_format` has them.
enum JMeterTime {
    /// The end of the year 9999; later times are no times.
    static let limit = 253_402_300_800_000

    /// Digits alone are milliseconds since 1970; else the forms that JMeter itself reads back (CSVSaveService.DATE_FORMAT_STRINGS):
    /// "yyyy/MM/dd HH:mm:ss.SSS" and "yyyy-MM-dd HH:mm:ss.SSS", with or without milliseconds, and "MM/dd/yy HH:mm:ss". These are local times
    /// of a place that the file does not name; here they are counted as if it were UTC.
    static func milliseconds(_ text: String) -> Int? {
        if let number = Int(text) { return (0..<limit).contains(number) ? number : nil }
        let parts = text.split { $0 == " " || $0 == "T" }
        guard parts.count == 2, text.utf8.count <= 32, let date = date(parts[0]), let clock = clock(parts[1]) else {
            return nil
        }
        return date * 86_400_000 + clock
    }

    /// Whether a time stamp is a date of an unknown place.
    static func isLocal(_ text: String) -> Bool { Int(text) == nil }

    /// Days since 1970.
    private static func date(_ text: Substring) -> Int? {
        let numbers = text.split(separator: text.contains("/") ? "/" : "-").compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        let isAmerican = text.contains("/") && numbers[2] < 100 && numbers[0] <= 12
        let (year, month, day) =
            isAmerican ? (2000 + numbers[2], numbers[0], numbers[1]) : (numbers[0], numbers[1], numbers[2])
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        return Int(TimestampReader.days(Int64(year), Int64(month), Int64(day)))
    }

    /// Milliseconds since midnight.
    private static func clock(_ text: Substring) -> Int? {
        let parts = text.split { $0 == ":" || $0 == "." || $0 == "," }
        let numbers = parts.compactMap { Int($0) }
        guard (3...4).contains(parts.count), numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }),
            numbers[0] < 24, numbers[1] < 60, numbers[2] <= 60, parts.count == 3 || parts[3].count == 3
        else { return nil }
        return ((numbers[0] * 60 + numbers[1]) * 60 + numbers[2]) * 1000 + (parts.count == 4 ? numbers[3] : 0)
    }
}
