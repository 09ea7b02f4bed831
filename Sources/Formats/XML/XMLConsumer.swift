/// What listens to an XML document. Names of elements and attributes are positions in the vocabulary, `XMLNames.other` beyond it.
protocol XMLConsumer: AnyObject {
    static var vocabulary: [String] { get }
    /// Whether text is to be handed over now.
    var wantsText: Bool { get }
    func start(_ tag: borrowing XMLTag) throws(XMLProblem)
    /// A piece of text; one text may come in several.
    func text(_ bytes: borrowing Span<UInt8>)
    func end()
    /// What was seen up to some damage, for the message that it is not trusted.
    var seen: String { get }
}

/// Why a document is refused.
struct XMLProblem: Error {
    var problem: String

    init(_ problem: String) { self.problem = problem }
}
