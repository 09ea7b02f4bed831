import CLibXML2

/// Between libxml2's callbacks and a consumer: keeps limits, remembers the first failure, writes down the rest.
@safe final class SAXBridge {
    static let documentType = "a document type declaration (DOCTYPE) is not accepted; no test runner writes one"
    static let attributes = "an element has more than \(SAXParser.attributeLimit) attributes"

    struct Failure {
        var problem: String
        var line: Int
        /// Whether the document broke off there, as against one that is refused.
        var isDamage: Bool
    }

    private let sink: any XMLEventSink
    /// What the sink has not been given yet. Unchecked, since libxml2 calls back once at a time, and millions of times.
    @exclusivity(unchecked) var events = XMLEvents()
    private let names: XMLNames
    /// By position in the vocabulary, whether an element's text is wanted.
    private let hasText: [Bool]
    private let expected: (String) -> String?
    private var depth = 0
    /// The depth of the outermost open element whose text is wanted; 0 for none.
    private var textDepth = 0
    private(set) var failure: Failure?
    /// Lines that libxml2 was not given.
    var skippedLines = 0
    /// Set once, by the parser that owns this object.
    var context: xmlParserCtxtPtr?

    init<Consumer: XMLConsumer>(_: Consumer.Type, sink: any XMLEventSink) {
        self.sink = sink
        names = XMLNames(Consumer.vocabulary)
        let texts = Consumer.textElements
        hasText = (0...XMLNames.other).map { $0 < Consumer.vocabulary.count && texts.contains(Consumer.vocabulary[$0]) }
        expected = Consumer.expected
        unsafe context = nil
    }

    /// What the consumer has seen up to here.
    var seen: String { unsafe sink.seen(after: &events) }

    /// The line that is parsed, from 1.
    var line: Int {
        let line = unsafe context?.pointee.input?.pointee.line ?? 1
        return Int(line) + skippedLines
    }

    private func stop(_ problem: String) {
        guard failure == nil else { return }
        failure = Failure(problem: problem, line: line, isDamage: false)
        unsafe xmlStopParser(context)
    }

    private func fail(_ message: String, line: Int) {
        guard failure == nil else { return }
        failure = Failure(problem: "not well-formed XML: \(message)", line: line + skippedLines, isDamage: true)
    }

    private func start(
        _ name: UnsafePointer<xmlChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int,
        namespaces: Int
    ) {
        depth += 1
        if depth > SAXParser.depthLimit { return stop("elements are nested more than \(SAXParser.depthLimit) deep") }
        if count + namespaces > SAXParser.attributeLimit { return stop(Self.attributes) }
        if depth == 1 { unsafe checkRoot(name) }
        let position = unsafe names.position(of: name)
        unsafe events.appendStart(position, attributes, count, names)
        if names.hasLongName { stop("an element's or attribute's name is longer than \(XMLNames.lengthLimit) bytes") }
        if textDepth == 0, hasText[position] {
            textDepth = depth
            unsafe listen(SAXBridge.characters)
        }
        handOver()
    }

    private func checkRoot(_ name: UnsafePointer<xmlChar>) {
        let root = unsafe String(cString: name)
        if let expected = expected(root) { stop("the root is <\(root.prefix(40))>, not \(expected)") }
    }

    private func end() {
        if depth == textDepth {
            textDepth = 0
            unsafe listen(nil)
        }
        depth -= 1
        unsafe events.appendEnd()
        handOver()
    }

    /// Text that nobody wants is not handed over at all. (Of text that is not "ignorable" libxml2 does not ask whether it is but blanks.)
    private func listen(_ characters: charactersSAXFunc?) {
        guard let handler = unsafe context?.pointee.sax else { return }
        unsafe handler.pointee.characters = characters
        unsafe handler.pointee.cdataBlock = characters
        unsafe handler.pointee.ignorableWhitespace = characters
    }

    private func text(_ bytes: UnsafePointer<xmlChar>?, _ count: CInt) {
        guard let bytes = unsafe bytes else { return }
        unsafe events.appendText(bytes, Int(count))
        handOver()
    }

    private func handOver() { if unsafe events.isFull { unsafe sink.exchange(&events) } }

    // MARK: Callbacks of C

    /// The parser that calls back keeps the bridge alive.
    @inline(__always)
    private static func with(_ user: UnsafeMutableRawPointer?, _ body: (SAXBridge) -> Void) {
        guard let user = unsafe user else { return }
        unsafe Unmanaged<SAXBridge>.fromOpaque(user)._withUnsafeGuaranteedRef { body($0) }
    }

    private static let characters: charactersSAXFunc = { user, bytes, count in
        unsafe SAXBridge.with(user) { unsafe $0.text(bytes, count) }
    }

    static var handler: xmlSAXHandler {
        var handler = unsafe xmlSAXHandler()
        unsafe handler.initialized = UInt32(XML_SAX2_MAGIC)
        unsafe handler.internalSubset = { user, _, _, _ in
            unsafe SAXBridge.with(user) { $0.stop(SAXBridge.documentType) }
        }
        unsafe handler.startElementNs = { user, name, _, _, namespaces, _, count, _, attributes in
            guard let name = unsafe name else { return }
            unsafe SAXBridge.with(user) { bridge in
                unsafe bridge.start(name, attributes, Int(count), namespaces: Int(namespaces))
            }
        }
        unsafe handler.endElementNs = { user, _, _, _ in unsafe SAXBridge.with(user) { $0.end() } }
        unsafe handler.serror = { user, error in
            guard let error = unsafe error?.pointee, unsafe error.level == XML_ERR_FATAL else { return }
            let message = unsafe error.message.map { unsafe String(cString: $0) } ?? "damaged"
            let line = unsafe Int(error.line)
            unsafe SAXBridge.with(user) { $0.fail(String(message.prefix(200)).oneLine, line: line) }
        }
        return unsafe handler
    }
}

extension String {
    /// Without line breaks.
    fileprivate var oneLine: String { split { $0.isNewline }.joined(separator: " ") }
}
