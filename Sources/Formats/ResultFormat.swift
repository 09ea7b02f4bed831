import Measurements

/// One kind of file that a tool writes: one implementation per file, one line in `ResultFormats.all`, one fixture.
package protocol ResultFormat: Sendable {
    /// Stable name, as in `inspect --format NAME`.
    var name: String { get }
    /// What it is, in one line, for `loadline formats`.
    var summary: String { get }
    /// The producer's documentation or source, at a version.
    var documentation: String { get }
    /// Whether the content is of this format. Exactly one format recognizes a file; the file's name is never asked.
    func recognizes(_ head: Head) -> Bool
    /// Whether values have times, so that `Input.warmUp` can be left out.
    var hasTimes: Bool { get }
    /// Whether documents of any length are read piece by piece, so that no more of them should be looked at than is needed to recognize them.
    var readsInPieces: Bool { get }
    /// All runs that the input holds: at least one, else an error says what was expected.
    func read(_ input: Input) throws(FormatError) -> [Run]
}

extension ResultFormat {
    package var hasTimes: Bool { false }
    package var readsInPieces: Bool { false }
}

/// An input that cannot be read: what is wrong, where, and what was expected.
package struct FormatError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Place: Sendable, Equatable {
        /// Counted from 1; column in bytes where known.
        case line(Int, column: Int?)
        /// Offset from the start, counted from 0.
        case byte(Int)
    }

    /// The input as the user named it.
    package var source: String
    package var place: Place?
    package var problem: String

    package init(_ source: String, at place: Place? = nil, _ problem: String) {
        self.source = source
        self.place = place
        self.problem = problem
    }

    /// On one line: source and problem may quote what is in the file.
    package var description: String {
        let (source, problem) = (PlainText.visible(source), PlainText.visible(problem))
        return switch place {
        case .line(let line, let column?): "\(source):\(line):\(column): \(problem)"
        case .line(let line, nil): "\(source):\(line): \(problem)"
        case .byte(let offset): "\(source): byte \(offset): \(problem)"
        case nil: "\(source): \(problem)"
        }
    }
}
