/// Goes through a JSON text of any length piece by piece: into the objects and arrays that the caller asks for, while what is not asked for is only
/// checked. In memory is no more than a block, or the longest value that is taken whole. What is wrong is found where, and said as, `JSON.sequence` does.
///
///     try walk.members { (key, walk) in
///         if key == "spans" { try walk.elements { (_, walk) in spans.append(try walk.value()) } } else { try walk.skip() }
///     }
struct JSONWalk {
    enum Kind { case object, array, scalar }

    private let input: Input
    private let blockSize: Int
    private let limit: Int
    /// Bytes from the last ones that were consumed on, in UTF-8.
    private var bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private var isEnded = false
    /// Of all that is no longer among the bytes.
    private var passed = JSONParser.LineCounter()

    /// - Parameters:
    ///   - blockSize: bytes that are read at a time.
    ///   - limit: bytes that one value may have which is taken whole.
    init(_ input: Input, blockSize: Int = 256 << 10, limit: Int = 16 << 20) throws(FormatError) {
        self.input = input
        self.blockSize = blockSize
        self.limit = limit
        let start = try input.peek(4)
        if Encoding.isUTF16(start) {
            bytes = try input.document()
            isEnded = true
        } else {
            bytes = []
            while !isEnded, bytes.count < 3 { try fill() }
            if start.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        }
    }

    // MARK: Values

    /// Whether nothing but blanks is left.
    mutating func isAtEnd() throws(FormatError) -> Bool {
        while true {
            while position < bytes.count, JSON.isBlank(bytes[position]) { position += 1 }
            if position < bytes.count || isEnded { return position >= bytes.count }
            try fill()
        }
    }

    /// Nothing but blanks may follow.
    mutating func end() throws(FormatError) {
        try step { (parser) throws(JSONParser.Failure) in try parser.end() }
    }

    /// What the next value is, which is still to be taken or skipped.
    mutating func kind() throws(FormatError) -> Kind {
        let first = try step { (parser) throws(JSONParser.Failure) in try parser.begin() }
        return first == UInt8(ascii: "{") ? .object : first == UInt8(ascii: "[") ? .array : .scalar
    }

    /// The next value, whole.
    /// - Parameter wanted: names of the members that objects keep, wherever they stand in it; nil: all.
    mutating func value(keeping wanted: [String]? = nil) throws(FormatError) -> JSON {
        try step { (parser) throws(JSONParser.Failure) in
            parser.wanted = wanted
            return try parser.value()
        }
    }

    /// Leaves out the next value: at once where it is in memory as a whole, otherwise part by part.
    mutating func skip() throws(FormatError) {
        var parser = parser
        if (try? parser.skip()) != nil, !isCut(parser) { return take(parser) }
        /// Of what is open within the value, whether it is an object.
        var open: [Bool] = []
        repeat {
            let kind = try kind()
            if kind == .scalar {
                try step { (parser) throws(JSONParser.Failure) in try parser.skip() }
            } else {
                try step { (parser) throws(JSONParser.Failure) in try parser.open() }
                open.append(kind == .object)
            }
            var isFirst = kind != .scalar
            while let isObject = open.last, try !hasNext(isObject, isFirst) {
                open.removeLast()
                isFirst = false
            }
        } while !open.isEmpty
    }

    private mutating func hasNext(_ isObject: Bool, _ isFirst: Bool) throws(FormatError) -> Bool {
        try step { (parser) throws(JSONParser.Failure) in
            isObject ? try parser.member(first: isFirst) != nil : try parser.element(first: isFirst)
        }
    }

    /// Goes through the members of the object that follows; `body` has to take or skip the value of each.
    mutating func members(
        _ body: (String, inout JSONWalk) throws(FormatError) -> Void
    ) throws(FormatError) {
        try open()
        var isFirst = true
        while let key = try step({ (parser) throws(JSONParser.Failure) in try parser.member(first: isFirst) }) {
            isFirst = false
            try body(key, &self)
        }
    }

    /// Goes through the elements of the array that follows, numbered from 0 on; `body` has to take or skip each.
    mutating func elements(_ body: (Int, inout JSONWalk) throws(FormatError) -> Void) throws(FormatError) {
        try open()
        var count = 0
        while try step({ (parser) throws(JSONParser.Failure) in try parser.element(first: count == 0) }) {
            try body(count, &self)
            count += 1
        }
    }

    private mutating func open() throws(FormatError) {
        _ = try kind()
        try step { (parser) throws(JSONParser.Failure) in try parser.open() }
    }

    // MARK: Steps

    private var parser: JSONParser { JSONParser(bytes, at: position, depth: depth, acceptsCut: !isEnded) }

    /// Whether the parser may have come to another result if there had been more bytes.
    private func isCut(_ parser: JSONParser) -> Bool {
        !isEnded && (parser.wasCut || parser.position >= bytes.count)
    }

    private mutating func take(_ parser: JSONParser) {
        (position, depth) = (parser.position, parser.depth)
    }

    /// Something that a parser does, done again with more bytes as long as it comes to the end of those that are there.
    @inline(__always)
    private mutating func step<T>(
        _ body: (inout JSONParser) throws(JSONParser.Failure) -> T
    ) throws(FormatError) -> T {
        while true {
            var parser = parser
            do throws(JSONParser.Failure) {
                let result = try body(&parser)
                if !isCut(parser) {
                    take(parser)
                    return result
                }
            } catch {
                // Messages quote some bytes of what follows.
                if isEnded || error.offset + 64 < bytes.count { throw problem(at: error.offset, error.problem) }
            }
            try makeRoom()
        }
    }

    /// More bytes behind those that are not consumed.
    private mutating func makeRoom() throws(FormatError) {
        if bytes.count - position > limit {
            throw problem(at: position, "a value of more than \(limit >> 20) MiB, too large for a file of this format")
        }
        let wanted = bytes.count - position
        repeat { try fill() } while !isEnded && bytes.count - position < 2 * wanted
    }

    private mutating func fill() throws(FormatError) {
        if position > 0 {
            passed.pass(bytes, position)
            bytes.removeFirst(position)
            position = 0
        }
        let count = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: blockSize))
        let got = try input.read(into: &bytes, at: count)
        bytes.removeLast(blockSize - got)
        isEnded = got == 0
    }

    private func problem(at offset: Int, _ text: String) -> FormatError {
        var lines = passed
        lines.pass(bytes, offset)
        return FormatError(input.name, at: lines.place, text)
    }
}
