/// A JSON number as it stands in the text: an exact decimal of up to 18 digits, so that a change of unit is a shift of the point and rounds once; or
/// whatever else JSON allows, as the nearest double.
struct DecimalNumber {
    /// The digits without point, with sign, where the number is that simple.
    private var mantissa: Int64
    /// Digits after the point; negative where the text had to be read the long way.
    private var places: Int
    private var double: Double

    /// Powers of ten that doubles hold exactly.
    private static let powers: [Double] = (0...22).map { power in (0..<power).reduce(1.0) { product, _ in product * 10 }
    }

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
