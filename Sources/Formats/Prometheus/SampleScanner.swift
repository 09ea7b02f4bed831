/// The parts of one sample, as places in the bytes of its line: nothing is copied, since most lines are like the one before.
struct SampleScanner {
    struct Label {
        var key: Range<Int>
        /// Without escapes.
        var value: Range<Int>
        /// Of both, so that hashes of labels can be added up in any order.
        var hash: UInt64
        var keyHash: UInt64
    }

    /// More labels than that are left to the general reader.
    private static let labelLimit = 32

    private(set) var name = 0..<0
    private(set) var labels: [Label] = []
    private(set) var value = 0.0
    /// As it stands: milliseconds in the text format, seconds in OpenMetrics.
    private(set) var time: Double?
    private(set) var hasExemplar = false

    /// Reads a line of the usual spacing without escapes: `name{key="value",other="value"} 1.5`, perhaps with a time stamp. False where it is anything
    /// else, right or wrong.
    mutating func scan(_ bytes: RawSpan, _ line: Range<Int>) -> Bool {
        labels.removeAll(keepingCapacity: true)
        (time, hasExemplar) = (nil, false)
        var position = Self.endOfName(bytes, line, colons: true)
        name = line.lowerBound..<position
        guard !name.isEmpty, position < line.upperBound else { return false }
        if bytes.byte(at: position) == UInt8(ascii: "{") {
            guard let end = scanLabels(bytes, position &+ 1, line.upperBound) else { return false }
            position = end
        }
        guard position < line.upperBound, bytes.byte(at: position) == 0x20,
            let first = Self.number(bytes, position &+ 1, line.upperBound)
        else { return false }
        value = first.value
        position = first.end
        if position < line.upperBound, let second = Self.number(bytes, position &+ 1, line.upperBound) {
            (time, position) = (second.value, second.end)
        }
        return position == line.upperBound || scanExemplar(bytes, position, line.upperBound)
    }

    /// Takes over what the general reader found; `bytes` is filled with its text.
    mutating func take(_ sample: ExpositionSample, _ bytes: inout [UInt8]) {
        bytes = Array(sample.name.utf8)
        name = 0..<bytes.count
        (value, time, hasExemplar) = (sample.value, sample.time, sample.hasExemplar)
        var places: [(key: Range<Int>, value: Range<Int>)] = []
        for (key, value) in sample.labels {
            let start = bytes.count
            bytes += key.utf8
            let middle = bytes.count
            bytes += value.utf8
            places.append((start..<middle, middle..<bytes.count))
        }
        let span = unsafe bytes.span.bytes
        labels = places.map { Self.label(span, $0.key, $0.value) }
    }

    // MARK: Labels

    /// All but the one at a position.
    func labels(_ bytes: RawSpan, without position: Int) -> [String: String] {
        var all: [String: String] = [:]
        for (index, label) in labels.enumerated() where index != position {
            all[bytes.text(label.key)] = bytes.text(label.value)
        }
        return all
    }

    /// The value of the first of these labels that is there, by the hashes of their names.
    func value(of keys: [UInt64]) -> Range<Int>? {
        for key in keys {
            for label in labels where label.keyHash == key { return label.value }
        }
        return nil
    }

    static func hash(ofKey key: String) -> UInt64 { unsafe Array(key.utf8).span.bytes.hash(seed: 0) }

    /// Of all labels together, as the sum of those of a scanned sample.
    static func hash(of labels: [String: String]) -> UInt64 {
        labels.reduce(0) { sum, label in
            sum &+ (unsafe Array(label.value.utf8).span.bytes.hash(seed: hash(ofKey: label.key)))
        }
    }

    // MARK: Parts

