import CLibXML2

/// Between libxml2's callbacks and a consumer: keeps limits, remembers the first failure.
@safe final class SAXBridge {
    static let documentType = "a document type declaration (DOCTYPE) is not accepted; no test runner writes one"
    static let attributes = "an element has more than \(SAXParser.attributeLimit) attributes"

    struct Failure {
        var problem: String
        var line: Int
        /// Whether the document broke off there, as against one that is refused.
        var isDamage: Bool
    }

    let consumer: any XMLConsumer
    private let names: XMLNames
    private var depth = 0
    private(set) var failure: Failure?
    /// Lines that libxml2 was not given.
    var skippedLines = 0
    /// Set once, by the parser that owns this object.
    var context: xmlParserCtxtPtr?

    init(_ consumer: any XMLConsumer) {
        self.consumer = consumer
        names = XMLNames(type(of: consumer).vocabulary)
        unsafe context = nil
    }

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

    private func start(_ tag: borrowing XMLTag, attributes: Int) {
        depth += 1
        if depth > SAXParser.depthLimit { return stop("elements are nested more than \(SAXParser.depthLimit) deep") }
        if attributes > SAXParser.attributeLimit { return stop(Self.attributes) }
        do { try consumer.start(tag) } catch { stop(error.problem) }
        if names.hasLongName { stop("an element's or attribute's name is longer than \(XMLNames.lengthLimit) bytes") }
    }

    private func end() {
        depth -= 1
        consumer.end()
    }

    private func text(_ bytes: UnsafePointer<xmlChar>?, _ count: CInt) {
        guard consumer.wantsText, let bytes = unsafe bytes else { return }
        let buffer = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
        consumer.text(unsafe buffer.span)
    }

    // MARK: Callbacks of C

    /// The parser that calls back keeps the bridge alive.
    @inline(__always)
    private static func with(_ user: UnsafeMutableRawPointer?, _ body: (SAXBridge) -> Void) {
        guard let user = unsafe user else { return }
        unsafe Unmanaged<SAXBridge>.fromOpaque(user)._withUnsafeGuaranteedRef { body($0) }
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
                let tag = unsafe XMLTag(name: name, attributes: attributes, count: Int(count), names: bridge.names)
                bridge.start(tag, attributes: Int(count) + Int(namespaces))
            }
        }
        unsafe handler.endElementNs = { user, _, _, _ in unsafe SAXBridge.with(user) { $0.end() } }
        unsafe handler.characters = { user, bytes, count in unsafe SAXBridge.with(user) { unsafe $0.text(bytes, count) }
        }
        unsafe handler.cdataBlock = unsafe handler.characters
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
