enum XMLReader {
    /// Reads a whole document; the notes say what had to be changed to do so.
    static func read(
        _ input: Input, for consumer: any XMLConsumer, tagLimit: Int = SAXParser.tagLimit
    ) throws(FormatError) -> XMLSource {
        var source = XMLSource(input)
        var parser = try SAXParser(consumer, source: input.name, tagLimit: tagLimit)
        while try source.next({ bytes throws(FormatError) in try parser.push(bytes) }) {}
        try parser.finish()
        return source
    }
}