    /// After the opening brace; the offset after the closing one.
    @inline(__always)
    private mutating func scanLabels(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        var position = start
        while labels.count < Self.labelLimit {
            let key = position..<Self.endOfName(bytes, position..<end, colons: false)
            guard !key.isEmpty, key.upperBound &+ 1 < end, bytes.byte(at: key.upperBound) == UInt8(ascii: "="),
                bytes.byte(at: key.upperBound &+ 1) == UInt8(ascii: "\""),
                let close = Self.closingQuote(bytes, key.upperBound &+ 2, end)
            else { return nil }
            let label = Self.label(bytes, key, key.upperBound &+ 2..<close)
            // Perhaps the same one twice.
            for other in labels where other.keyHash == label.keyHash { return nil }
            labels.append(label)
            guard close &+ 1 < end else { return nil }
            position = close &+ 2
            switch bytes.byte(at: close &+ 1) {
            case UInt8(ascii: "}"): return position
            case UInt8(ascii: ","): continue
            default: return nil
            }
        }
        return nil
    }

    /// ` # {key="value"} 1.5`, perhaps with a time stamp, up to the end of the line.
    private mutating func scanExemplar(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
        let count = labels.count
        guard start &+ 4 < end, bytes.array(start..<start &+ 4) == Array(" # {".utf8),
            let close = scanLabels(bytes, start &+ 4, end)
        else { return false }
        labels.removeLast(labels.count - count)
        // The labels may have 128 characters, which are at most as many as the bytes.
        guard close - start <= 128, close < end, bytes.byte(at: close) == 0x20,
            let value = Self.number(bytes, close &+ 1, end)
        else { return false }
        hasExemplar = true
        if value.end == end { return true }
        guard let time = Self.number(bytes, value.end &+ 1, end) else { return false }
        return time.end == end && time.value.isFinite
    }

    @inline(__always)
    private static func label(_ bytes: RawSpan, _ key: Range<Int>, _ value: Range<Int>) -> Label {
        let keyHash = bytes.extracting(key).hash(seed: 0)
        return Label(key: key, value: value, hash: bytes.extracting(value).hash(seed: keyHash), keyHash: keyHash)
    }

    @inline(__always)
    private static func endOfName(_ bytes: RawSpan, _ range: Range<Int>, colons: Bool) -> Int {
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = bytes.byte(at: position)
            let isDigit = byte &- UInt8(ascii: "0") <= 9
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte == UInt8(ascii: "_")
            guard isLetter || (isDigit && position > range.lowerBound) || (colons && byte == UInt8(ascii: ":")) else {
                break
            }
            position &+= 1
        }
        return position
    }

    /// Nil where there is none, or an escape before it.
    @inline(__always)
    private static func closingQuote(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int? {
        var position = start
        while position &+ 8 <= end {
            let word = bytes.word(at: position)
            let marks = word.bytes(equalTo: UInt8(ascii: "\"")) | word.bytes(equalTo: UInt8(ascii: "\\"))
            if marks != 0 {
                let found = position &+ marks.trailingZeroBitCount &>> 3
                return bytes.byte(at: found) == UInt8(ascii: "\"") ? found : nil
            }
            position &+= 8
        }
        while position < end {
            let byte = bytes.byte(at: position)
            if byte == UInt8(ascii: "\"") { return position }
            if byte == UInt8(ascii: "\\") { return nil }
            position &+= 1
        }
        return nil
    }

    /// A number up to a blank or the end of the line.
    @inline(__always)
    static func number(_ bytes: RawSpan, _ start: Int, _ end: Int) -> (value: Double, end: Int)? {
        if let (number, stop) = DecimalNumber.read(bytes, at: start, end: bytes.byteCount),
            stop == end || (stop < end && bytes.byte(at: stop) == 0x20)
        {
            return (number.value(shift: 0), stop)
        }
        return oddNumber(bytes, start, end)
    }

    @inline(never)
    private static func oddNumber(_ bytes: RawSpan, _ start: Int, _ end: Int) -> (value: Double, end: Int)? {
        let stop = bytes.firstOffset(of: 0x20, in: start..<end) ?? end
        guard let text = String(validating: bytes.array(start..<stop), as: UTF8.self) else { return nil }
        return ExpositionLineReader.number(text).map { ($0, stop) }
    }
}
