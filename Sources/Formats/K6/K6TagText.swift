/// The text of an object of tags, `"key":"value","key":"value"}`, read as it stands.
enum K6TagText {
    /// `"key":"value"`, where the key has no escapes.
    struct Member {
        var range: Range<Int>
        var keyLength: Int
        /// Whether the value has escapes.
        var isEscaped: Bool
    }

    enum Part { case outcome, endpoint, url, rest }

    /// The name of a tag is at most one word but for one; the member is longer than the name.
    @inline(__always)
    static func part(of suffix: RawSpan, _ member: Member) -> Part {
        let key = member.range.lowerBound + 1
        guard key + 8 <= suffix.byteCount else { return .rest }
        let word = suffix.word(at: key)
        switch member.keyLength {
        case 3: return word & 0xFF_FFFF == 0x6C_7275 ? .url : .rest  // "url"
        case 4: return word & 0xFFFF_FFFF == 0x656D_616E ? .endpoint : .rest  // "name"
        case 5: return word & 0xFF_FFFF_FFFF == 0x70_756F_7267 ? .endpoint : .rest  // "group"
        case 6:
            switch word & 0xFFFF_FFFF_FFFF {
            case 0x646F_6874_656D: return .endpoint  // "method"
            case 0x7375_7461_7473: return .outcome  // "status"
            default: return .rest
            }
        case 8: return word == 0x6F69_7261_6E65_6373 ? .endpoint : .rest  // "scenario"
        case 17: return skipsExpected(suffix, key) ? .outcome : .rest
        default: return .rest
        }
    }

    private static let expected = Array("expected_response".utf8)

    private static func skipsExpected(_ suffix: RawSpan, _ key: Int) -> Bool {
        var position = key
        return skip(expected, suffix, &position)
    }

    /// The next member of an object of strings, and the comma after it; nil at its end, and where there is anything else. An escaped key is
    /// anything else, since it may be one that matters.
    @inline(__always)
    static func member(_ bytes: RawSpan, _ position: inout Int) -> Member? {
        let end = bytes.byteCount
        guard position + 6 < end, bytes.byte(at: position) == UInt8(ascii: "\""),
            let key = string(bytes, position + 1), !key.isEscaped, key.end + 3 < end,
            bytes.byte(at: key.end + 1) == UInt8(ascii: ":"), bytes.byte(at: key.end + 2) == UInt8(ascii: "\""),
            let value = string(bytes, key.end + 3), value.end + 2 < end
        else { return nil }
        let start = position
        let hasNext = bytes.byte(at: value.end + 1) == UInt8(ascii: ",")
        let expected = hasNext ? UInt8(ascii: "\"") : UInt8(ascii: "}")
        guard bytes.byte(at: value.end + (hasNext ? 2 : 1)) == expected else { return nil }
        position = value.end + (hasNext ? 2 : 1)
        return Member(range: start..<value.end + 1, keyLength: key.end - start - 1, isEscaped: value.isEscaped)
    }

    /// What members without escapes say of an endpoint; nil where they do not name it.
    static func endpoint(_ members: [UInt8]) -> K6Endpoint? {
        let text = members + Array("}\n".utf8)
        let bytes = unsafe text.span.bytes
        var tags: [String: String] = [:]
        var position = 0
        while let member = member(bytes, &position) {
            let key = member.range.lowerBound + 1..<member.range.lowerBound + 1 + member.keyLength
            tags[String(decoding: text[key], as: UTF8.self)] = String(
                decoding: text[key.upperBound + 3..<member.range.upperBound - 1], as: UTF8.self)
        }
        return K6Endpoint(tags)
    }

    static func closes(_ bytes: RawSpan, _ position: inout Int) -> Bool {
        guard position < bytes.byteCount, bytes.byte(at: position) == UInt8(ascii: "}") else { return false }
        position += 1
        return true
    }

    /// Where the string that begins there ends: its closing quote. Eight bytes at a time, by the usual trick for finding a zero byte.
    @inline(__always)
    private static func string(_ bytes: RawSpan, _ start: Int) -> (end: Int, isEscaped: Bool)? {
        var position = start
        var isEscaped = false
        while position < bytes.byteCount {
            if position + 8 <= bytes.byteCount {
                let word = bytes.word(at: position)
                let marks =
                    word.bytes(equalTo: UInt8(ascii: "\"")) | word.bytes(equalTo: UInt8(ascii: "\\"))
                    | word.controlBytes
                if marks == 0 {
                    position += 8
                    continue
                }
                position += marks.trailingZeroBitCount / 8
            }
            switch bytes.byte(at: position) {
            case UInt8(ascii: "\""): return (position, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            case 0..<0x20: return nil
            default: position += 1
            }
        }
        return nil
    }

    static func skip(_ text: [UInt8], _ bytes: RawSpan, _ position: inout Int) -> Bool {
        let end = position + text.count
        guard end <= bytes.byteCount,
            unsafe bytes.extracting(position..<end).holdsSameBytes(as: text.span.bytes)
        else { return false }
        position = end
        return true
    }
}
