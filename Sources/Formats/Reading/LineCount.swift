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

    mutating func addMalformed(_ problem: String, at offset: Int) {
        malformed += 1
        if firstMalformed.map({ offset < $0.offset }) ?? true {
            firstMalformed = Malformed(offset: offset, line: count + 1, problem: problem)
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
