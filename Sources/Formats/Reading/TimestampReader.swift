/// Time stamps of RFC 3339 ("2026-11-21T06:05:43.764819352+02:00") as nanoseconds since 1970.
struct TimestampReader {
    /// The last second that was read, as text (its 19 bytes as three overlapping words) and in seconds since 1970: neighbours share it.
    private var known: (UInt64, UInt64, UInt64)?
    private var knownSecond: Int64 = 0

    /// The time that begins there and the offset after it; nil where there is none. Digits beyond nanoseconds are dropped.
    @inline(__always)
    mutating func read(_ bytes: RawSpan, at start: Int, end: Int) -> (nanoseconds: Int64, end: Int)? {
        guard start + 20 <= end else { return nil }
        let text = (bytes.word(at: start), bytes.word(at: start + 8), bytes.word(at: start + 11))
        if let known, known == text {
        } else {
            guard let second = Self.second(bytes, at: start) else { return nil }
            known = text
            knownSecond = second
        }
        var position = start + 19
        var fraction: Int64 = 0
        if bytes.byte(at: position) == UInt8(ascii: ".") {
            guard let read = Self.fraction(bytes, at: position + 1, end: end) else { return nil }
            (fraction, position) = read
        }
        guard position < end else { return nil }
        if bytes.byte(at: position) == UInt8(ascii: "Z") {
            return (knownSecond &* 1_000_000_000 &+ fraction, position + 1)
        }
        guard let offset = Self.zone(bytes, at: position, end: end) else { return nil }
        return ((knownSecond - offset) * 1_000_000_000 + fraction, position + 6)
    }

    static func nanoseconds(_ text: String) -> Int64? {
        var reader = TimestampReader()
        let bytes = Array(text.utf8)
        guard let (time, end) = reader.read(unsafe bytes.span.bytes, at: 0, end: bytes.count), end == bytes.count else {
            return nil
        }
        return time
    }

    private static func fraction(_ bytes: RawSpan, at start: Int, end: Int) -> (nanoseconds: Int64, end: Int)? {
        if let all = nanoseconds(bytes, at: start, end: end) { return all }
        var position = start
        var fraction: Int64 = 0
        var unit: Int64 = 100_000_000
        while position < end {
            let digit = bytes.byte(at: position) &- UInt8(ascii: "0")
            if digit > 9 { break }
            fraction += Int64(digit) * unit
            unit /= 10
            position += 1
        }
        return position > start ? (fraction, position) : nil
    }

    /// Nine digits and no more, as most are written.
    private static func nanoseconds(_ bytes: RawSpan, at start: Int, end: Int) -> (nanoseconds: Int64, end: Int)? {
        guard start + 10 <= end, bytes.byte(at: start + 9) &- UInt8(ascii: "0") > 9 else { return nil }
        let eight = bytes.digits(start, start + 8)
        guard eight >= 0 else { return nil }
        let ninth = bytes.byte(at: start + 8) &- UInt8(ascii: "0")
        return ninth <= 9 ? (Int64(eight) * 10 + Int64(ninth), start + 9) : nil
    }

    /// "+02:00" in seconds.
    private static func zone(_ bytes: RawSpan, at start: Int, end: Int) -> Int64? {
        guard start + 6 <= end, bytes.byte(at: start + 3) == UInt8(ascii: ":"),
            let hours = number(bytes, at: start + 1, digits: 2), let minutes = number(bytes, at: start + 4, digits: 2),
            hours < 24, minutes < 60
        else { return nil }
        switch bytes.byte(at: start) {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    /// "2026-11-21T06:05:43" in seconds since 1970, as if it were UTC; years 1678 to 2261, which nanoseconds in 64 bits can hold.
    private static func second(_ bytes: RawSpan, at start: Int) -> Int64? {
        let marks: [(Int, UInt8)] = [
            (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (13, UInt8(ascii: ":")), (16, UInt8(ascii: ":")),
        ]
        guard marks.allSatisfy({ offset, mark in bytes.byte(at: start + offset) == mark }),
            bytes.byte(at: start + 10) | 0x20 == UInt8(ascii: "t"),
            let year = number(bytes, at: start, digits: 4), (1678...2261).contains(year),
            let month = number(bytes, at: start + 5, digits: 2), (1...12).contains(month),
            let day = number(bytes, at: start + 8, digits: 2), (1...31).contains(day),
            let hour = number(bytes, at: start + 11, digits: 2), hour < 24,
            let minute = number(bytes, at: start + 14, digits: 2), minute < 60,
            let second = number(bytes, at: start + 17, digits: 2), second <= 60
        else { return nil }
        return ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    }

    /// Days since 1970 in the Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
    static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func number(_ bytes: RawSpan, at start: Int, digits: Int) -> Int64? {
        var number: Int64 = 0
        for position in start..<start + digits {
            let digit = bytes.byte(at: position) &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
    }
}
