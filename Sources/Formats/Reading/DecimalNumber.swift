/// A JSON number as it stands in the text: an exact decimal of up to 18 digits, so that a change of unit is a shift of the point and rounds once; or
/// whatever else JSON allows, as the nearest double.
struct DecimalNumber {
    /// The digits without point, with sign, where the number is that simple.
    private var mantissa: Int64
    /// Digits after the point; negative where the text had to be read the long way.
    private var places: Int
    private var double: Double

    /// Powers of ten that doubles hold exactly.
    private static let powers = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
    private static let wholePowers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]

    /// The value divided by 10^shift, correctly rounded where the number has up to 15 digits.
    @inline(__always)
    func value(shift: Int) -> Double {
        if places == 0, shift == 0 { return Double(mantissa) }
        guard places >= 0 else { return shift == 0 ? double : double / Self.powers[shift] }
        return Double(mantissa) / Self.powers[places &+ shift]
    }

    /// Reads a number that ends before `end` at the latest; nil where there is none, as JSON has it.
    @inline(__always)
    static func read(_ bytes: RawSpan, at start: Int, end: Int) -> (number: DecimalNumber, end: Int)? {
        if start &+ 24 <= bytes.byteCount, let short = readShort(bytes, at: start), short.end < end { return short }
        return readAny(bytes, at: start, end: end)
    }

    /// One to seven digits, and perhaps a point and as many more, eight bytes at a time; nil where there is anything else. There have to be
    /// 24 bytes.
    @inline(__always)
    static func readShort(_ bytes: RawSpan, at start: Int) -> (number: DecimalNumber, end: Int)? {
        let first = unsafe bytes.word(unchecked: start)
        let whole = digitCount(first)
        guard UInt(bitPattern: whole &- 1) < 7, whole == 1 || first & 0xFF != UInt64(UInt8(ascii: "0")) else {
            return nil
        }
        let mark = byte(whole, of: first)
        let mantissa = RawSpan.number(RawSpan.aligned(first, digits: whole))
        guard mark == UInt8(ascii: ".") else {
            return mark | 0x20 == UInt8(ascii: "e")
                ? nil : (DecimalNumber(mantissa: Int64(mantissa), places: 0, double: 0), start &+ whole)
        }
        let second = unsafe bytes.word(unchecked: start &+ whole &+ 1)
        let places = digitCount(second)
        guard UInt(bitPattern: places &- 1) < 7, byte(places, of: second) | 0x20 != UInt8(ascii: "e") else {
            return nil
        }
        let all = mantissa &* wholePowers[places] &+ RawSpan.number(RawSpan.aligned(second, digits: places))
        return (DecimalNumber(mantissa: Int64(all), places: places, double: 0), start &+ whole &+ 1 &+ places)
    }

    /// How many digits a word begins with.
    @inline(__always)
    private static func digitCount(_ word: UInt64) -> Int {
        let digits = word ^ 0x3030_3030_3030_3030
        return (((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080).trailingZeroBitCount &>> 3
    }

    @inline(__always)
    private static func byte(_ number: Int, of word: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: 8 &* number))
    }

    @inline(never)
    private static func readAny(_ bytes: RawSpan, at start: Int, end: Int) -> (number: DecimalNumber, end: Int)? {
        var position = start
        var digits: UInt64 = 0
        let isNegative = position < end && bytes.byte(at: position) == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        let first = position
        while position < end {
            let digit = bytes.byte(at: position) &- UInt8(ascii: "0")
            if digit > 9 { break }
            digits = digits &* 10 &+ UInt64(digit)
            position &+= 1
        }
        let whole = position - first
        guard whole > 0, position < end, whole == 1 || bytes.byte(at: first) != UInt8(ascii: "0") else { return nil }
        var places = 0
        if bytes.byte(at: position) == UInt8(ascii: ".") {
            let point = position
            position &+= 1
            while position < end {
                let digit = bytes.byte(at: position) &- UInt8(ascii: "0")
                if digit > 9 { break }
                digits = digits &* 10 &+ UInt64(digit)
                position &+= 1
            }
            places = position - point - 1
            guard places > 0, position < end else { return nil }
        }
        let isLong = whole + places > 18 || digits > 1 << 53
        if isLong || bytes.byte(at: position) | 0x20 == UInt8(ascii: "e") {
            return readLong(bytes, at: start, end: end)
        }
        let mantissa = isNegative ? -Int64(digits) : Int64(digits)
        return (DecimalNumber(mantissa: mantissa, places: places, double: 0), position)
    }

    /// Exponents and more digits than a double holds: the general parser's business.
    @inline(never)
    private static func readLong(_ bytes: RawSpan, at start: Int, end: Int) -> (number: DecimalNumber, end: Int)? {
        var stop = start
        while stop < end, isPartOfNumber(bytes.byte(at: stop)) { stop += 1 }
        guard let value = try? JSON.parse(bytes.array(start..<stop), source: "").number else { return nil }
        return (DecimalNumber(mantissa: 0, places: -1, double: value), stop)
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}

extension DecimalNumber {
    init(_ value: Double) { self.init(mantissa: 0, places: -1, double: value) }
}
