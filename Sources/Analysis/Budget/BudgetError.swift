import Measurements
import Yams

/// A budget that cannot be read: everything that is wrong with it, as far as it goes.
package struct BudgetError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// The file as the user named it.
        package var file: String
        /// Counted from 1.
        package var line: Int?
        package var column: Int?
        /// What is wrong, what was expected, and the nearest valid word where there is one.
        package var message: String

        package var description: String {
            let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
            return PlainText.visible("\(file)\(place): \(message)")
        }
    }

    /// So many are told; more would hide the first.
    package static let mostProblems = 20

    /// In the order of the file, at most `mostProblems`.
    package var problems: [Problem]
    /// How many more there are.
    package var omitted = 0

    package init(problems: [Problem]) {
        self.problems = Array(problems.prefix(Self.mostProblems))
        omitted = problems.count - self.problems.count
    }

    package init(_ file: String, line: Int? = nil, column: Int? = nil, _ message: String) {
        self.init(problems: [Problem(file: file, line: line, column: column, message: message)])
    }

    package var description: String {
        let lines = problems.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])
        return lines.joined(separator: "\n")
    }
}

/// What is wrong with one text; its place is known to who reads the text.
package struct Misread: Error {
    package var message: String

    init(_ message: String) { self.message = message }
}

/// Collects what is wrong with a file while it is read to its end.
final class Problems {
    let file: String
    private var found: [BudgetError.Problem] = []

    init(file: String) { self.file = file }

    func add(_ message: String, at node: Node) {
        let mark = node.mark
        found.append(.init(file: file, line: mark?.line, column: mark?.column, message: Self.oneLine(message)))
    }

    /// What the file holds is quoted in messages: neither its line breaks nor a terminal's control characters may pass, nor a megabyte of it.
    private static func oneLine(_ message: String) -> String {
        let scalars = message.unicodeScalars.prefix(500).map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The value, or nil and a problem at the node.
    func attempt<Value>(at node: Node, _ body: () throws(Misread) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            add(error.message, at: node)
            return nil
        }
    }

    var error: BudgetError? {
        guard !found.isEmpty else { return nil }
        return BudgetError(problems: found.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) })
    }
}
