/// What counts an XML document. Names of elements and attributes are positions in the vocabulary, `XMLNames.other` beyond it.
///
/// It may be a little behind the parser, on a thread of its own, and so cannot refuse anything.
protocol XMLConsumer: Sendable {
    /// At most 255 names.
    static var vocabulary: [String] { get }
    /// Elements of which the text is handed over, and that of elements within.
    static var textElements: Set<String> { get }
    /// What the root ought to be, for a message ("<testResults>"); nil where a root of this name will do.
    static func expected(inPlaceOf root: String) -> String?

    mutating func start(_ tag: borrowing XMLTag)
    /// A piece of text; one text may come in several.
    mutating func text(_ bytes: borrowing Span<UInt8>)
    mutating func end()
    /// What was seen up to some damage, for the message that it is not trusted.
    var seen: String { get }
}
