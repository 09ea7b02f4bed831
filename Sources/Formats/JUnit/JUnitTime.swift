/// Reads the times of one file, in all the spellings that producers use: "0.123", "1.4e-05", "0,288", "2,503.1", "1,234,567".
///
/// A comma before exactly three digits is a decimal mark or a thousands separator; other values of the same file decide, so the two
/// readings are kept apart until the end. Others delete every comma: 0,288 s becomes 288 s.
struct JUnitTime {
    enum Reading: Equatable {
        /// Not given.
        case absent
        /// Given, but no number.
        case unreadable
        case seconds(Seconds)
    }

    /// Seconds, some of which may be a thousand times as much.
    struct Seconds: Equatable {
        var certain = 0.0
        var doubtful = 0.0

        func resolved(_ thousands: Bool) -> Double { certain + doubtful * (thousands ? 1000 : 1) }
        /// With commas as decimal marks, to compare by.
        var least: Double { certain + doubtful }

        /// A sum to the nanosecond, finer than any producer measures: decimal fractions add up to decimal fractions.
        var rounded: Seconds { Seconds(certain: Self.rounded(certain), doubtful: Self.rounded(doubtful)) }

        private static func rounded(_ sum: Double) -> Double { sum < 1e6 ? (sum * 1e9).rounded() / 1e9 : sum }

        static func += (sum: inout Self, value: Self) {
            sum.certain += value.certain
            sum.doubtful += value.doubtful
        }
    }

    private var sawDecimalPoint = false
    private var sawDecimalComma = false
    private(set) var doubtful = 0
    /// Taken as 0.
    private(set) var negative = 0
    private(set) var unreadable = 0
    private(set) var firstUnreadable = ""

    /// Whether "2,503" is 2503 s: where a point is the decimal mark elsewhere in the file, and a comma nowhere.
    var commasAreThousands: Bool { sawDecimalPoint && !sawDecimalComma }
    /// Whether nothing in the file tells.
    var isUndecided: Bool { doubtful > 0 && sawDecimalPoint == sawDecimalComma }

    mutating func read(_ text: borrowing Span<UInt8>) -> Reading {
        if let plain = plain(text) { return .seconds(Seconds(certain: plain)) }
        let trimmed = String(text).split { $0.isWhitespace }.joined(separator: " ")
        return trimmed.isEmpty ? .absent : read(odd: trimmed)
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Up to fifteen digits with at most one point: exact in a double, as is the power of ten, so the quotient is rounded once.
    private mutating func plain(_ text: borrowing Span<UInt8>) -> Double? {
        guard text.count > 0, text.count <= 16 else { return nil }
        var digits: Int64 = 0
        var fraction = -1
        for index in 0..<text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), fraction < 0 {
                fraction = 0
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
                if fraction >= 0 { fraction += 1 }
            } else {
                return nil
            }
        }
        if fraction < 0 { return text.count <= 15 ? Double(digits) : nil }
        guard text.count > 1 else { return nil }
        sawDecimalPoint = true
        return Double(digits) / Self.powers[fraction]
    }

    private mutating func read(odd text: String) -> Reading {
        let isNumber = text.utf8.allSatisfy {
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "+-.,eE".utf8.contains($0)
        }
        let separators = text.filter { $0 == "," || $0 == "." }
        var number = text
        var isDoubtful = false
        if let mark = separators.last, separators.contains(","), separators.contains(".") {
            number = text.filter { $0 == mark || ($0 != "," && $0 != ".") }.replacing(",", with: ".")
            if mark == "." { sawDecimalPoint = true } else { sawDecimalComma = true }
        } else if separators.count > 1, Self.isGrouped(text) {
            number = text.filter { $0 != "," && $0 != "." }
            if separators.first == "," { sawDecimalPoint = true } else { sawDecimalComma = true }
        } else if separators == "," {
            isDoubtful = Self.couldBeThousands(text)
            number = text.replacing(",", with: ".")
            if !isDoubtful { sawDecimalComma = true }
        }
        guard isNumber, let value = Double(number), value.isFinite else {
            unreadable += 1
            if firstUnreadable.isEmpty { firstUnreadable = String(text.prefix(40)) }
            return .unreadable
        }
        if value < 0 { negative += 1 }
        if isDoubtful { doubtful += 1 }
        let seconds = max(0, value)
        return .seconds(isDoubtful ? Seconds(doubtful: seconds) : Seconds(certain: seconds))
    }

    /// Three digits after each mark: "1,234,567".
    private static func isGrouped(_ text: String) -> Bool {
        let groups: [Substring] = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        return groups.dropFirst().allSatisfy { $0.count == 3 }
    }

    /// "2,503" could; "0,288", "1,5" and "1,2345" could not.
    private static func couldBeThousands(_ text: String) -> Bool {
        let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 3, parts[1].allSatisfy(\.isNumber) else { return false }
        return (1...3).contains(parts[0].count) && parts[0].first != "0" && parts[0].allSatisfy(\.isNumber)
    }
}
