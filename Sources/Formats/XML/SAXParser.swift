import CLibXML2

/// libxml2's push parser (SAX2, https://gnome.pages.gitlab.gnome.org/libxml2/devhelp/libxml2-parser.html) over clean UTF-8.
///
/// Refused are what no genuine report has and hostile ones live on: document types (entities, external documents), deep nesting, hundreds of
/// attributes, tags of many megabytes. Text, CDATA and comments may have any length (`XML_PARSE_HUGE`: reports with 60 MB of output exist).
@safe struct SAXParser: ~Copyable {
    static let depthLimit = 200
    static let attributeLimit = 256
    /// Bytes of one tag.
    static let tagLimit = 16 << 20
    /// Different names of elements and attributes; libxml2 searches them all where there are many.
    static let nameLimit = 10_000
    /// Bytes that libxml2 may hold back before it is asked what it waits for.
    private static let patience = 256 << 10

    private let context: xmlParserCtxtPtr
    private let bridge: SAXBridge
    private let source: String
    private let tagLimit: Int
    /// Bytes that libxml2 has taken but not parsed, because the end of a tag, CDATA section or comment is not there yet.
    private var backlog = 0
    /// Bytes kept back until there are as many as `backlog`: libxml2 starts again from the tag's start with each push, so pushes of one size
    /// would take quadratic time.
    private var gathered: [UInt8] = []
    private var skipping: XMLSkip?

    init(_ bridge: SAXBridge, source: String, tagLimit: Int = tagLimit) throws(FormatError) {
        self.source = source
        self.tagLimit = tagLimit
        self.bridge = bridge
        let user = unsafe Unmanaged.passUnretained(bridge).toOpaque()
        var handler = unsafe SAXBridge.handler
        guard let context = unsafe xmlCreatePushParserCtxt(&handler, user, nil, 0, nil) else {
            throw FormatError(source, "there is no memory to parse XML")
        }
        unsafe self.context = context
        _ = unsafe xmlCtxtUseOptions(context, CInt(XML_PARSE_HUGE.rawValue | XML_PARSE_NONET.rawValue))
        unsafe bridge.context = context
    }

    deinit { unsafe xmlFreeParserCtxt(context) }

    mutating func push(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
        if skipping != nil { return try skip(bytes) }
        if gathered.isEmpty, bytes.count >= backlog { return try feed(bytes) }
        gathered.append(bytes, 0..<bytes.count)
        if gathered.count >= backlog || backlog + gathered.count > tagLimit { try feedGathered() }
    }

    /// The end of the document.
    mutating func finish() throws(FormatError) {
        if !gathered.isEmpty { try feedGathered() }
        _ = unsafe xmlParseChunk(context, nil, 0, 1)
        try check()
    }

    private mutating func feedGathered() throws(FormatError) {
        let bytes = gathered
        gathered.removeAll(keepingCapacity: true)
        try feed(bytes.span)
    }

    private mutating func feed(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
        guard bytes.count > 0 else { return }
        unsafe bytes.withUnsafeBytes { raw in
            let start = unsafe raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            _ = unsafe xmlParseChunk(context, start, CInt(clamping: raw.count), 0)
        }
        try check()
        if unsafe xmlDictSize(context.pointee.dict) > Self.nameLimit {
            throw refused("there are more than \(Self.nameLimit) different names of elements and attributes")
        }
        let waiting = unsafe waiting
        backlog = waiting.count
        if backlog > Self.patience { try unsafe examine(waiting) }
    }

    private func check() throws(FormatError) {
        guard let failure = bridge.failure else {
            // Fatal errors are reported to the bridge; this one is for those that libxml2 forgets to report.
            if unsafe context.pointee.wellFormed == 0 { throw damaged("not well-formed XML", line: bridge.line) }
            return
        }
        throw failure.isDamage
            ? damaged(failure.problem, line: failure.line)
            : FormatError(source, at: .line(failure.line, column: nil), failure.problem)
    }

    private func damaged(_ problem: String, line: Int) -> FormatError {
        FormatError(
            source, at: .line(line, column: nil),
            "\(problem); up to there \(bridge.seen), which is not trusted, since the rest is missing")
    }

    private func refused(_ problem: String) -> FormatError {
        FormatError(source, at: .line(bridge.line, column: nil), problem)
    }

    // MARK: What libxml2 waits for

    private var waiting: UnsafeBufferPointer<UInt8> {
        guard let input = unsafe context.pointee.input, let start = unsafe input.pointee.cur,
            let end = unsafe input.pointee.end, unsafe start < end
        else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeBufferPointer(start: start, count: end - start)
    }

    /// The inside of CDATA sections, comments and instructions that outlast the patience is withheld from libxml2, which would keep all of it.
    private mutating func examine(_ waiting: UnsafeBufferPointer<UInt8>) throws(FormatError) {
        let last = unsafe Array(waiting.suffix(2))
        if unsafe context.pointee.instate == XML_PARSER_CDATA_SECTION {
            skipping = XMLSkip(to: "]]>", after: last)
        } else if unsafe waiting.starts(with: "<!--".utf8) {
            skipping = XMLSkip(to: "-->", after: last)
        } else if unsafe waiting.starts(with: "<?".utf8) {
            skipping = XMLSkip(to: "?>", after: last)
        } else if unsafe waiting.starts(with: "<!DOCTYPE".utf8) {
            throw refused(SAXBridge.documentType)
        } else if unsafe Self.attributes(in: waiting.span) > Self.attributeLimit {
            throw refused(SAXBridge.attributes)
        } else if waiting.count > tagLimit {
            throw refused("a tag is larger than \(tagLimit >> 20) MiB")
        }
    }

    /// Attributes of an unfinished start tag: pairs of quotes.
    private static func attributes(in tag: borrowing Span<UInt8>) -> Int {
        var count = 0
        var open: UInt8?
        for index in 0..<tag.count {
            let byte = tag[index]
            if byte == open {
                open = nil
                count += 1
            } else if open == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                open = byte
            }
        }
        return count
    }

    private mutating func skip(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
        guard var skip = skipping.take() else { return }
        let rest = skip.rest(of: bytes)
        bridge.skippedLines += skip.takeLines()
        guard let rest else {
            skipping = skip
            return
        }
        try feed(rest.span)
    }
}
