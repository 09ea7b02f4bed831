import Measurements

/// Lines that were read, and those that could not be.
struct LineCount {
    struct Malformed {
        /// Offset of the line in the input.
        var offset: Int
        /// Number of the line, from 1 on, within the part of the input that one scanner reads.
        var line: Int
        var problem: String
    }

    var count = 0
    private(set) var malformed = 0
    private(set) var firstMalformed: Malformed?
    /// Whether the input ends within a line.
    var isCut = false

    /// `line`: its number where that is not the one after those that were counted; asked for the first such line only.
    mutating func addMalformed(_ problem: String, at offset: Int, line: @autoclosure () -> Int? = nil) {
        malformed += 1
        if firstMalformed.map({ offset < $0.offset }) ?? true {
            firstMalformed = Malformed(offset: offset, line: line() ?? count + 1, problem: problem)
        }
    }

    mutating func setLine(_ line: Int) { firstMalformed?.line = line }

    mutating func merge(_ other: LineCount) {
        count += other.count
        malformed += other.malformed
        isCut = isCut || other.isCut
        if let theirs = other.firstMalformed, theirs.offset < firstMalformed?.offset ?? Int.max {
            firstMalformed = theirs
        }
    }
}

extension LineCount {
    /// What a reader of the run has to know of lines that were left out. `noun`: what a line is in the format ("line", "row", "record").
    func notes(_ noun: String, place: (Malformed) -> String = { "line \($0.line)" }) -> [Note] {
        var notes: [Note] = []
        if isCut {
            notes.append(
                Note("lines.cut", "the last \(noun) is cut off and left out: the test or the copy was interrupted"))
        }
        if let first = firstMalformed {
            let message = "\(malformed) of \(count) \(noun)s are damaged and left out, the first is \(place(first))"
            notes.append(Note("lines.damaged", message))
        }
        return notes
    }
}

extension Input.FileRange {
    /// Number, from 1 on, of the line in which a byte of the file stands; reads the file up to there.
    func lineNumber(at offset: Int, _ name: String) throws(FormatError) -> Int {
        let stream = FileRangeStream(self, from: 0, name: name)
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var (line, position) = (1, 0)
        while position < offset {
            let count = min(try stream.read(into: &buffer, at: 0), offset - position)
            if count == 0 { break }
            line += buffer[..<count].count { $0 == UInt8(ascii: "\n") }
            position += count
        }
        return line
    }
}
