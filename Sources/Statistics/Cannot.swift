/// Why a procedure on samples has no answer.
package enum Cannot: Error, Equatable, Sendable {
    /// Fewer observations than the procedure needs.
    case tooFewObservations(needed: Int, given: Int)
    /// Tables or lists that belong together differ in length.
    case lengthsDiffer
    /// A value that must be a finite number is not.
    case notFinite
    /// A number lies outside the range that its meaning allows, such as more errors than requests.
    case outOfRange
    /// The observations do not vary, so there is nothing to measure a difference against.
    case noVariation
}
